"""The one place that reads the wall clock, so that tests can hand in their own.

It also knows the one zone in which people read and type times (``CONTENTHUB_TIMEZONE``, else the
machine's): whoever shows a moment to a person asks ``local``.

Where processes of several hosts share a database they share its clock as well: a reading of it is
the anchor, and this machine's steady clock says how long ago that was. A wall clock that is wrong
or set anew changes nothing then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_zone_name: Callable[[], str] = str  # "": the machine's zone

# Goes on while the machine sleeps, where there is such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_QUARTER = 900  # seconds of a quarter of an hour

_anchor: tuple[datetime, float] | None = None  # a reading of the shared clock, and when that was


def steady() -> float:
    """Seconds that no change of the wall clock touches."""
    return time.clock_gettime(_STEADY)


def anchor(moment: datetime | None, at: float = 0.0) -> None:
    """From now on count from ``moment``, which it was at ``at`` of the steady clock.

    None: this machine's wall clock says what time it is.
    """
    global _anchor
    _anchor = None if moment is None else (moment, at)


def on_this_machine(moment: datetime) -> datetime:
    """What this machine's own clock shows at ``moment``, by which it sleeps until then."""
    return moment if _anchor is None else moment + (datetime.now(UTC) - _read())


def _read() -> datetime:
    anchored = _anchor  # another thread may set it
    if anchored is None:
        return datetime.now(UTC)
    moment, at = anchored
    return moment + timedelta(seconds=steady() - at)


_source: Callable[[], datetime] = _read


def now() -> datetime:
    """The present, aware and in UTC."""
    return _source()


def after(seconds: float, start: datetime | None = None) -> datetime:
    """``start`` (default: now) plus ``seconds``."""
    return (start or now()) + timedelta(seconds=seconds)


def passed(start: datetime, end: datetime) -> float:
    """How many seconds something lasted; 0.0 where the clock was set back meanwhile."""
    return max(0.0, (end - start).total_seconds())


def utc(value: datetime) -> datetime:
    """The same moment in UTC; a naive value is refused with ValueError."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: say which zone it is in")
    return value.astimezone(UTC)


def utc_text(value: datetime) -> str:
    """The moment as JSON and CSV have it: UTC with ``Z``, and always with microseconds.

    So the texts sort like the times. A naive value is refused with ValueError.
    """
    return utc(value).isoformat(timespec="microseconds").replace("+00:00", "Z")


def show_in(zone_name: Callable[[], str]) -> None:
    """From now on people read and type times in the zone of the IANA name that this answers.

    It is asked when a time is first read or shown; "" means the machine's zone.
    """
    global _zone_name
    _zone_name = zone_name


def zone() -> ZoneInfo:
    """The zone in which people read and type times. Raises InputError when nobody can know it."""
    from contenthub import zones  # few commands need zones, and all of them load this module

    name = _zone_name()
    return zones.zone(name) if name else zones.machine_zone()


def local(moment: datetime) -> datetime:
    """The same moment on the clocks of people; a naive value is refused with ValueError."""
    return utc(moment).astimezone(zone())


def day(moment: datetime) -> str:
    """The day that people's calendars show at this moment: ``2026-12-01``.

    UTC's where nobody can know their zone: whoever counts by days must not fail for that.
    """
    return _day(int(utc(moment).timestamp() // _QUARTER), _zone_name(), os.environ.get("TZ"))


@lru_cache(maxsize=64)
def _day(quarter: int, _name: str, _machine: str | None) -> str:
    """Kept, since the machine is asked for its zone; all zones differ by quarters of an hour."""
    from contenthub.errors import InputError

    moment = datetime.fromtimestamp(quarter * _QUARTER, UTC)
    try:
        return f"{local(moment):%Y-%m-%d}"
    except InputError:
        return f"{moment:%Y-%m-%d}"


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Let ``now`` answer from ``source`` while the block runs (for tests)."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
