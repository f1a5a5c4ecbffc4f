"""How closely a target's articles may follow each other, and the first time that is still free.

A pace has slots, a distance, a most by the day, or several of these. Times that are taken are
given as plain moments: whoever reads them decides which count.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from contenthub.errors import InputError
from contenthub.timetable import spans, wall_clock
from contenthub.timetable.weekly_slots import WeeklySlots

_T = TypeVar("_T", datetime, str)

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=31)  # of distances
MOST_BY_DAY = 1_000
LAST = datetime(9000, 1, 1, tzinfo=UTC)  # no free time is looked for behind it
_DAY = timedelta(days=1)
_LONGEST_TOLERANCE = timedelta(minutes=1)
_AT_ONCE = timedelta(milliseconds=1)  # two that go out at the same moment are that much apart
_APART = " apart"
_BY_DAY = re.compile(r"([0-9]{1,4})\s*(?:(?:/|a|per|each|every)\s*day)?", re.IGNORECASE)
_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m"))


@dataclass(frozen=True, slots=True)
class Pace:
    """When a target takes articles; ``at_least`` apart (0: any), ``at_most`` a day of the zone."""

    slots: WeeklySlots
    at_least: timedelta
    at_most: int | None
    zone: ZoneInfo

    def __bool__(self) -> bool:
        return bool(self.slots or self.at_least or self.at_most)

    @property
    def tolerance(self) -> timedelta:
        """How much less than the distance is let pass, as nothing happens at a moment exactly."""
        return min(self.at_least / 20, _LONGEST_TOLERANCE) if self.at_least else _LONGEST_TOLERANCE

    def permits(self, moment: datetime, taken: Iterator[datetime]) -> bool:
        """Whether an article may go out at ``moment``, be it in a slot or not.

        ``taken`` as for ``first_free``.
        """
        apart = max(timedelta(0), self.at_least - self.tolerance)
        limits = replace(self, slots=WeeklySlots.from_text(""), at_least=apart)
        free = limits.first_free(moment, taken)
        return free is not None and free - moment < _AT_ONCE

    def first_to_count(self, moment: datetime) -> datetime:
        """The earliest time whose article may keep another one from ``moment``."""
        return min(moment - self.at_least, self._day_of(moment)[0])

    def last_to_count(self, moment: datetime) -> datetime:
        """The latest time whose article may keep another one from ``moment``."""
        return max(moment + self.at_least, self._day_of(moment)[1])

    def first_free(self, moment: datetime, taken: Iterator[datetime]) -> datetime | None:
        """The first free time at ``moment`` (aware) or after it; None: none before ``LAST``.

        ``taken`` are the times that are taken, in order, from ``first_to_count`` on; only as many
        are read as are needed.
        """
        seen, found = _Seen(taken), self._next(moment)
        while found < LAST:
            later = self._taken_until(found, seen)
            if later is None:
                return found
            found = self._next(later)
        return None

    def _next(self, moment: datetime) -> datetime:
        return next(self.slots.from_moment(moment, self.zone)) if self.slots else moment

    def _taken_until(self, moment: datetime, seen: _Seen) -> datetime | None:
        """The end of the time around ``moment`` in which no article may go out; None: it is free.

        Always after ``moment``.
        """
        start, end = self._day_of(moment)
        seen.forget_before(min(start, moment - self.at_least))
        if self.at_most is not None and seen.count(start, end) >= self.at_most:
            return max(end, moment + datetime.resolution)
        apart = max(self.at_least, datetime.resolution)
        last = seen.last_within(moment, apart)
        return None if last is None else last + apart

    def _day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Where this day of the zone begins and ends; the same moment where days do not count."""
        if self.at_most is None:
            return moment, moment
        day = wall_clock.shown(moment, self.zone).date()
        return self._midnight(day), self._midnight(day + _DAY)

    def _midnight(self, day: date) -> datetime:
        wall = datetime.combine(day, time())
        found = wall_clock.readings(wall, self.zone)
        return found[0] if found else wall_clock.change_around(wall, self.zone).moment


def is_deferred(deferred_from: _T | None, goes_out: _T, due: _T | None) -> bool:
    """Whether something waits as others went out, and not for its first time or another try.

    ``deferred_from`` is the time that it had first (None: it still has that), ``goes_out`` the one
    that it has, ``due`` when somebody looks at it next; all as moments, or all as texts.
    """
    return deferred_from is not None and deferred_from < goes_out and due == goes_out


class _Seen:
    """Times in order, of which only those around the one that is looked at are kept."""

    def __init__(self, taken: Iterator[datetime]) -> None:
        self._coming = taken
        self._kept: deque[datetime] = deque()
        self._ended = False

    def forget_before(self, moment: datetime) -> None:
        while self._kept and self._kept[0] < moment:
            self._kept.popleft()

    def count(self, start: datetime, end: datetime) -> int:
        self._read_to(end)
        return sum(start <= one < end for one in self._kept)

    def last_within(self, moment: datetime, apart: timedelta) -> datetime | None:
        """The last of them that is less than ``apart`` from ``moment``, on either side."""
        self._read_to(moment + apart)
        return max((one for one in self._kept if abs(one - moment) < apart), default=None)

    def _read_to(self, moment: datetime) -> None:
        while not self._ended and (not self._kept or self._kept[-1] < moment):
            coming = next(self._coming, None)
            if coming is None:
                self._ended = True
            else:
                self._kept.append(coming)


def distance(text: str) -> timedelta:
    """``2h`` or ``2h apart``; empty text: none. Raises InputError."""
    if not text.strip():
        return timedelta(0)
    words = " ".join(text[:200].lower().split())
    found = spans.parse(words.removesuffix(_APART))
    if not SHORTEST <= found <= LONGEST or found % SHORTEST:
        raise InputError(
            f"at least {text.strip()[:40]!r}: allowed are whole minutes from 1m to 31d"
        )
    return found


def distance_text(span: timedelta) -> str:
    """The same as it is kept: ``2h``, ``90m``; empty where there is none."""
    for unit, name in _UNITS:
        if span and not span % unit:
            return f"{span // unit}{name}"
    return ""


def by_day(text: str) -> int | None:
    """``3/day``, ``3 a day`` or ``3``; empty text: any number. Raises InputError."""
    if not text.strip():
        return None
    found = _BY_DAY.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= MOST_BY_DAY:
        raise InputError(
            f"at most {text.strip()[:40]!r}: allowed is a number from 1 to {MOST_BY_DAY} a day, "
            "such as 3/day"
        )
    return int(found[1])


def by_day_text(count: int | None) -> str:
    """The same as it is kept: ``3/day``; empty where there is no limit."""
    return f"{count}/day" if count else ""


def limits(at_least: str | None, at_most: str | None) -> str:
    """Both as they are kept, in words: ``at least 2h apart and at most 3/day``; empty for none."""
    apart = f"at least {at_least}{_APART}" if at_least else ""
    return " and ".join(filter(None, (apart, f"at most {at_most}" if at_most else "")))
