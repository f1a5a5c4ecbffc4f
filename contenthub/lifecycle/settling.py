"""What follows when the tasks of a tick have ended: the tick ends, and the next one may start."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub import db, records
from contenthub.lifecycle import failures
from contenthub.lifecycle.unit import Unit
from contenthub.records import Tick
from contenthub.states import Entity, TickEvent, TickState

MOST = 500  # ticks that are looked at in one unit

# Spelled like the condition of the index of open ticks, or SQLite would read the whole history.
_OPEN = "WHERE status IN ('queued', 'pending', 'running')"
_OVER = (
    f"{_OPEN} AND status = 'running' AND NOT EXISTS (SELECT 1 FROM generation_tasks t"
    " WHERE t.batch_id = ticks.tick_id AND t.status IN ('pending', 'submitted', 'running'))"
    " ORDER BY schedule_id, id LIMIT ?"
)
_FREE = (
    f"{_OPEN} AND status = 'queued' AND NOT EXISTS (SELECT 1 FROM ticks other"
    " WHERE other.schedule_id = ticks.schedule_id"
    " AND other.status IN ('queued', 'pending', 'running') AND other.status <> 'queued')"
    " ORDER BY schedule_id, id LIMIT ?"
)
_OUTCOMES = (
    "SELECT status, COUNT(*), MAX(error_message) FROM generation_tasks"
    " WHERE batch_id = ? GROUP BY status"
)


@dataclass(frozen=True, slots=True)
class _Tasks:
    """How the tasks of a tick ended."""

    completed: int
    total: int
    error: str | None


def over() -> list[Tick]:
    """Running ticks all of whose tasks have ended."""
    return records.select(Tick, _OVER, (MOST,))


def free() -> list[Tick]:
    """Queued ticks whose schedule has none under way any more."""
    return records.select(Tick, _FREE, (MOST,))


def settle(unit: Unit, tick: Tick) -> None:
    """End a running tick by what its tasks came to, and let its schedule count it."""
    tasks = _tasks_of(tick)
    lost = tasks.total - tasks.completed
    if not lost:
        event, reason = TickEvent.COMPLETE, tick.error_message
    elif tasks.completed:
        event, reason = (
            TickEvent.COMPLETE_PARTLY,
            f"{lost} of {tasks.total} tasks ended without content",
        )
    else:
        event, reason = TickEvent.FAIL, f"all {lost} tasks ended without content"
    if lost and tasks.error:
        reason = f"{reason}, such as: {tasks.error[:500]}"
    facts = (tick.result or {}) | {"completed": tasks.completed, "without_content": lost}
    if unit.move(Entity.TICK, tick, event, reason=reason or "", error_message=reason,
                 finished_at=unit.now, result=facts):  # fmt: skip
        failures.count(unit, tick.schedule_id, failed=event is TickEvent.FAIL)


def start(unit: Unit, tick: Tick) -> None:
    """Let a queued tick run."""
    if tick.state is TickState.QUEUED:
        unit.move(Entity.TICK, tick, TickEvent.START, due_at=unit.now)


def _tasks_of(tick: Tick) -> _Tasks:
    rows = db.execute(_OUTCOMES, (tick.tick_id,)).fetchall()
    counts = {status: number for status, number, _ in rows}
    errors = [error for status, _, error in rows if status != "completed" and error]
    return _Tasks(counts.get("completed", 0), sum(counts.values()), errors[0] if errors else None)
