"""Ticks: the record that a time of a schedule happened, or why it did not, and what came of it.

A tick is unique by schedule and time. Its tasks carry its ``tick_id`` as their ``batch_id``; when
all of them have ended it is settled, and the next one may start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle.decisions import tasks_ended
from contenthub.lifecycle.statements import default_values, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.records import Schedule, Tick
from contenthub.states import (
    OPEN_TASK_STATES,
    Entity,
    ScheduleEvent,
    ScheduleState,
    TickEvent,
    TickState,
)
from contenthub.timetable.catch_up import Decision, Overlap
from contenthub.wording import counted

ENDS = {TickState.SKIPPED, TickState.FAILED, TickState.COMPLETED}
CHUNK = 100  # ticks in one unit

# Spelled like the condition of the index of open ticks, or SQLite would read the whole history.
_OPEN = "INDEXED BY tick_open WHERE status IN ('queued', 'pending', 'running')"
_OVER = (
    f"{_OPEN} AND status = 'running' AND NOT EXISTS (SELECT 1 FROM generation_tasks t"
    " WHERE t.batch_id = ticks.tick_id AND t.status IN ('pending', 'submitted', 'running'))"
)
_FREE = (
    f"{_OPEN} AND status = 'queued' AND NOT EXISTS (SELECT 1 FROM ticks other"
    " WHERE other.schedule_id = ticks.schedule_id"
    " AND other.status IN ('queued', 'pending', 'running') AND other.status <> 'queued')"
)
_IN_ORDER = " ORDER BY schedule_id, id LIMIT ?"
_OUTCOMES = (
    "SELECT status, COUNT(*), MAX(error_message) FROM generation_tasks"
    " WHERE batch_id = ? GROUP BY status"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a tick's work.

    ``state`` is RUNNING with ``tasks`` that are to end first, else COMPLETED, FAILED or SKIPPED.
    ``result`` is what the tick's record keeps.
    """

    state: TickState
    reason: str | None = None
    result: dict[str, Any] | None = None
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A tick as it is inserted: what was decided, and what came of it where it was done at once."""

    schedule: Schedule
    decision: Decision
    outcome: Outcome | None = None

    @property
    def state(self) -> TickState:
        """Where it stands."""
        return self.decision.state if self.outcome is None else self.outcome.state

    @property
    def reason(self) -> str | None:
        """Why it stands there, if there is something to say."""
        return (self.decision.reason or None) if self.outcome is None else self.outcome.reason


def tick_id_of(schedule_id: int, scheduled_for: datetime) -> str:
    """The public id of a tick: readable, and known before the row is there."""
    fraction = f".{scheduled_for.microsecond:06}" if scheduled_for.microsecond else ""
    return f"schedule-{schedule_id}-{scheduled_for:%Y%m%dT%H%M%S}{fraction}Z"


def new_among(schedule_id: int, decisions: Sequence[Decision]) -> list[Decision]:
    """Those decisions about times that have no tick yet (a backfill or a trigger made others)."""
    ids = [tick_id_of(schedule_id, one.scheduled_for) for one in decisions]
    known = _ids_of(ids)
    return [one for one, id_ in zip(decisions, ids, strict=True) if id_ not in known]


def insert(unit: Unit, schedule: Schedule, decisions: Sequence[Decision]) -> None:
    """Write the ticks of these decisions; those that are to run are left to a worker."""
    new = new_among(schedule.id, decisions)
    insert_made(unit, [Made(schedule, one) for one in new])


def insert_made(unit: Unit, made: Sequence[Made]) -> None:
    """Insert ticks as they stand, and tell of each."""
    if not made:
        return
    rows = _insert_rows(unit, made)
    ids = _ids_of([row["tick_id"] for row in rows])
    for one, row in zip(made, rows, strict=True):
        data = {"scheduled_for": row["scheduled_for"].isoformat(), "origin": row["origin"]}
        unit.created(
            Entity.TICK,
            ids[row["tick_id"]],
            row["tick_id"],
            TickEvent.CREATE,
            one.state,
            batch_id=row["tick_id"],
            reason=one.reason or "",
            data=data,
            due_at=row["due_at"],
        )
        if one.state is TickState.FAILED:
            count_failures(unit, one.schedule.id, failed=True)


def _insert_rows(unit: Unit, made: Sequence[Made]) -> list[dict[str, Any]]:
    common = default_values(TickTable) | {"created_at": unit.now, "updated_at": unit.now}
    rows = [common | _columns(unit, one) for one in made]
    insert_rows(TickTable, tuple(rows[0]), [tuple(row.values()) for row in rows])
    return rows


def _columns(unit: Unit, one: Made) -> dict[str, Any]:
    return {
        "tick_id": tick_id_of(one.schedule.id, one.decision.scheduled_for),
        "schedule": one.schedule.id,
        "scheduled_for": one.decision.scheduled_for,
        "origin": one.decision.origin.value,
        "status": one.state,
        "stands_for": one.decision.stands_for,
        "due_at": unit.now if one.state is TickState.PENDING else None,
        "started_at": None if one.outcome is None else unit.now,
        "finished_at": unit.now if one.state in ENDS else None,
        "error_message": one.reason,
        "tasks": one.outcome.tasks if one.outcome else 0,
        "result": one.outcome.result if one.outcome else None,
    }


def _ids_of(tick_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in db.portions(tick_ids):
        marks = ", ".join("?" * len(part))
        rows = db.execute(f"SELECT tick_id, id FROM ticks WHERE tick_id IN ({marks})", tuple(part))
        found |= dict(rows.fetchall())
    return found


def open_counts(schedule_id: int) -> tuple[int, int]:
    """How many ticks of the schedule are under way, and how many are queued."""
    rows = dict(
        db.execute(
            "SELECT status, COUNT(*) FROM ticks INDEXED BY tick_open WHERE schedule_id = ?"
            " AND status IN ('queued', 'pending', 'running') GROUP BY status",
            (schedule_id,),
        ).fetchall()
    )
    return rows.get("pending", 0) + rows.get("running", 0), rows.get("queued", 0)


def exists(schedule_id: int, scheduled_for: datetime) -> bool:
    """True if this time has a tick."""
    return bool(_ids_of([tick_id_of(schedule_id, scheduled_for)]))


def lock_schedule(schedule_id: int) -> bool:
    """Lock the schedule until the unit commits; False: it is gone.

    Whoever moves a tick locks its schedule first, so that two of them cannot wait for each other.
    The row itself is not read: one that cannot be read would keep all its ticks from their end.
    """
    sql = f"SELECT id FROM schedules WHERE id = ?{db.for_update()}"
    return db.execute(sql, (schedule_id,)).fetchone() is not None


def settle_all(who: str) -> None:
    """End all running ticks whose tasks have ended, then start what waited for that."""
    for condition, act in ((_OVER, _settle), (_FREE, _start)):
        while found := records.select(Tick, condition + _IN_ORDER, (CHUNK,)):
            if not _in_one_unit(found, who, act) or len(found) < CHUNK:
                break


def settle_before(schedule: Schedule, who: str) -> None:
    """The same for one schedule, where its next tick depends on whether the last one is over."""
    if schedule.overlap == Overlap.ALLOW or not any(open_counts(schedule.id)):
        return
    mine = f"{_OVER} AND schedule_id = ?{_IN_ORDER}"
    if over := records.select(Tick, mine, (schedule.id, CHUNK)):
        _in_one_unit(over, who, _settle)


def _in_one_unit(found: Sequence[Tick], who: str, act: Callable[[Unit, Tick], bool]) -> int:
    with Unit(who) as unit:
        for schedule_id in sorted({tick.schedule_id for tick in found}):
            lock_schedule(schedule_id)  # schedules before ticks, as everywhere
        return sum(act(unit, tick) for tick in found)


def _settle(unit: Unit, tick: Tick) -> bool:
    """End a running tick by what its tasks came to, and let its schedule count it."""
    still_open, completed, error = _tasks_of(tick)
    if still_open:
        return False  # one was started anew meanwhile
    lost = max(0, tick.tasks - completed)  # those that were removed are not known as done
    event = tasks_ended(completed, lost)
    reason = _why(event, tick, lost, error)
    facts = (tick.result or {}) | {"completed": completed, "without_content": lost}
    done = unit.move(
        Entity.TICK,
        tick,
        event,
        reason=reason or "",
        error_message=reason,
        finished_at=unit.now,
        result=facts,
    )
    if done:
        count_failures(unit, tick.schedule_id, failed=event is TickEvent.FAIL)
    return done


def _why(event: TickEvent, tick: Tick, lost: int, error: str | None) -> str | None:
    such = f", such as: {error[:500]}" if error else ""
    match event:
        case TickEvent.COMPLETE_PARTLY:
            return f"{lost} of {counted(tick.tasks, 'task')} ended without content{such}"
        case TickEvent.FAIL:
            every = "all " if lost > 1 else ""
            return f"{every}{counted(lost, 'task')} ended without content{such}"
    return tick.error_message


def _start(unit: Unit, tick: Tick) -> bool:
    """Let a queued tick run."""
    return unit.move(Entity.TICK, tick, TickEvent.START, due_at=unit.now)


def _tasks_of(tick: Tick) -> tuple[int, int, str | None]:
    """How many of its tasks are open and completed, and an error of the others."""
    rows = db.execute(_OUTCOMES, (tick.tick_id,)).fetchall()
    counts = {status: number for status, number, _ in rows}
    errors = [error for status, _, error in rows if status != "completed" and error]
    still_open = sum(counts.get(state, 0) for state in OPEN_TASK_STATES)
    return still_open, counts.get("completed", 0), errors[0] if errors else None


def count_failures(unit: Unit, schedule_id: int, *, failed: bool) -> None:
    """Count a tick that failed, or forget the failures before one that did not."""
    schedule = _schedule(schedule_id)
    if schedule is None:
        return
    failures = schedule.failures + 1 if failed else 0
    if _too_many(schedule, failures):
        reason = f"paused: {failures} ticks failed in a row"
        unit.move(
            Entity.SCHEDULE,
            schedule,
            ScheduleEvent.GIVE_UP,
            reason=reason,
            status_reason=reason,
            failures=failures,
        )
    elif failures != schedule.failures:
        ScheduleTable.update(failures=failures).where(ScheduleTable.id == schedule_id).execute()


def _schedule(schedule_id: int) -> Schedule | None:
    """The schedule; None where it was removed, or cannot be read: then it is paused anyway."""
    try:
        return records.locked(Schedule, schedule_id)
    except (ValueError, TypeError):
        return None


def _too_many(schedule: Schedule, failures: int) -> bool:
    most = schedule.pause_after_failures
    return most is not None and failures >= most and schedule.state is ScheduleState.ACTIVE
