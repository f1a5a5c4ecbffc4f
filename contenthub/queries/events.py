"""What happened: the story of a task, and what has happened since a moment."""

from __future__ import annotations

from typing import Any

from contenthub.database import db
from contenthub.models import Event
from contenthub.queries import due
from contenthub.queries.tasks import Row

_COLUMNS = tuple(field.column_name for field in Event._meta.sorted_fields)
_NAMES = tuple({"who": "actor"}.get(name, name) for name in _COLUMNS)  # as callers know them
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM events"
_CONVERT = tuple(field.python_value for field in Event._meta.sorted_fields)


def story(task_id: str) -> list[Row]:
    """All events of a task, its content and its publication, in order."""
    return _read(" WHERE task_id = ? ORDER BY id", task_id)


def last_id() -> int:
    """The id of the newest event, 0 where there is none."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0])


def since(event_id: int, limit: int = 1_000) -> list[Row]:
    """Events after this id, in order."""
    return _read(" WHERE id > ? ORDER BY id LIMIT ?", event_id, limit)


class Feed:
    """What happens from now on, each event once."""

    def __init__(self) -> None:
        # PostgreSQL may commit a smaller id after a larger one: the last ones are read again.
        self._overlap = 0 if db.is_sqlite() else 500
        self._last = last_id()
        self._seen = {row["id"] for row in since(self._last - self._overlap)}

    def version(self) -> int | None:
        """A number that changes when another process commits; None where there is no such."""
        return due.data_version() if db.is_sqlite() else None

    def news(self) -> list[Row]:
        """Events that were not there the last time; empty when there are no more for now."""
        found = since(self._last - self._overlap)
        new = [row for row in found if row["id"] not in self._seen]
        if found:
            self._last = max(self._last, found[-1]["id"])
        self._seen = {row["id"] for row in found if row["id"] > self._last - self._overlap}
        return new


def _read(tail: str, *params: Any) -> list[Row]:
    return [
        {name: to(value) for name, to, value in zip(_NAMES, _CONVERT, row, strict=True)}
        for row in db.execute(_SELECT + tail, params).fetchall()
    ]
