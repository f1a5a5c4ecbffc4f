"""What is noted of a task while it stays where it is: progress, and when to look at it again.

None of this is a transition, so nothing of it has an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contenthub import clock, pacing, records
from contenthub.database import db
from contenthub.lifecycle import calling_creators
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import TaskState


def look_again(
    unit: Unit,
    task: Task,
    settings: Settings,
    *,
    progress: int | None = None,
    step: str = "",
    lost_looks: int = 0,
) -> None:
    """The remote generation goes on: note how far it is and when to look next."""
    due_at = _next_look(unit, task, settings)
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, progress = COALESCE(?, progress),"
        " step = COALESCE(?, step), lost_looks = ?, lease_owner = NULL, lease_until = NULL"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (
            records.moment(due_at),
            progress,
            step or None,
            lost_looks,
            task.id,
            task.attempt,
            task.lease_owner,
        ),
    )


def _next_look(unit: Unit, task: Task, settings: Settings) -> datetime:
    if task.cancel_requested_at:
        return unit.now
    wait = pacing.next_look(
        task.started_at or unit.now,
        unit.now,
        settings.poll_interval,
        calls_back=calling_creators.calls_back(unit, task.creator, settings),
    )
    due_at = pacing.together(clock.after(wait, unit.now))
    return due_at if task.timeout_at is None else min(due_at, task.timeout_at)


def tell_progress(
    unit: Unit, task: Task, settings: Settings, progress: int | None, step: str
) -> None:
    """A callback told that a generation goes on: the next look may wait as long as it can."""
    due_at = None  # somebody looks at this moment, or has to
    if task.state is TaskState.RUNNING and not (task.lease_owner or task.cancel_requested_at):
        longest = clock.after(settings.poll_interval, unit.now)
        due_at = records.moment(min(longest, task.timeout_at or longest))
    db.execute(
        "UPDATE generation_tasks SET progress = COALESCE(?, progress), step = COALESCE(?, step),"
        " due_at = COALESCE(?, due_at), lost_looks = 0 WHERE id = ? AND attempt = ?",
        (progress, step or None, due_at, task.id, task.attempt),
    )


def wait_for_callback(unit: Unit, task: Task, external_id: str | None = None) -> None:
    """The creator of a task took the order, and can be asked nothing: it calls, or time is up.

    ``external_id`` is its id for the order, where that is new.
    """
    db.execute(
        "UPDATE generation_tasks SET external_id = COALESCE(?, external_id), due_at = ?,"
        " lease_owner = NULL, lease_until = NULL"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (
            external_id,
            records.moment(task.timeout_at or unit.now),
            task.id,
            task.attempt,
            task.lease_owner,
        ),
    )


def put_off(unit: Unit, task: Task, reason: str, seconds: float) -> None:
    """An actor broke on it: look again later, and tell why."""
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, error_message = ? WHERE id = ? AND attempt = ?"
        " AND status = ? AND (lease_until IS NULL OR lease_until <= ?)",
        (
            records.moment(clock.after(seconds, unit.now)),
            reason,
            task.id,
            task.attempt,
            task.status,
            records.moment(unit.now),
        ),
    )


def look_for_late_result(unit: Unit, task: Task, *, ended: bool) -> None:
    """A task that had timed out is looked at ever more rarely, for a day."""
    age = (unit.now - (task.completed_at or unit.now)).total_seconds()
    wait = None if ended else pacing.late_look(age)
    again = None if wait is None else clock.after(wait, unit.now)
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, lease_owner = NULL, lease_until = NULL"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (again and records.moment(again), task.id, task.attempt, task.lease_owner),
    )


def note_progress(task: Task, token: str, progress: int | None, step: str) -> None:
    """A direct creator told how far it is."""
    with db.transaction():
        db.execute(
            "UPDATE generation_tasks SET progress = COALESCE(?, progress),"
            " step = COALESCE(?, step) WHERE id = ? AND lease_owner = ?",
            (progress, step or None, task.id, token),
        )


def cancel_requested(ids: Sequence[int]) -> set[int]:
    """Those of these tasks whose cancel was requested."""
    marks = ", ".join("?" * len(ids))
    rows = db.execute(
        f"SELECT id FROM generation_tasks WHERE id IN ({marks})"
        " AND cancel_requested_at IS NOT NULL",
        tuple(ids),
    ).fetchall()
    return {row[0] for row in rows}
