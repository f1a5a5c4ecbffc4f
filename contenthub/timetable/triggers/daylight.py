"""What daylight saving does to an occurrence, in words, so that a preview holds no surprises."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from contenthub import clock, zones
from contenthub.timetable import wall_clock
from contenthub.timetable.triggers.base import Trigger
from contenthub.timetable.triggers.cron import Cron
from contenthub.timetable.triggers.plain import Every

_DAY = timedelta(days=1)


def oddities(trigger: Trigger, zone: str, before: datetime | None, moment: datetime) -> str:
    """What is odd about the occurrence ``moment`` because clocks change; "" if nothing.

    ``before`` is the occurrence before it, or None if that is not known; ``zone`` is the
    schedule's.
    """
    moment = clock.utc(moment)
    if isinstance(trigger, Cron):
        return _elapsed(trigger, before, moment) if trigger.is_elapsed else _fixed(trigger, moment)
    if isinstance(trigger, Every):
        return _every(trigger, zone, before, moment)
    return _at(zone, moment)


def _fixed(trigger: Cron, moment: datetime) -> str:
    wall = wall_clock.shown(moment, trigger.zone)
    if wall_clock.is_repeated(wall, trigger.zone):
        return f"{wall:%H:%M} comes twice on this day (clocks go back): runs the first time only"
    gap = wall_clock.gap_before(moment, trigger.zone)
    if gap is None:
        return ""
    ahead = trigger.walls(gap.old - timedelta(seconds=1))
    missing = [f"{time:%H:%M}" for time in takewhile(lambda time: time < gap.new, ahead)]
    if not missing:
        return ""
    if len(missing) == 1:
        return f"{missing[0]} does not exist on this day (clocks go forward): runs at {wall:%H:%M}"
    times = f"{missing[0]} {'and' if len(missing) == 2 else 'to'} {missing[-1]}"
    return f"{times} do not exist on this day (clocks go forward): runs once, at {wall:%H:%M}"


def _elapsed(trigger: Cron, before: datetime | None, moment: datetime) -> str:
    wall = wall_clock.shown(moment, trigger.zone)
    if wall_clock.is_repeated(wall, trigger.zone):
        change = wall_clock.change_around(wall, trigger.zone)
        hours = f"{change.new:%H:%M}-{change.old:%H:%M}"
        which = "this is the second" if wall.fold else "runs in both"
        return f"{hours} comes twice on this day (clocks go back): {which}"
    if before is None:
        return ""
    start = wall_clock.shown(clock.utc(before), trigger.zone)
    for time in takewhile(lambda time: time < wall, trigger.walls(start)):
        if not wall_clock.readings(time, trigger.zone):
            gap = wall_clock.change_around(time, trigger.zone)
            day = "" if gap.old.date() == wall.date() else f" on {gap.old:%Y-%m-%d}"
            return f"clocks go forward{day}: {gap.old:%H:%M}-{gap.new:%H:%M} does not exist"
    return ""


def _every(trigger: Every, zone: str, before: datetime | None, moment: datetime) -> str:
    # Only spans that divide a day, or days, keep to times of day that a change can move.
    if before is None or (_DAY % trigger.span and trigger.span % _DAY):
        return ""
    where = zones.zone(zone)
    expected = wall_clock.shown(clock.utc(before), where) + (moment - before)
    if not (wall_clock.shown(moment, where) - expected) % trigger.span:
        return ""
    return f"the clocks changed: {_words(trigger.span)} later is another time of day"


def _at(zone: str, moment: datetime) -> str:
    where = zones.zone(zone)
    wall = wall_clock.shown(moment, where)
    if not wall_clock.is_repeated(wall, where):
        return ""
    which = "second" if wall.fold else "first"
    return f"{wall:%H:%M} comes twice on this day (clocks go back): runs the {which} time"


def _words(span: timedelta) -> str:
    """``24 h`` or ``90 min``: the largest unit, hours at most, that leaves no rest."""
    for unit, name in ((timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if not span % unit:
            return f"{span // unit} {name}"
    return f"{span.total_seconds():g} s"
