"""Schedules, as people make and change them; ``next_times`` is what the scheduler does then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from contenthub import clock, records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import accounts
from contenthub.lifecycle.schedules import next_times, ticks
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.records import Schedule
from contenthub.states import Entity, ScheduleEvent, ScheduleState, TriggerKind
from contenthub.timetable import catch_up, triggers
from contenthub.timetable.catch_up import (
    CatchUp,
    Overlap,
)
from contenthub.timetable.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Definition:
    """A schedule as a person defined it; everything in it was checked.

    ``trigger`` is the canonical text of ``triggers.check``; ``catch_up_window`` is in seconds.
    """

    name: str
    type: str
    kind: str
    trigger: str
    timezone: str
    params: dict[str, Any]
    description: str = ""
    catch_up: CatchUp = CatchUp.LATEST
    catch_up_window: float = 86_400.0
    overlap: Overlap = Overlap.ALLOW
    pause_after_failures: int | None = None
    paused: bool = False


def find(ref: str | int) -> Schedule:
    """The schedule with this id or name. Raises NotFoundError."""
    found = records.named(Schedule, ref)
    if found is None:
        raise unknown(ref)
    return found


def unknown(ref: str | int, within: Collection[int] | None = None) -> NotFoundError:
    """The error for an id or a name that no schedule has.

    ``within`` are the ids of the only schedules that the caller knows of.
    """
    near = records.nearest(Schedule, ref, within)
    return NotFoundError(f"no schedule {str(ref)!r}", code=Code.NO_SCHEDULE, near=near)


def create(definition: Definition, who: str) -> Schedule:
    """Make a schedule. Raises InputError when the name is taken or it would never fire."""
    now = clock.now()
    anchor = now.replace(microsecond=0)  # so that people see whole seconds
    trigger = triggers.make(definition.kind, definition.trigger, definition.timezone, anchor)
    state = ScheduleState.PAUSED if definition.paused else ScheduleState.ACTIVE
    values = {
        "name": definition.name,
        "type": definition.type,
        "kind": definition.kind,
        "trigger": definition.trigger,
        "timezone": definition.timezone,
        "params": definition.params,
        "description": definition.description,
        "status": state,
        "status_reason": f"created so by {who}" if definition.paused else "",
        "catch_up": definition.catch_up.value,
        "catch_up_window": definition.catch_up_window,
        "overlap": definition.overlap.value,
        "pause_after_failures": definition.pause_after_failures,
        "anchor_at": anchor,
        "next_at": _first_after(trigger, now),
        "created_at": now,
        "updated_at": now,
    }
    try:
        with Unit(who) as unit:
            accounts.demand_named(definition.params)
            id_ = insert_row(ScheduleTable, values)
            unit.created(Entity.SCHEDULE, id_, definition.name, ScheduleEvent.CREATE, state)
    except peewee.IntegrityError:
        raise _taken(definition.name) from None
    return find(id_)


def change(id_: int, who: str, **values: Any) -> Schedule:
    """Change a schedule's definition; columns as in ``Definition``.

    With new times it begins anew from now on: times that had come by now keep the old meaning,
    and one that had ended is active again. Raises InputError, NotFoundError.
    """
    try:
        with Unit(who) as unit:
            schedule = _locked(id_)
            accounts.demand_named(values.get("params", {}))
            event = ScheduleEvent.CHANGE
            more: dict[str, Any] = {}
            if _changes_times(schedule, values):
                _decide_up_to_now(unit, schedule)
                event, more = _begin_anew(unit, schedule, values)
            unit.move(
                Entity.SCHEDULE,
                schedule,
                event,
                reason=", ".join(sorted(values)),
                attempt=schedule.attempt + 1,
                **values,
                **more,
            )
    except peewee.IntegrityError:
        raise _taken(values.get("name", "")) from None
    return find(id_)


def pause(id_: int, who: str) -> Schedule:
    """Let it fire no more until it is resumed. Raises NotAllowedError unless it is active."""
    with Unit(who) as unit:
        schedule = _locked(id_)
        if schedule.state is not ScheduleState.ACTIVE:
            raise NotAllowedError(f"schedule {schedule.name!r} is {schedule.status} already")
        _decide_up_to_now(unit, schedule)
        trigger = next_times.trigger_of(schedule)
        unit.move(
            Entity.SCHEDULE,
            schedule,
            ScheduleEvent.PAUSE,
            reason=f"paused by {who}",
            status_reason=f"paused by {who}",
            attempt=schedule.attempt + 1,
            next_at=trigger.after(unit.now),
        )
    return find(id_)


def resume(id_: int, who: str) -> Schedule:
    """Let it fire again; the times since it was paused are recorded as skipped.

    Raises NotAllowedError unless it is paused.
    """
    with Unit(who) as unit:
        schedule = _locked(id_)
        if schedule.state is not ScheduleState.PAUSED:
            ended = schedule.state is ScheduleState.ENDED
            raise NotAllowedError(
                f"schedule {schedule.name!r} is {schedule.status}",
                code=Code.SCHEDULE_ENDED if ended else None,
                schedule=schedule.name,
            )
        _decide_up_to_now(unit, schedule)
        next_at = next_times.trigger_of(schedule).after(unit.now)
        event = ScheduleEvent.RESUME if next_at else ScheduleEvent.END
        unit.move(
            Entity.SCHEDULE,
            schedule,
            event,
            status_reason="",
            failures=0,
            attempt=schedule.attempt + 1,
            next_at=next_at,
        )
    return find(id_)


def remove(id_: int, who: str) -> int:
    """Remove a schedule and the history of its ticks; its tasks stay. Returns the ticks' number."""
    with Unit(who) as unit:
        schedule = _locked(id_)
        gone = db.execute("SELECT COUNT(*) FROM ticks WHERE schedule_id = ?", (id_,)).fetchone()[0]
        db.execute("DELETE FROM schedules WHERE id = ?", (id_,))
        unit.removed(Entity.SCHEDULE, schedule, ScheduleEvent.REMOVE, f"removed by {who}")
    return int(gone)


