"""What may be asked of schedules: made and changed, run now or for times that passed, looked at."""
