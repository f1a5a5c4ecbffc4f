"""A database connection per worker thread, closed with it.

Without it each thread's connection would stay open until the process ends, and one that
PostgreSQL had dropped would fail message after message.
"""

from __future__ import annotations

from typing import Any

from dramatiq.middleware import Middleware

from contenthub.database import db


class Database(Middleware):
    """Opens nothing ahead of time: peewee connects a thread on its first query."""

    def before_process_message(self, broker: Any, message: Any) -> None:
        lost = not db.database.is_closed() and not db.database.is_connection_usable()
        if lost and not db.is_sqlite():
            db.close()

    def before_worker_thread_shutdown(self, broker: Any, thread: Any) -> None:
        db.close()
