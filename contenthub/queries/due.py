"""What is due and leased by nobody: the sweep's questions, each answered by one small index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.records import moment
from contenthub.states import Due, Entity, EntryState, OpinionState, TaskState, TickState

_TASKS = (
    "SELECT id, attempt, status, due_at, lease_until IS NOT NULL, timeout_at <= ?,"
    " cancel_requested_at IS NOT NULL FROM generation_tasks INDEXED BY task_due"
    " WHERE due_at IS NOT NULL AND status <> 'pending' AND status = ? AND due_at <= ?"
    " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY due_at LIMIT ?"
)
_ENTRIES = (
    "SELECT id, attempt, status, due_at, lease_until IS NOT NULL FROM publish_entries"
    " INDEXED BY entry_due WHERE due_at IS NOT NULL AND due_at <= ? AND status <> 'queued'"
    " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY due_at LIMIT ?"
)
_TICKS = (
    "SELECT id, attempt, status, due_at, lease_until IS NOT NULL FROM ticks INDEXED BY tick_due"
    " WHERE due_at IS NOT NULL AND due_at <= ?"
    " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY due_at LIMIT ?"
)
_OPINIONS = (
    "SELECT id, attempt, status, due_at, lease_until IS NOT NULL FROM opinions"
    " INDEXED BY opinion_due WHERE due_at IS NOT NULL AND due_at <= ?"
    " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY due_at LIMIT ?"
)
_PENDING = (
    "SELECT 1 FROM generation_tasks INDEXED BY task_pending_due"
    " WHERE status = 'pending' AND due_at <= ? AND timeout_at > ? LIMIT 1"
)
_TAKEN = (
    "SELECT COUNT(*) FROM generation_tasks INDEXED BY task_status"
    " WHERE status IN ('submitted', 'running')"
)
_LOOKED_AT = (TaskState.SUBMITTED, TaskState.RUNNING, TaskState.TIMEOUT)
_OVERDUE = (
    "SELECT id, attempt FROM generation_tasks INDEXED BY task_pending_deadline"
    " WHERE status = 'pending' AND timeout_at <= ? ORDER BY timeout_at LIMIT ?"
)
_QUEUED = (
    "SELECT 1 FROM publish_entries INDEXED BY entry_queued_due"
    " WHERE status = 'queued' AND due_at <= ? LIMIT 1"
)
_NEXT = " UNION ALL ".join(
    f"SELECT MIN(due_at) FROM {rows} AND due_at > ?"
    for rows in (
        *(
            "generation_tasks INDEXED BY task_due WHERE due_at IS NOT NULL"
            f" AND status <> 'pending' AND status = '{state}'"
            for state in _LOOKED_AT
        ),
        "generation_tasks INDEXED BY task_pending_due WHERE status = 'pending'",
        "publish_entries INDEXED BY entry_due WHERE due_at IS NOT NULL AND status <> 'queued'",
        "publish_entries INDEXED BY entry_queued_due WHERE status = 'queued'",
        "ticks INDEXED BY tick_due WHERE due_at IS NOT NULL",
        "opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL",
        "deliveries INDEXED BY delivery_due WHERE due_at IS NOT NULL",
    )
)


def due_rows(now: datetime, limit: int = 2_000) -> list[Due]:
    """Rows that somebody has to look at by name, tasks first; ``limit`` is for each state."""
    at = moment(now)
    tasks = [
        Due(Entity.TASK, id_, attempt, state, due_at, bool(lost), bool(overdue), bool(cancel))
        for state in _LOOKED_AT
        for id_, attempt, _, due_at, lost, overdue, cancel in _all(
            _TASKS, at, state.value, at, at, limit
        )
    ]
    overdue_pending = [
        Due(Entity.TASK, id_, attempt, TaskState.PENDING, overdue=True)
        for id_, attempt in _all(_OVERDUE, at, limit)
    ]
    entries = [
        Due(Entity.ENTRY, id_, attempt, EntryState(status), due_at, bool(lost))
        for id_, attempt, status, due_at, lost in _all(_ENTRIES, at, at, limit)
    ]
    ticks = [
        Due(Entity.TICK, id_, attempt, TickState(status), due_at, bool(lost))
        for id_, attempt, status, due_at, lost in _all(_TICKS, at, at, limit)
    ]
    opinions = [
        Due(Entity.OPINION, id_, attempt, OpinionState(status), due_at, bool(lost))
        for id_, attempt, status, due_at, lost in _all(_OPINIONS, at, at, limit)
    ]
    return tasks + overdue_pending + entries + ticks + opinions


def pending_due(now: datetime, slots: int) -> bool:
    """True if a pending task could have one of the ``slots``."""
    return _all(_TAKEN)[0][0] < slots and bool(_all(_PENDING, moment(now), moment(now)))


def queued_due(now: datetime) -> bool:
    """True if a publish entry waits for its turn."""
    return bool(_all(_QUEUED, moment(now)))


def next_due(now: datetime) -> datetime | None:
    """The next moment at which something becomes due by itself."""
    at = moment(now)
    params = [at] * _NEXT.count("?")
    moments = [row[0] for row in _all(_NEXT, *params) if row[0] is not None]
    return GenerationTask.due_at.python_value(min(moments)) if moments else None


def newest_write(now: datetime) -> datetime | None:
    """The latest moment that the row of an open task, tick or opinion carries as its last change.

    Of pending tasks those that are due by ``now`` are left out: none of them can have been
    written later, and there may be very many.
    """
    rows = _all(
        "SELECT MAX(updated_at) FROM generation_tasks INDEXED BY task_pending_due"
        " WHERE status = 'pending' AND due_at > ? UNION ALL"
        " SELECT MAX(updated_at) FROM generation_tasks INDEXED BY task_status"
        " WHERE status IN ('submitted', 'running') UNION ALL"
        " SELECT MAX(updated_at) FROM ticks INDEXED BY tick_due WHERE due_at IS NOT NULL UNION ALL"
        " SELECT MAX(updated_at) FROM opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL",
        moment(now),
    )
    moments = [row[0] for row in rows if row[0] is not None]
    return GenerationTask.updated_at.python_value(max(moments)) if moments else None


def data_version_looker() -> Callable[[], int]:
    """``data_version`` for asking again and again in this thread, without ceremony."""
    cursor = db.database.connection().cursor()
    return lambda: int(cursor.execute("PRAGMA data_version").fetchone()[0])


def data_version() -> int:
    """SQLite: a number that changes when another connection commits."""
    return data_version_looker()()


def _all(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    return list(db.execute(sql, params).fetchall())
