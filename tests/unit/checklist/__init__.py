"""Tests of the checklist: what follows from facts, as tables."""
