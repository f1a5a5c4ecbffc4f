"""The one place that reads the wall clock, so that tests can hand in their own.

It also knows the one zone in which people read and type times (``CONTENTHUB_TIMEZONE``, else the
machine's): whoever shows a moment to a person asks ``local``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
_zone_name: Callable[[], str] = str  # "": the machine's zone


def now() -> datetime:
    """The present, aware and in UTC."""
    return _source()


def after(seconds: float, start: datetime | None = None) -> datetime:
    """``start`` (default: now) plus ``seconds``."""
    return (start or now()) + timedelta(seconds=seconds)


def utc(value: datetime) -> datetime:
    """The same moment in UTC; a naive value is refused with ValueError."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: say which zone it is in")
    return value.astimezone(UTC)


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


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Let ``now`` answer from ``source`` while the block runs (for tests)."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
