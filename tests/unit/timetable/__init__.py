"""Tests of when a target takes articles."""
