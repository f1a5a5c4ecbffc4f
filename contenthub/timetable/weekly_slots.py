"""Publishing slots as people write them, and when they come.

``MON-FRI 08:00,18:00; SAT 10:00``: groups of days, each with the times of day on the clocks of one
zone. A time that clocks leave out comes when they are changed, one that they show twice the first
time: each slot comes once a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contenthub.errors import InputError
from contenthub.timetable import wall_clock

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MOST_CHARACTERS = 500
MOST_A_DAY = 96
_FULL_NAMES = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_EVERY_DAY = {"DAILY", "EVERYDAY", "*"}
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_EXAMPLE = '"MON-FRI 08:00,18:00; SAT 10:00"'
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Days of the week, 0 is Monday, and the times on each of them; both in order, none twice."""

    days: tuple[int, ...]
    times: tuple[time, ...]

    def __str__(self) -> str:
        times = ",".join(f"{one:%H:%M}" for one in self.times)
        return times if len(self.days) == len(DAYS) else f"{_days_text(self.days)} {times}"


@dataclass(frozen=True, slots=True)
class WeeklySlots:
    """When slots are, week by week; none at all where there is no group."""

    groups: tuple[Group, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> WeeklySlots:
        """From what a person wrote; empty text has no slots. Raises InputError."""
        if len(text) > MOST_CHARACTERS:
            raise _refusal(text, f"at most {MOST_CHARACTERS} characters")
        if not text.strip():
            return cls()
        found = cls(tuple(_group(text, part) for part in text.split(";") if part.strip()))
        if not found.groups:
            raise _refusal(text, "no time of day")
        if any(len(found._times(day)) > MOST_A_DAY for day in range(len(DAYS))):
            raise _refusal(text, f"at most {MOST_A_DAY} slots on one day")
        return found

    def __str__(self) -> str:
        return "; ".join(map(str, self.groups))

    def __bool__(self) -> bool:
        return bool(self.groups)

    def from_moment(self, moment: datetime, where: ZoneInfo) -> Iterator[datetime]:
        """The slots at ``moment`` (aware) and after it, in UTC and in order, without an end.

        Raises OverflowError at the end of the calendar.
        """
        # the day before may end later, where clocks leave out its midnight
        day = wall_clock.shown(moment, where).date() - _DAY
        last = moment - datetime.resolution
        while self.groups:
            for slot in self.of_day(day, where):
                if slot > last:
                    yield slot
                    last = slot
            day += _DAY

    def of_day(self, day: date, where: ZoneInfo) -> list[datetime]:
        """The slots of this day of the zone, in UTC and in order, each once."""
        walls = (datetime.combine(day, one) for one in self._times(day.weekday()))
        return sorted({_moment(wall, where) for wall in walls})

    def _times(self, day: int) -> set[time]:
        return {one for group in self.groups if day in group.days for one in group.times}


def _moment(wall: datetime, where: ZoneInfo) -> datetime:
    found = wall_clock.readings(wall, where)
    return found[0] if found else wall_clock.change_around(wall, where).moment


def _group(text: str, part: str) -> Group:
    """``MON-FRI 08:00, 18:00``, or times alone, which are those of every day."""
    days: set[int] = set()
    times: set[time] = set()
    for word in part.replace(",", " ").split():
        if ":" in word:
            times.add(_time(text, word))
        elif times:
            raise _refusal(text, f"{word[:20]!r} after a time; write ; between groups of days")
        else:
            days |= _some_days(text, word)
    if not times:
        raise _refusal(text, f"no time of day in {part.strip()[:40]!r}")
    return Group(tuple(sorted(days or range(len(DAYS)))), tuple(sorted(times)))


def _time(text: str, word: str) -> time:
    found = _TIME.fullmatch(word)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise _refusal(text, f"{word[:20]!r} is no time of day; allowed: 00:00 to 23:59")
    return time(int(found[1]), int(found[2]))


def _some_days(text: str, word: str) -> set[int]:
    """``MON``, ``MON-FRI``, ``FRI-MON`` (over the end of the week) or ``daily``."""
    if word.upper() in _EVERY_DAY:
        return set(range(len(DAYS)))
    first, dash, last = word.partition("-")
    start = _weekday(text, first)
    if not dash:
        return {start}
    count = (_weekday(text, last) - start) % len(DAYS) + 1
    return {(start + number) % len(DAYS) for number in range(count)}


def _weekday(text: str, word: str) -> int:
    for names in (DAYS, _FULL_NAMES):
        if word.upper() in names:
            return names.index(word.upper())
    raise _refusal(text, f"{word[:20]!r} is no day; allowed: {', '.join(DAYS)}")


def _refusal(text: str, why: str) -> InputError:
    return InputError(f"slots {text[:60]!r}: {why}; such as {_EXAMPLE}")


def _days_text(days: tuple[int, ...]) -> str:
    """Days that follow each other as a range: ``MON-FRI,SUN``."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run_text(run) for run in runs)


def _run_text(run: list[int]) -> str:
    if len(run) < 3:
        return ",".join(DAYS[day] for day in run)
    return f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
