"""Ticks that a person asks for: a schedule now, and past times after all. Workers run them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contenthub import records
from contenthub.database import db
from contenthub.errors import NotFoundError
from contenthub.lifecycle.schedules import ticks
from contenthub.lifecycle.schedules.ticks import Made
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule, Tick
from contenthub.states import Entity, TickEvent, TickState
from contenthub.timetable.catch_up import Decision, Origin

FORGOTTEN = "forgotten"  # what becomes of a time whose history was cleaned up


def trigger(unit: Unit, schedule: Schedule) -> str:
    """Insert a tick for this moment and return its id.

    Raises NotFoundError for a removed schedule.
    """
    _lock(schedule)
    decision = Decision(unit.now, TickState.PENDING, Origin.MANUAL)
    ticks.insert_made(unit, [Made(schedule, decision)])
    return ticks.tick_id_of(schedule.id, unit.now)


def backfill(unit: Unit, schedule: Schedule, times: Sequence[datetime]) -> dict[datetime, str]:
    """Let past times be run after all; returns what becomes of each.

    Times without a tick get one; one that was skipped, or failed without a task, is run again;
    the others stand, and so do those whose history is gone. Raises NotFoundError for a removed
    schedule.
    """
    _lock(schedule)
    known = {tick.scheduled_for: tick for tick in _of(schedule.id, times)}
    gone = [t for t in times if t not in known and is_forgotten(schedule, t)]
    new = [
        Decision(t, TickState.PENDING, Origin.BACKFILL)
        for t in times
        if t not in known and t not in gone
    ]
    ticks.insert_made(unit, [Made(schedule, one) for one in new])
    outcome = dict.fromkeys((one.scheduled_for for one in new), "created")
    outcome |= dict.fromkeys(gone, FORGOTTEN)
    for time, tick in known.items():
        again = may_be_backfilled(tick) and unit.move(
            Entity.TICK,
            tick,
            TickEvent.BACKFILL,
            origin=Origin.BACKFILL.value,
            due_at=unit.now,
            attempt=tick.attempt + 1,
            error_message=None,
            finished_at=None,
            started_at=None,
            retry_count=0,
            crash_count=0,
        )
        outcome[time] = "created" if again else tick.status
    return outcome


def is_forgotten(schedule: Schedule, time: datetime) -> bool:
    """True for a time that may have been run, in a history that was cleaned up since."""
    return schedule.forgotten_until is not None and time <= schedule.forgotten_until


def may_be_backfilled(tick: Tick) -> bool:
    """True if nothing came of it that running it again would repeat."""
    return tick.state is TickState.SKIPPED or (tick.state is TickState.FAILED and not tick.tasks)


def _lock(schedule: Schedule) -> None:
    if not ticks.lock_schedule(schedule.id):
        raise NotFoundError(f"schedule {schedule.name!r} was removed meanwhile")


def _of(schedule_id: int, times: Sequence[datetime]) -> list[Tick]:
    found: list[Tick] = []
    ids = [ticks.tick_id_of(schedule_id, time) for time in times]
    for part in db.portions(ids):
        marks = ", ".join("?" * len(part))
        found += records.select(
            Tick, f"WHERE tick_id IN ({marks}) ORDER BY id{db.for_update()}", part
        )
    return found
