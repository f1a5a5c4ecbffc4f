"""Writes events straight into the table, as transactions of other programs would."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle.happened import new_event_id
from contenthub.queries import events
from contenthub.queries.event_feed import Feed

_INSERT = (
    "INSERT INTO events (event_id, entity, entity_id, task_id, attempt, event, from_state,"
    " to_state, who, account_id, batch_id, reason, created_at)"
    " VALUES (?, ?, 1, ?, 1, ?, ?, ?, 'test', ?, ?, ?, ?)"
)


def happen(count: int = 1, **facts: Any) -> list[int]:
    """Let events happen in one transaction; returns their ids."""
    with db.transaction():
        before = events.last_id()
        db.execute_many(_INSERT, [_values(**facts) for _ in range(count)])
        return sorted(events.ids_seen(before + 1, events.last_id()))


def _values(
    *,
    entity: str = "task",
    task_id: str | None = "t1",
    event: str = "start",
    before: str | None = "submitted",
    after: str = "running",
    account_id: int | None = None,
    batch_id: str | None = None,
    reason: str = "",
) -> tuple[Any, ...]:
    at = events.moment(clock.now())
    states = (event, before, after)
    return (new_event_id(), entity, task_id, *states, account_id, batch_id, reason, at)


class Writer(AbstractContextManager["Writer"]):
    """A transaction on a PostgreSQL server that stays open until it is told to end."""

    def __init__(self, url: str) -> None:
        import psycopg

        self.connection = psycopg.connect(url)

    def write(self) -> int:
        """Write one event; returns its id."""
        sql = _INSERT.replace("?", "%s") + " RETURNING id"
        row = self.connection.execute(sql.encode(), _values()).fetchone()
        assert row is not None
        return int(row[0])

    def commit(self) -> None:
        self.connection.commit()

    def roll_back(self) -> None:
        self.connection.rollback()

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def told(feed: Feed) -> list[int]:
    """The ids of the events that the feed tells now."""
    found: list[int] = []
    while news := feed.news():
        found += [row["id"] for row in news]
    return found
