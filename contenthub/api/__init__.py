"""The REST API: reads calls, asks operations, answers."""
