"""Schedules: what they are, their ticks, the orders that come of them, and how ticks end."""
