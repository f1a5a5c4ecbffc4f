"""Creators that do not deliver: what of their tasks waits after a failure, is tried again, failed.

A creator is well when one of its tasks is completed. Until then what failed counts, however few
tasks a line has and however long ago that was, up to a week.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contenthub.database import db
from contenthub.monitoring.snapshot import CreatorTrouble
from contenthub.records import moment

LOOKED_THROUGH = 1_000  # tasks of a kind
LOOKED_BACK = timedelta(days=7)  # at tasks that failed

_TASK = "generation_tasks INDEXED BY"
_WAITING = (
    f"SELECT creator, error_message FROM {_TASK} task_pending_due"
    " WHERE status = 'pending' AND due_at > ? ORDER BY due_at LIMIT ?"
)
# Between two tries: they have a slot, or wait for one.
_TRIED_AGAIN = (
    f"SELECT creator, error_message FROM {_TASK} task_status"
    " WHERE status IN ('submitted', 'running') AND retry_count > 0 LIMIT ?",
    "SELECT creator, error_message FROM (SELECT creator, error_message, retry_count"
    f" FROM {_TASK} task_pending_due WHERE status = 'pending' AND due_at <= ?"
    " ORDER BY due_at LIMIT ?) AS due WHERE retry_count > 0",
)
_FAILED = (
    f"SELECT creator, error_message, completed_at FROM {_TASK} task_ended"
    " WHERE status = ? AND completed_at > ? ORDER BY completed_at DESC LIMIT ?"
)
_COMPLETED = (
    f"SELECT completed_at FROM {_TASK} task_ended WHERE status = 'completed' AND completed_at > ?"
    " AND creator = ? ORDER BY completed_at{} LIMIT 1"
)


@dataclass(slots=True)
class _Bad:
    """What is known of a creator."""

    waiting: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    failed: list[tuple[Any, str]] = field(default_factory=list)  # the last one first


def read(now: datetime) -> tuple[CreatorTrouble, ...]:
    """Those of which something failed since their last task was completed, or waits after it."""
    found: dict[str, _Bad] = {}
    for creator, error in db.execute(_WAITING, (moment(now), LOOKED_THROUGH)).fetchall():
        if error:
            found.setdefault(creator, _Bad()).waiting.append(error)
    for creator, error in _tried_again(now):
        found.setdefault(creator, _Bad()).again.append(error or "")
    for creator, failed in _failures(now).items():
        if not _completed_since(creator, failed[0][0]):
            found.setdefault(creator, _Bad()).failed = _since_last_completed(creator, failed)
    return tuple(_trouble(name, found[name]) for name in sorted(found))


def _trouble(name: str, bad: _Bad) -> CreatorTrouble:
    errors = [*(error for _, error in bad.failed[:1]), *bad.again[-1:], *bad.waiting[-1:]]
    return CreatorTrouble(
        name, len(bad.waiting), errors[-1] if errors else "", len(bad.failed), len(bad.again)
    )


def _tried_again(now: datetime) -> Iterator[Sequence[Any]]:
    under_way, due = _TRIED_AGAIN
    yield from db.execute(under_way, (LOOKED_THROUGH,)).fetchall()
    yield from db.execute(due, (moment(now), LOOKED_THROUGH)).fetchall()


def _failures(now: datetime) -> dict[str, list[tuple[Any, str]]]:
    """By creator when each failed and why, the last one first."""
    rows = []
    for status in ("failed", "timeout"):
        params = (status, moment(now - LOOKED_BACK), LOOKED_THROUGH)
        rows += db.execute(_FAILED, params).fetchall()
    found: dict[str, list[tuple[Any, str]]] = {}
    for creator, error, at in sorted(rows, key=lambda row: row[2], reverse=True):
        found.setdefault(creator, []).append((at, error or ""))
    return found


def _completed_since(creator: str, at: Any) -> bool:
    return db.execute(_COMPLETED.format(""), (at, creator)).fetchone() is not None


def _since_last_completed(creator: str, failed: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Those after the last completed one; more than ten are all taken to be."""
    oldest = failed[:10][-1][0]
    row = db.execute(_COMPLETED.format(" DESC"), (oldest, creator)).fetchone()
    return failed if row is None else [one for one in failed if one[0] > row[0]]
