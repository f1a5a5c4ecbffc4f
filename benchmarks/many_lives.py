"""A database with so many published articles: one true life, and copies of its rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from contenthub import boot
from contenthub.database import db
from contenthub.operations import generation
from contenthub.operations.caller import Caller
from contenthub.processes.embedded import running
from contenthub.settings import Settings
from contenthub.topics.wishes import Wish
from tests.support.line_accounts import line_account
from tests.support.processes import wait_until

_SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)"
_TASK_ID = "printf('%08x-0000-4000-8000-000000000000', s.n)"
# What of each table's row is another one in copy ``s.n``; the rest is as in the true one.
_CHANGED = {
    "generation_tasks": {
        "id": "t.id + s.n",
        "task_id": _TASK_ID,
        "content_id": "t.content_id + s.n",
    },
    "contents": {
        "id": "t.id + s.n",
        "generation_task_id": _TASK_ID,
        "body": "substr(t.body, 1, 200)",
    },
    "publish_entries": {
        "id": "t.id + s.n",
        "content_id": "t.content_id + s.n",
        "task_id": _TASK_ID,
        "publication_key": "t.publication_key || '-' || s.n",
    },
}


def fill(home: Path, lives: int) -> None:
    """Make a home whose database has so many published articles; nobody has it open afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=home)
    boot.open_database(settings)
    try:
        _live_once(settings)
    finally:
        db.close()
    with closing(sqlite3.connect(home / "contenthub.db")) as connection, connection:
        for table, changed in _CHANGED.items():
            _copy(connection, table, changed, lives - 1)
    with closing(sqlite3.connect(home / "contenthub.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _live_once(settings: Settings) -> None:
    line_account()
    published = "SELECT COUNT(*) FROM publish_entries WHERE status = 'published'"
    with running(settings):
        generation.submit_one(Caller(settings, "benchmark"), Wish("The history of tea"))
        wait_until(lambda: db.execute(published).fetchone()[0], 60.0, "a published article")


def _copy(connection: sqlite3.Connection, table: str, changed: dict[str, str], copies: int) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    connection.execute(
        f"{_SERIES} INSERT INTO {table} ({', '.join(names)}) SELECT {values}"
        f" FROM s JOIN {table} t ON t.id = (SELECT MIN(id) FROM {table})",
        (copies,),
    )
