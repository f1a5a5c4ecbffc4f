"""When something would fire, with what changes of clocks do to it; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contenthub import clock
from contenthub.codes import Code
from contenthub.errors import InputError
from contenthub.lifecycle.schedules import definitions, next_times
from contenthub.operations.schedules.definition import Wanted, trigger_of, zone_of
from contenthub.settings import Settings
from contenthub.states import ScheduleState
from contenthub.timetable import triggers
from contenthub.timetable.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Previewed:
    """What fires, and on which clocks; ``remark`` says why it does not at present."""

    trigger: Trigger
    zone: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A time that is to come: its number from 1, its weekday on the clocks of its zone.

    ``oddity`` is what a change of these clocks does to it; empty: nothing.
    """

    number: int
    scheduled_for: datetime
    weekday: str
    oddity: str


def of_schedule(ref: str) -> Previewed:
    """What a schedule does, by its id or name. Raises NotFoundError."""
    found = definitions.find(ref)
    remark = ""
    if found.state is not ScheduleState.ACTIVE:
        reason = f" ({found.status_reason})" if found.status_reason else ""
        remark = (
            f"schedule {found.name!r} is {found.status}{reason}: it does not fire at these times"
        )
    return Previewed(next_times.trigger_of(found), found.timezone, remark)


def of_trigger(wanted: Wanted, settings: Settings) -> Previewed:
    """What a schedule with this trigger would do; no database is needed. Raises InputError."""
    trigger = trigger_of(wanted)
    if trigger is None:
        raise InputError("say what: a schedule, or cron, every or at", code=Code.NOTHING_TO_PREVIEW)
    zone = zone_of(settings, wanted.timezone)
    kind, text = trigger
    anchor = clock.now().replace(microsecond=0)
    return Previewed(triggers.make(kind, triggers.check(kind, text, zone), zone, anchor), zone)


def upcoming(what: Previewed, start: datetime, count: int) -> Iterator[Upcoming]:
    """The next ``count`` times after ``start``, or all there are."""
    before: datetime | None = None
    found = what.trigger.after(start)
    for number in range(1, count + 1):
        if found is None:
            return
        weekday = f"{found.astimezone(triggers.zone(what.zone)):%A}"
        oddity = triggers.oddities(what.trigger, what.zone, before, found)
        yield Upcoming(number, found, weekday, oddity)
        before, found = found, what.trigger.after(found)
