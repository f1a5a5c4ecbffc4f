"""Tasks that ended lately: those that failed grouped by their cause, and the last ones of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.monitoring import causes
from contenthub.queries import tasks
from contenthub.queries.rows import marks
from contenthub.queries.tasks import Row
from contenthub.records import moment
from contenthub.states import FINAL_TASK_STATES, TaskState

FAILURES = (TaskState.FAILED, TaskState.TIMEOUT)
MOST = 100_000  # failures that are looked through

_ENDED = "generation_tasks INDEXED BY task_ended WHERE status = ? AND completed_at > ?"


@dataclass(slots=True)
class Group:
    """Failures with one cause; the example is the latest of them."""

    group: str
    creator: str
    status: str
    cause: str
    tasks: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    example: str = ""  # a task id
    error_message: str = ""  # of the example
    accounts: set[int] = field(default_factory=set)
    task_ids: list[str] = field(default_factory=list)  # the oldest first


def groups(since: datetime, within: Sequence[int] | None = None) -> list[Group]:
    """What failed or timed out since then and still is so, the most frequent cause first.

    ``within``: of these accounts alone.
    """
    found: dict[str, Group] = {}
    for task_id, account_id, creator, status, error, at in _failed(since, within):
        cause = causes.cause(error)
        id_ = causes.group_id(creator, status, cause)
        group = found.setdefault(id_, Group(id_, creator, status, cause))
        group.tasks += 1
        group.first_at = group.first_at or at
        group.last_at, group.example, group.error_message = at, task_id, error or ""
        group.accounts.add(account_id)
        group.task_ids.append(task_id)
    return sorted(found.values(), key=lambda one: (-one.tasks, one.group))


def _failed(since: datetime, within: Sequence[int] | None) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    bound = "" if within is None else f" AND account_id IN ({marks(within)})"
    for state in FAILURES:
        rows += db.execute(
            "SELECT task_id, account_id, creator, status, error_message, completed_at"
            f" FROM {_ENDED}{bound} ORDER BY completed_at DESC, id DESC LIMIT ?",
            (state.value, moment(since), *(within or ()), MOST),
        ).fetchall()
    convert = GenerationTask.completed_at.python_value
    return sorted(((*row[:5], convert(row[5])) for row in rows), key=lambda row: (row[5], row[0]))


def recent(since: datetime, limit: int, within: Sequence[int] | None = None) -> list[Row]:
    """The tasks that ended since then, the last one first, as lists have them, with how long each
    one's last attempt took.
    """
    bound = "" if within is None else f" AND account_id IN ({marks(within)})"
    ended: list[tuple[Any, str]] = []
    for state in FINAL_TASK_STATES:
        ended += db.execute(
            f"SELECT completed_at, task_id FROM {_ENDED}{bound}"
            " ORDER BY completed_at DESC, id DESC LIMIT ?",
            (state.value, moment(since), *(within or ()), limit),
        ).fetchall()
    ids = [task_id for _, task_id in sorted(map(tuple, ended), reverse=True)[:limit]]
    rows = tasks.details(ids)
    return [_shown(rows[task_id]) for task_id in ids if task_id in rows]


_RECENT = (
    "task_id",
    "status",
    "topic",
    "account",
    "account_id",
    "creator",
    "attempt",
    "content_id",
    "title",
    "review_status",
    "publish_status",
    "error_message",
    "completed_at",
)


def _shown(row: Row) -> Row:
    started, ended = row["started_at"], row["completed_at"]
    took = clock.passed(started, ended) if started is not None and ended is not None else None
    return {name: row[name] for name in _RECENT} | {"took_seconds": took}
