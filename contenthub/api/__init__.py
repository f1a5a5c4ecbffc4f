"""The REST API: a face for other programs. It reads calls, asks operations and encodes answers.

Only what serves imports this package: FastAPI is slow to load, and no command needs it.
"""
