"""What a shell may offer for a word that is being typed: ids and names, the newest first."""

from __future__ import annotations

from collections.abc import Callable

from contenthub.database import db

MOST = 40  # words; more would be a list that nobody reads


def _reader(table: str, column: str, order: str) -> Callable[[str], list[str]]:
    def read(typed: str) -> list[str]:
        text = f"CAST({column} AS TEXT)"
        sql = (
            f"SELECT {text} FROM {table} WHERE {column} IS NOT NULL AND substr({text}, 1, ?) = ?"
            f" GROUP BY {column} ORDER BY {order} LIMIT ?"
        )
        return [row[0] for row in db.execute(sql, (len(typed), typed, MOST)).fetchall()]

    return read


def _newest(table: str, column: str) -> Callable[[str], list[str]]:
    """Reads the newest rows alone: a large table must not make a shell wait."""
    recent = f"(SELECT id, {column} FROM {table} ORDER BY id DESC LIMIT 2000) AS recent"
    return _reader(recent, column, "MAX(id) DESC")


accounts = _reader("accounts", "name", "MIN(id)")
targets = _reader("targets", "name", "MIN(id)")
schedules = _reader("schedules", "name", "MIN(id)")
tasks = _newest("generation_tasks", "task_id")
batches = _newest("generation_tasks", "batch_id")
ticks = _newest("ticks", "tick_id")
contents = _reader(
    "(SELECT id FROM contents ORDER BY id DESC LIMIT 2000) AS recent", "id", "id DESC"
)
