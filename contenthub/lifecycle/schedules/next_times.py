"""The times of schedules: which have come, what is decided about them, when the next one is.

``next_at`` is the first time that was not decided about yet. Whoever moves it writes the ticks of
all times that it passes in the same unit, so that none is lost or decided about twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from contenthub import logs, records
from contenthub.database import db
from contenthub.lifecycle.schedules import tick_history, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.records import Schedule
from contenthub.states import Entity, ScheduleEvent, ScheduleState
from contenthub.timetable import catch_up, triggers
from contenthub.timetable.catch_up import (
    MOST_OLDER,
    NEWEST,
    Backlog,
    CatchUp,
    Decision,
    Overlap,
    Policy,
)
from contenthub.timetable.triggers import Trigger

log = logs.get_logger("contenthub.scheduler")

WHO = "scheduler"  # in the events of what it decides by itself


Pause = Callable[[int, str], None]  # a schedule (its id) that cannot be read, and why


def due(now: datetime, limit: int) -> list[Schedule]:
    """The active schedules whose time has come."""
    return _read(
        "WHERE status = 'active' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
        (records.moment(now), limit),
        _pause_unreadable,
    )


def _read(where: str, params: tuple[Any, ...], pause: Pause) -> list[Schedule]:
    """These schedules; one whose row cannot be read is paused, so that it does not stop them."""
    try:
        return records.select(Schedule, where, params)
    except (ValueError, TypeError):
        ids = [row[0] for row in db.execute(f"SELECT id FROM schedules {where}", params).fetchall()]
        return [one for id_ in ids for one in _readable(id_, pause)]


def _readable(id_: int, pause: Pause) -> list[Schedule]:
    try:
        return records.by_ids(Schedule, [id_])
    except (ValueError, TypeError) as error:
        log.error("schedule_unreadable", id=id_, error=str(error))
        pause(id_, str(error))
        return []


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """As much of a row as a move has to know, where other columns cannot be read."""

    id: int
    attempt: int
    state: ScheduleState
    label: str
    updated_at: datetime
    account_id: int | None = None
    batch_id: str | None = None


def _pause_unreadable(id_: int, why: str) -> None:
    with Unit(WHO) as unit:
        _pause_in(unit, id_, why)


def _pause_in(unit: Unit, id_: int, why: str) -> None:
    """Pause a schedule whose row cannot be read, if it is active: others do not fire anyway."""
    found = db.execute(
        f"SELECT attempt, name FROM schedules WHERE id = ? AND status = ?{db.for_update()}",
        (id_, ScheduleState.ACTIVE.value),
    ).fetchone()
    if found is not None:
        row = _Unreadable(id_, found[0], ScheduleState.ACTIVE, found[1], unit.now)
        reason = f"paused: its row cannot be read ({why})"
        unit.move(Entity.SCHEDULE, row, ScheduleEvent.GIVE_UP, reason=reason, status_reason=reason)


def trigger_of(schedule: Schedule) -> Trigger:
    """What says when it fires."""
    return triggers.make(schedule.kind, schedule.trigger, schedule.timezone, schedule.anchor_at)


def backlog_of(schedule: Schedule, now: datetime) -> tuple[Backlog, datetime | None]:
    """The times that have come and were not decided about, and the next one after them.

    Raises what a trigger or a zone raises that cannot be read any more.
    """
    if schedule.next_at is None or schedule.next_at > now:
        return Backlog((), ()), schedule.next_at
    trigger = trigger_of(schedule)
    older, times = triggers.newest(trigger, schedule.next_at, now, NEWEST, MOST_OLDER)
    return Backlog(older, times), trigger.after(now)


def decide(schedule: Schedule, backlog: Backlog, now: datetime) -> list[Decision]:
    """What becomes of these times of an active schedule."""
    under_way, queued = ticks.open_counts(schedule.id)
    policy = Policy(CatchUp(schedule.catch_up), schedule.catch_up_window, Overlap(schedule.overlap))
    return catch_up.decide(backlog, now, policy, under_way, queued)


def unchanged(unit: Unit, found: Sequence[Schedule]) -> dict[int, Schedule]:
    """Those of these schedules that still stand as they were read, locked until the commit."""
    marks = ", ".join("?" * len(found))
    where = f"WHERE id IN ({marks}) AND status = 'active' ORDER BY id{db.for_update()}"
    read = {one.id: one for one in records.select(Schedule, where, [one.id for one in found])}
    return {
        one.id: read[one.id]
        for one in found
        if one.id in read
        and (read[one.id].attempt, read[one.id].next_at) == (one.attempt, one.next_at)
    }


def cannot_be_fired(schedule: Schedule, why: str) -> None:
    """Pause a schedule that cannot be fired at all, so that it does not stop the others."""
    reason = f"paused: it cannot be fired ({why[:500]})"
    with Unit(WHO) as unit:
        for one in unchanged(unit, [schedule]).values():
            unit.move(
                Entity.SCHEDULE, one, ScheduleEvent.GIVE_UP, reason=reason, status_reason=reason
            )


def next_time() -> datetime | None:
    """When the next active schedule fires."""
    row = db.execute("SELECT MIN(next_at) FROM schedules WHERE status = 'active'").fetchone()
    return ScheduleTable.next_at.python_value(row[0])


def moved_on(
    unit: Unit, schedule: Schedule, next_at: datetime | None, counters: dict[str, int]
) -> None:
    """Write that all times before ``next_at`` are decided about; None: that was the last one."""
    if next_at is None:
        unit.move(
            Entity.SCHEDULE,
            schedule,
            ScheduleEvent.END,
            next_at=None,
            counters=counters,
            status_reason="its last time has passed",
        )
        return
    ScheduleTable.update(next_at=next_at, counters=counters).where(
        ScheduleTable.id == schedule.id
    ).execute()


def rewind(unit: Unit) -> int:
    """Repair what a clock that was ahead has left: times that seem to be decided about already.

    Ticks are unique, so a time that was run is not run again. Returns the rows changed.
    """
    changed = 0
    where = (
        "WHERE (status = 'active' AND next_at > ?) OR (status = 'ended' AND kind = 'at')"
        f" ORDER BY id{db.for_update()}"
    )
    for schedule in _read(where, (records.moment(unit.now),), partial(_pause_in, unit)):
        try:
            next_at = trigger_of(schedule).after(unit.now)
        except Exception as error:  # firing pauses it when its time has come
            log.debug("schedule_not_rewound", schedule=schedule.name, error=str(error))
            continue
        changed += next_at is not None and _rewind(unit, schedule, next_at)
    return changed + tick_history.due_now(unit)  # ticks behind their schedules


def _rewind(unit: Unit, schedule: Schedule, next_at: datetime) -> bool:
    if schedule.next_at is not None and schedule.next_at <= next_at:
        return False
    tick_history.forget_skipped_after(schedule.id, unit.now)
    if schedule.state is ScheduleState.ACTIVE:
        moved_on(unit, schedule, next_at, schedule.counters)
        return True
    if ticks.exists(schedule.id, next_at):  # a one-off that was run ahead of its time
        return False
    return unit.move(
        Entity.SCHEDULE,
        schedule,
        ScheduleEvent.RESUME,
        status_reason="",
        reason="the clock was ahead",
        next_at=next_at,
    )
