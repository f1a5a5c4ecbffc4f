"""What happened, in the one shape in which everybody is told of it.

A command, a live stream and a message to another program show the same fields of an event, and as
JSON the same text. ``event_feed`` follows what happens from now on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import Account, Event
from contenthub.queries.event_filter import TYPE_IN_SQL, Wanted
from contenthub.records import moment

Row = dict[str, Any]

# As they are called everywhere, in the order in which they are shown; the account's name is the one
# that it has now.
_SHAPE = {
    "id": ("e.id", Event.id),
    "event_id": ("e.event_id", Event.event_id),
    "type": (TYPE_IN_SQL, Event.event),
    "entity": ("e.entity", Event.entity),
    "entity_id": ("e.entity_id", Event.entity_id),
    "task_id": ("e.task_id", Event.task_id),
    "attempt": ("e.attempt", Event.attempt),
    "event": ("e.event", Event.event),
    "from_state": ("e.from_state", Event.from_state),
    "to_state": ("e.to_state", Event.to_state),
    "who": ("e.who", Event.who),
    "account_id": ("e.account_id", Event.account_id),
    "account": ("a.name", Account.name),
    "batch_id": ("e.batch_id", Event.batch_id),
    "request_id": ("e.request_id", Event.request_id),
    "reason": ("e.reason", Event.reason),
    "data": ("e.data", Event.data),
    "created_at": ("e.created_at", Event.created_at),
}
FIELDS = tuple(_SHAPE)
_SELECT = (
    f"SELECT {', '.join(column for column, _ in _SHAPE.values())}"
    " FROM events e {} LEFT JOIN accounts a ON a.id = e.account_id"
)
_BY_ID, _BY_TASK = _SELECT.format("NOT INDEXED"), _SELECT.format("INDEXED BY event_task")
_BY_BATCH, _BY_ACCOUNT = map(_SELECT.format, ("INDEXED BY event_batch", "INDEXED BY event_account"))
_CONVERT: tuple[Callable[[Any], Any], ...] = tuple(
    field.python_value for _, field in _SHAPE.values()
)
_encode = json.JSONEncoder(default=lambda value: clock.utc_text(value)).encode


def as_json(row: Row) -> str:
    """The event as one line of JSON, in ASCII; moments are UTC with ``Z``."""
    return _encode(row)


def story(task_id: str) -> list[Row]:
    """All events of a task, its content and its publication, in order."""
    return _read(_BY_TASK, "WHERE e.task_id = ? ORDER BY e.id", task_id)


def after(event_id: int, limit: int, until: int | None = None) -> list[Row]:
    """The first ``limit`` events after this id that can be seen, in the order of their ids.

    ``until`` is the last id that may be among them.
    """
    if until is None:
        return _read(_BY_ID, "WHERE e.id > ? ORDER BY e.id LIMIT ?", event_id, limit)
    return _read(
        _BY_ID, "WHERE e.id > ? AND e.id <= ? ORDER BY e.id LIMIT ?", event_id, until, limit
    )


def is_any_after(event_id: int) -> bool:
    """Whether ``after`` would find any; costs the database a fifth of it."""
    sql = "SELECT 1 FROM events WHERE id > ? LIMIT 1"
    return db.execute(sql, (event_id,)).fetchone() is not None


def newest(
    wanted: Wanted, limit: int, since: datetime | None = None, until: datetime | None = None
) -> list[Row]:
    """The last ``limit`` events that are wanted, the oldest of them first.

    They happened at or after ``since``, and before ``until``.
    """
    condition, params = wanted.where()
    for sign, at in ((">=", since), ("<", until)):
        if at is not None:
            condition += f" AND e.id {sign} ? AND e.created_at {sign} ?"
            params += [first_id_at(at), moment(at)]
    rows = _read(_select(wanted), f"WHERE {condition} ORDER BY e.id DESC LIMIT ?", *params, limit)
    return rows[::-1]


def _select(wanted: Wanted) -> str:
    """By the index that passes over most of what is not wanted; of several values it would sort."""
    if wanted.task_ids is not None:
        return _BY_TASK
    if wanted.batch_ids is not None and len(wanted.batch_ids) == 1:
        return _BY_BATCH
    one_account = wanted.account_ids is not None and len(wanted.account_ids) == 1
    return _BY_ACCOUNT if one_account else _BY_ID


def last_id() -> int:
    """The id of the newest event that can be seen, 0 where there is none."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0])


def last_given_id() -> int:
    """The largest id that an event has ever had here, whether or not it still is there."""
    sql = (
        "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events'"
        if db.is_sqlite()
        else "SELECT COALESCE(MAX(last_value), 0) FROM pg_sequences"
        " WHERE schemaname = current_schema() AND sequencename = 'events_id_seq'"
    )
    return int(db.execute(sql).fetchone()[0])


def first_id_at(at: datetime) -> int:
    """The smallest id from which on events happened at or after ``at``.

    No index has the moments: but they grow with the ids, so halving finds it with a few looks.
    """
    sql = "SELECT id, created_at FROM events NOT INDEXED WHERE id >= ? ORDER BY id LIMIT 1"
    wanted, low, high = moment(at), 1, last_id() + 1
    while low < high:
        middle = (low + high) // 2
        row = db.execute(sql, (middle,)).fetchone()
        if row is None or row[1] >= wanted:
            high = middle
        else:
            low = int(row[0]) + 1
    return low


def missing(first: int, last: int) -> int:
    """How many ids after ``first``, up to ``last``, are of no event that can be seen."""
    sql = "SELECT COUNT(*) FROM events WHERE id > ? AND id <= ?"
    return max(0, last - first) - int(db.execute(sql, (first, last)).fetchone()[0])


def ids_seen(first: int, last: int) -> set[int]:
    """The ids from ``first`` to ``last`` that can be seen."""
    sql = "SELECT id FROM events WHERE id >= ? AND id <= ?"
    return {row[0] for row in db.execute(sql, (first, last)).fetchall()}


def _read(select: str, tail: str, *params: Any) -> list[Row]:
    return [_row(values) for values in db.execute(f"{select} {tail}", params).fetchall()]


def _row(values: Sequence[Any]) -> Row:
    return {name: to(value) for name, to, value in zip(FIELDS, _CONVERT, values, strict=True)}
