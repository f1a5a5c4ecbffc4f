"""What follows when the tasks of a tick have ended: the tick ends, and the next one may start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle.schedules import failures_in_a_row, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule, Tick
from contenthub.states import OPEN_TASK_STATES, Entity, TickEvent
from contenthub.timetable.catch_up import Overlap

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
class _Tasks:
    """How many tasks of a tick are open, and how the others ended."""

    open: int
    completed: int
    error: str | None


def settle_all(who: str) -> None:
    """End all running ticks whose tasks have ended, then start what waited for that."""
    for condition, act in ((_OVER, _settle), (_FREE, _start)):
        while found := records.select(Tick, condition + _IN_ORDER, (CHUNK,)):
            if not _in_one_unit(found, who, act) or len(found) < CHUNK:
                break


def settle_before(schedule: Schedule, who: str) -> None:
    """The same for one schedule, where its next tick depends on whether the last one is over."""
    if schedule.overlap == Overlap.ALLOW or not any(ticks.open_counts(schedule.id)):
        return
    mine = f"{_OVER} AND schedule_id = ?{_IN_ORDER}"
    if over := records.select(Tick, mine, (schedule.id, CHUNK)):
        _in_one_unit(over, who, _settle)


def _in_one_unit(found: Sequence[Tick], who: str, act: Callable[[Unit, Tick], bool]) -> int:
    with Unit(who) as unit:
        for schedule_id in sorted({tick.schedule_id for tick in found}):
            ticks.lock_schedule(schedule_id)  # schedules before ticks, as everywhere
        return sum(act(unit, tick) for tick in found)


def _settle(unit: Unit, tick: Tick) -> bool:
    """End a running tick by what its tasks came to, and let its schedule count it."""
    tasks = _tasks_of(tick)
    if tasks.open:
        return False  # one was started anew meanwhile
    lost = max(0, tick.tasks - tasks.completed)  # those that were removed are not known as done
    why = f", such as: {tasks.error[:500]}" if tasks.error else ""
    if not lost:
        event, reason = TickEvent.COMPLETE, tick.error_message
    elif tasks.completed:
        event = TickEvent.COMPLETE_PARTLY
        reason = f"{lost} of {tick.tasks} tasks ended without content{why}"
    else:
        event, reason = TickEvent.FAIL, f"all {lost} tasks ended without content{why}"
    facts = (tick.result or {}) | {"completed": tasks.completed, "without_content": lost}
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
        failures_in_a_row.count(unit, tick.schedule_id, failed=event is TickEvent.FAIL)
    return done


def _start(unit: Unit, tick: Tick) -> bool:
    """Let a queued tick run."""
    return unit.move(Entity.TICK, tick, TickEvent.START, due_at=unit.now)


def _tasks_of(tick: Tick) -> _Tasks:
    rows = db.execute(_OUTCOMES, (tick.tick_id,)).fetchall()
    counts = {status: number for status, number, _ in rows}
    errors = [error for status, _, error in rows if status != "completed" and error]
    still_open = sum(counts.get(state, 0) for state in OPEN_TASK_STATES)
    return _Tasks(still_open, counts.get("completed", 0), errors[0] if errors else None)
