"""Which times there are, and which of those that have come are run: pure functions."""