def _locked(id_: int) -> Schedule:
    found = records.locked(Schedule, id_)
    if found is None:
        raise unknown(id_)
    return found


def _decide_up_to_now(unit: Unit, schedule: Schedule) -> None:
    """Write the ticks of the times that have come; those that are to run are left to a worker."""
    backlog, _ = next_times.backlog_of(schedule, unit.now)
    if schedule.state is ScheduleState.ACTIVE:
        decisions = next_times.decide(schedule, backlog, unit.now)
    else:
        decisions = catch_up.skip(backlog, f"the schedule was {schedule.status}")
    ticks.insert(unit, schedule, decisions)


def _changes_times(schedule: Schedule, values: dict[str, Any]) -> bool:
    kind = values.get("kind", schedule.kind)
    # Only cron knows clocks: intervals and moments are the same in every zone.
    names = ("kind", "trigger", "timezone") if kind == TriggerKind.CRON else ("kind", "trigger")
    return any(
        values.get(name, getattr(schedule, name)) != getattr(schedule, name) for name in names
    )


def _begin_anew(
    unit: Unit, schedule: Schedule, values: dict[str, Any]
) -> tuple[ScheduleEvent, dict[str, Any]]:
    kind, text, zone = (
        values.get(name, getattr(schedule, name)) for name in ("kind", "trigger", "timezone")
    )
    anchor = unit.now.replace(microsecond=0)
    next_at = _first_after(triggers.make(kind, text, zone, anchor), unit.now)
    ended = schedule.state is ScheduleState.ENDED
    event = ScheduleEvent.RESUME if ended else ScheduleEvent.CHANGE
    more: dict[str, Any] = {"anchor_at": anchor, "next_at": next_at}
    return event, more | ({"status_reason": ""} if ended else {})


def _first_after(trigger: Trigger, now: datetime) -> datetime:
    first = trigger.after(now)
    if first is None:
        raise InputError("it would never fire: its time has passed")
    return first


def _taken(name: str) -> InputError:
    return InputError(
        f"there is a schedule {name!r} already; choose another name", code=Code.NAME_TAKEN
    )
