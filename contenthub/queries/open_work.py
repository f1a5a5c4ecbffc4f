"""The work that there is: how much of it is open or due, and what of it stands still, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock
from contenthub.codes import Code
from contenthub.database import db
from contenthub.queries import failing_reviewers, stats
from contenthub.queries.tasks import Filter
from contenthub.records import moment
from contenthub.states import OPEN_ENTRY_STATES, Entity
from contenthub.wording import counted

LATE = 60.0  # seconds after its time for which a publication may wait for its turn


@dataclass(frozen=True, slots=True)
class Standing:
    """So many rows that need whom ``code`` names; ``stuck``: they go on with nobody's work."""

    what: str  # tasks, ticks, publications or opinions
    why: str
    count: int
    stuck: bool
    code: Code

    @property
    def told(self) -> str:
        """How many of what, and why."""
        return f"{counted(self.count, self.what.removesuffix('s'))} {self.why}"


def standing_still() -> list[Standing]:
    """The work that stands still, and what failed lately, by why."""
    now = clock.now()
    return [one for one in (*_stuck(now), *_failed(now)) if one.count]


def _stuck(now: datetime) -> Iterator[Standing]:
    at, late = moment(now), moment(now - timedelta(seconds=LATE))
    neglected = moment(now - timedelta(seconds=stats.NEGLECTED))
    yield Standing(
        "tasks",
        "overdue, left by their worker, or due and given no free slot",
        stats.stuck(Filter(), now),
        True,
        Code.TASKS_STAND_STILL,
    )
    yield Standing(
        "ticks",
        "of schedules that wait for a worker",
        _count(
            "ticks WHERE status = 'pending' AND due_at <= ?"
            " AND (lease_until IS NULL OR lease_until <= ?)",
            late,
            at,
        ),
        True,
        Code.TICKS_STAND_STILL,
    )
    yield Standing(
        "publications",
        "left by their worker",
        _count("publish_entries WHERE status = 'publishing' AND lease_until <= ?", neglected)
        + _count("publish_entries WHERE status = 'updating' AND lease_until <= ?", neglected),
        True,
        Code.PUBLICATIONS_STAND_STILL,
    )
    yield Standing(
        "opinions",
        "of a reviewer that wait for a worker",
        _count(
            "opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL AND due_at <= ?"
            " AND (lease_until IS NULL OR lease_until <= ?)",
            late,
            neglected,
        ),
        True,
        Code.OPINIONS_STAND_STILL,
    )
    yield _past_their_time(late)


def _past_their_time(late: Any) -> Standing:
    # A long queue that moves is late, and not stuck.
    moves = stats.happened_lately(Entity.ENTRY, "claim")
    return Standing(
        "publications",
        "past their time",
        _count(
            "publish_entries INDEXED BY entry_queued_due WHERE status = 'queued' AND due_at <= ?",
            late,
        ),
        not moves,
        Code.PUBLICATIONS_STAND_STILL,
    )


def _failed(now: datetime) -> Iterator[Standing]:
    day = moment(now - timedelta(days=1))
    yield Standing(
        "tasks",
        "quarantined in the last day",
        _count(
            "generation_tasks INDEXED BY task_ended WHERE status = 'failed'"
            " AND completed_at > ? AND error_message LIKE 'quarantined%'",
            day,
        ),
        False,
        Code.TASKS_QUARANTINED,
    )
    reviewer = failing_reviewers.read(now)
    yield Standing(
        "opinions",
        "came to nothing in the last day, and the reviewer has given none since",
        reviewer.failed if reviewer else 0,
        False,
        Code.REVIEWER_FAILS,
    )
    yield Standing(
        "publications",
        "whose outcome is unknown",
        _count("publish_entries WHERE status = 'unverified'"),
        False,
        Code.PUBLICATIONS_UNPROVEN,
    )
    yield Standing(
        "publications",
        "that their target has worked on for more than a day",
        _count("publish_entries WHERE status = 'accepted' AND maybe_published_since <= ?", day),
        False,
        Code.PUBLICATIONS_SLOW,
    )
    yield Standing(
        "publications",
        "failed in the last day",
        _count(
            "publish_entries INDEXED BY entry_failed WHERE status = 'failed' AND updated_at > ?",
            day,
        ),
        False,
        Code.PUBLICATIONS_FAILED,
    )


Counts = dict[str, int]  # how many of each kind, such as ``task``; without those of none


def for_now() -> Counts:
    """How many tasks, publications, ticks and opinions are due or under way: not what is planned.

    Each of them needs a service at this moment.
    """
    at = moment(clock.now())
    return _counts(
        {
            "task": (
                "generation_tasks INDEXED BY task_pending_due WHERE status = 'pending' AND"
                " due_at <= ?",
                "generation_tasks INDEXED BY task_status WHERE status IN ('submitted', 'running')",
            ),
            "publication": (
                "publish_entries INDEXED BY entry_queued_due WHERE status = 'queued' AND"
                " due_at <= ?",
                "publish_entries INDEXED BY entry_due WHERE due_at IS NOT NULL AND due_at <= ?"
                " AND status <> 'queued'",
            ),
            "tick": ("ticks INDEXED BY tick_due WHERE due_at IS NOT NULL AND due_at <= ?",),
            "opinion": (
                "opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL AND due_at <= ?",
            ),
        },
        at,
    )


def in_all() -> Counts:
    """How many tasks, publications, ticks and opinions wait or are under way."""
    return _counts(
        {
            "task": ("generation_tasks WHERE status IN ('pending', 'submitted', 'running')",),
            "publication": (f"publish_entries WHERE status IN ({db.listed(OPEN_ENTRY_STATES)})",),
            "tick": ("ticks WHERE status = 'pending'",),
            "opinion": ("opinions WHERE due_at IS NOT NULL",),
        }
    )


def _counts(rows_of: dict[str, tuple[str, ...]], at: object = None) -> Counts:
    counted = {
        kind: sum(_count(rows, *[at] * rows.count("?")) for rows in some)
        for kind, some in rows_of.items()
    }
    return {kind: count for kind, count in counted.items() if count}


def _count(tail: str, *params: object) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {tail}", params).fetchone()[0])
