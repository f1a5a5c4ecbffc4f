"""Tasks as who watches the line asks for them: which ended last, which wait, which failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock
from contenthub.codes import Code
from contenthub.errors import InputError, NotFoundError
from contenthub.queries import failures, waiting
from contenthub.queries.failures import Group

Row = dict[str, Any]

MOST_ROWS = 1_000


def recent(since: datetime | None, limit: int, within: Sequence[int] | None = None) -> list[Row]:
    """The tasks that ended since then, by default in the last day, the last one first."""
    return failures.recent(since or _day_ago(), _limit(limit), within)


def pending(limit: int, within: Sequence[int] | None = None) -> list[Row]:
    """The tasks that have not ended, each with the sentence that says why it waits."""
    return waiting.listed(_limit(limit), within)


def explain(task_id: str) -> Row:
    """Why this task waits, what happens next and when. Raises NotFoundError."""
    found = waiting.explain(task_id)
    if found is None:
        raise NotFoundError(f"no task {task_id}", code=Code.NO_TASK)
    return found


def failed(since: datetime | None, within: Sequence[int] | None = None) -> list[Group]:
    """What failed since then, by default in the last day, by causes, the most frequent first."""
    return failures.groups(since or _day_ago(), within)


def failed_group(id_: str, since: datetime | None, within: Sequence[int] | None = None) -> Group:
    """The group of this id. Raises NotFoundError."""
    found = [one for one in failed(since, within) if one.group == id_]
    if not found:
        raise NotFoundError(f"no group {id_[:20]!r} of failures", code=Code.NOT_FOUND)
    return found[0]


def _day_ago() -> datetime:
    return clock.now() - timedelta(days=1)


def _limit(limit: int) -> int:
    if not 1 <= limit <= MOST_ROWS:
        raise InputError(f"limit is {limit}; allowed: 1 to {MOST_ROWS}")
    return limit
