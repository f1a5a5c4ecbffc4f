"""When a schedule fires: pure answers from what its row says, for whoever plans or shows ticks.

Daylight saving, the rule for ``cron``: a time of day that does not exist on a day runs right after
the gap, once; one that comes twice runs the first time only. Expressions whose minute or hour
begins with ``*`` follow elapsed time instead: nothing in what is missing, and both of what comes
twice. ``every`` is elapsed time and knows no clocks; ``at`` is one moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from contenthub import clock
from contenthub.errors import InputError
from contenthub.states import TriggerKind
from contenthub.timetable.triggers import cron_text
from contenthub.timetable.triggers.base import Trigger
from contenthub.timetable.triggers.cron import Cron
from contenthub.timetable.triggers.daylight import oddities
from contenthub.timetable.triggers.plain import At, Every, at_text, every_text
from contenthub.zones import machine_name, zone

__all__ = [
    "At",
    "Cron",
    "Every",
    "Trigger",
    "check",
    "machine_name",
    "make",
    "newest",
    "occurrences",
    "oddities",
    "zone",
]

_zone = zone  # the parameters of that name hide the function


def make(kind: TriggerKind | str, text: str, zone: str, anchor: datetime) -> Trigger:
    """The trigger that a schedule's row describes.

    ``zone`` is an IANA name, used by cron; from ``anchor`` (aware) ``every`` counts. An expression
    that never fires is taken, unlike by ``check``: its ``after`` is None. Raises InputError.
    """
    match _kind(kind):
        case TriggerKind.CRON:
            return Cron.from_text(text, _zone(zone))
        case TriggerKind.EVERY:
            return Every.from_text(text, clock.utc(anchor))
        case TriggerKind.AT:
            return At.from_text(text)


def check(kind: TriggerKind | str, text: str, zone: str) -> str:
    """What a person typed, as the row stores it: an expression, seconds, or a moment in UTC.

    Cron keeps its spelling, with whitespace squeezed. ``every`` takes a span (30m, 2h, 1d), ``at``
    a time in ``zone``, one with an offset, or ``+2h``. Raises InputError, also for a moment that
    has passed, for a time that does not exist, and for an expression that never fires.
    """
    where = _zone(zone)
    match _kind(kind):
        case TriggerKind.CRON:
            trigger = Cron.from_text(text, where)
            if trigger.after(clock.now()) is None:
                raise InputError(cron_text.never(trigger.text))
            return trigger.text
        case TriggerKind.EVERY:
            return every_text(text)
        case TriggerKind.AT:
            return at_text(text, where)


def occurrences(trigger: Trigger, start: datetime, end: datetime, limit: int) -> Iterator[datetime]:
    """All moments from ``start`` to ``end``, both included, in order; no more than ``limit``."""
    last = clock.utc(end)
    found = trigger.after(clock.utc(start) - datetime.resolution)
    while limit > 0 and found is not None and found <= last:
        yield found
        limit -= 1
        found = trigger.after(found)


def newest(
    trigger: Trigger, start: datetime, end: datetime, limit: int, most_older: int
) -> tuple[list[datetime], list[datetime]]:
    """All moments from ``start`` to ``end``, both included: older ones, and the newest ``limit``.

    Of the older ones at most the first ``most_older`` are found.
    """
    width = timedelta(seconds=limit)
    while True:
        begin = max(clock.utc(start), clock.utc(end) - width)
        found = list(occurrences(trigger, begin, end, _MOST))
        if len(found) >= limit or begin <= start:
            break
        width *= 2
    late = found[-limit:]
    before = (late[0] if late else clock.utc(end)) - datetime.resolution
    return list(occurrences(trigger, start, before, most_older)), late


_MOST = 1_000_000


def _kind(kind: TriggerKind | str) -> TriggerKind:
    try:
        return TriggerKind(kind)
    except ValueError:
        raise InputError(f"trigger is {kind!r}; allowed: {', '.join(TriggerKind)}") from None
