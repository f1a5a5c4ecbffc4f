"""What can be said of an article from its text alone: pure functions, no storage."""
