"""The database work of the plain task queues: the least that three durable steps can be.

Each step is one immediate transaction that moves one row by compare-and-set; the last also
inserts the content. The three queues share it, so only the queues differ.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

SOCKET = "BENCHMARK_REDIS_SOCKET"  # the two variables that tell workers and feeders where
DATABASE = "BENCHMARK_DATABASE"

_CONTENT = "0123456789abcdef" * 128  # 2 kB
_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE task (id INTEGER PRIMARY KEY, status TEXT NOT NULL);
CREATE TABLE content (id INTEGER PRIMARY KEY, task_id INTEGER UNIQUE, body TEXT NOT NULL);
"""
_of_thread = threading.local()


def create(path: Path) -> None:
    """Make the empty database."""
    connection = sqlite3.connect(path)
    connection.executescript(_SCHEMA)
    connection.close()


def add_tasks(first: int, count: int) -> None:
    """Insert the pending tasks ``first`` … ``first + count - 1`` in one transaction."""
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    ids = ((number,) for number in range(first, first + count))
    connection.executemany("INSERT INTO task VALUES (?, 'pending')", ids)
    connection.execute("COMMIT")


def submit(task: int) -> None:
    """The first step."""
    _move(task, "pending", "submitted")


def run(task: int) -> None:
    """The second step."""
    _move(task, "submitted", "running")


def complete(task: int) -> None:
    """The last step, with the content."""
    _move(task, "running", "completed", content=_CONTENT)


def _move(task: int, old: str, new: str, content: str | None = None) -> None:
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    try:
        moved = connection.execute(
            "UPDATE task SET status = ? WHERE id = ? AND status = ?", (new, task, old)
        )
        if moved.rowcount == 1 and content is not None:
            connection.execute("INSERT INTO content (task_id, body) VALUES (?, ?)", (task, content))
    finally:
        connection.execute("COMMIT")


def _connection() -> sqlite3.Connection:
    """This thread's connection: opened once, as in a well-kept service."""
    connection = getattr(_of_thread, "connection", None)
    if connection is None:
        path = os.environ[DATABASE]
        connection = sqlite3.connect(path, isolation_level=None, timeout=60.0)
        connection.execute("PRAGMA synchronous = NORMAL")
        _of_thread.connection = connection
    return connection
