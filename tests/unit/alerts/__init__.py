"""Tests of what is wrong, when people are told of it, and in which words."""
