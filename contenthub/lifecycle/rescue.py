"""What is done about lost workers, and about a clock that went back.

A lease that ran out means that its worker died, hangs or lost the database. Each such loss is
counted on the row; a row that keeps losing workers is quarantined.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import decisions, leases, looks, tasks
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import Entity, TaskEvent

_END_LEASES = "UPDATE {} SET lease_until = ? WHERE {}"
_MAKE_DUE = "UPDATE {} SET due_at = ? WHERE {}"
_LOOKS = (  # statement, table, which rows: what is due later than its row can want
    (_MAKE_DUE, "ticks", "due_at > ?"),
    (_MAKE_DUE, "opinions", "due_at > ?"),
    ("UPDATE {} SET held_until = ? WHERE {}", "delivery_lanes", "held_until > ?"),
    # the row of a remote generation does not change with each look
    (_MAKE_DUE, "generation_tasks", "status = 'running' AND due_at > ?"),
    (_MAKE_DUE, "publish_entries", "due_at > ? AND due_at > scheduled_at"),
)


def rescue(unit: Unit, task: Task, *, direct: bool, settings: Settings) -> bool:
    """Decide about a task whose lease ran out.

    ``direct`` says that the generation died with its worker (the next attempt begins); a remote
    one goes on over there and is re-attached.
    """
    losses = task.crash_count + 1
    match decisions.worker_lost(
        tasks.case_of(task), direct=direct, losses=losses, most=settings.max_crashes
    ):
        case None:  # only its late result was being looked for
            looks.look_for_late_result(unit, task, ended=False)
            return False
        case TaskEvent.CANCEL:
            return tasks.cancel(unit, task, "its worker was lost after the cancel was requested")
        case TaskEvent.QUARANTINE:
            return tasks.quarantine(unit, task, f"quarantined: {losses} workers were lost on it")
        case TaskEvent.REQUEUE:
            return tasks.requeue(unit, task, settings)
    return _recover(unit, task, losses)


def _recover(unit: Unit, task: Task, losses: int) -> bool:
    """The same attempt goes on: what runs at its creator is re-attached."""
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.RECOVER,
        lease=task.lease_owner,
        reason=f"worker lost ({losses} so far): {task.lease_owner}",
        crash_count=losses,
        due_at=unit.now,
        **FREE,
    )


def lost(unit: Unit, ids: list[int]) -> list[Task]:
    """Those of these tasks whose lease has run out, locked until the unit commits."""
    marks = ", ".join("?" * len(ids))
    return records.select(
        Task,
        f"WHERE id IN ({marks}) AND lease_until <= ? ORDER BY id{db.for_update()}",
        (*ids, records.moment(unit.now)),
    )


def rebase(seconds: float, lease: float) -> int:
    """Repair moments that were written before the clock went back; returns the rows changed.

    ``seconds`` is by how much it went back. In rows written ahead of now, deadlines and waits
    move along; a look that is due later than its row can want is due now; leases are cut to one
    full ``lease``, which a living worker renews. Publish times that a person chose stay.

    Each table by itself, as nobody locks all of them in one order. Tasks are last: by them it is
    found once more where it breaks off.
    """
    now = clock.now()
    moment, limit = records.moment(now), records.moment(clock.after(lease, now))
    leased = ((_END_LEASES, table, "lease_until > ?") for table in leases.TABLES)
    changed = sum(_bring_back(*those, limit) for those in leased)
    changed += sum(_bring_back(*those, moment) for those in _LOOKS)
    with db.transaction():
        ahead = records.select(Task, "WHERE updated_at > ? ORDER BY id", (moment,))
        for task in ahead:
            _move_back(task, seconds, now)
    return changed + len(ahead)


def _bring_back(sql: str, table: str, which: str, latest: Any) -> int:
    """Let nothing in the column that ``sql`` sets be later than that; returns how many were."""
    rows = db.in_order(table, which, "lane" if table == "delivery_lanes" else "id")
    with db.transaction():
        return int(db.execute(sql.format(table, rows), (latest, latest)).rowcount)


def _move_back(task: Task, seconds: float, now: datetime) -> None:
    """Move a task's wait and its deadline along with the clock."""
    due_at = task.due_at and records.moment(max(now, clock.after(-seconds, task.due_at)))
    timeout_at = task.timeout_at and records.moment(clock.after(-seconds, task.timeout_at))
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, timeout_at = ?, updated_at = ?"
        " WHERE id = ? AND attempt = ?",
        (due_at, timeout_at, records.moment(now), task.id, task.attempt),
    )
