"""Times of schedules as people read and type them: in the schedule's own zone, never the person's.

Whoever looks at a schedule of another country means its clocks.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contenthub.commands.console.times import parse_since, read
from contenthub.commands.console.values import moment_in
from contenthub.errors import InputError
from contenthub.states import TriggerKind
from contenthub.zones import zone as zone_of

_UNITS = ((604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m"))


def local(moment: datetime, zone: str) -> str:
    """``2026-12-01 08:00:00+01:00``, on the clocks of the schedule."""
    return moment_in(moment, ZoneInfo(zone))


def moment(text: str, zone: str) -> datetime:
    """The moment that was typed, in UTC: without an offset on the clocks of ``zone``.

    A span means that long ago (``2d``), ``+2d`` from now on. Of a time that comes twice it is
    the first; one that never comes is refused. Raises InputError.
    """
    try:
        return read(text.strip(), zone_of(zone))
    except ValueError:
        return parse_since(text)
    except OverflowError:
        raise InputError(f"{text!r} is too far away") from None


def span(seconds: str | float) -> str:
    """Seconds as people type them: ``30m``, ``1d``, ``90s``."""
    number = Decimal(str(seconds))
    for size, unit in _UNITS:
        if number and number % size == 0:
            return f"{number // size}{unit}"
    return f"{number.normalize():f}s"


def when(kind: str, trigger: str, zone: str) -> str:
    """When it fires: ``cron 0 8 * * *``, ``every 30m``, ``at 2026-12-01 08:00:00+01:00``."""
    if kind == TriggerKind.EVERY:
        return f"every {span(trigger)}"
    if kind == TriggerKind.AT:
        return f"at {local(datetime.fromisoformat(trigger), zone)}"
    return f"cron {trigger}"
