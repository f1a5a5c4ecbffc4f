"""Requests to the outside: what may be reached, what comes back, and when to ask again."""
