"""The scheduler: APScheduler wakes it, the database says what happened. It does no work itself."""
