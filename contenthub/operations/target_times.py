"""When a target takes articles: what may be asked for, and which of its times are taken or free."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from contenthub import clock
from contenthub.lifecycle import accounts, target_times, targets
from contenthub.operations.caller import Caller
from contenthub.queries import targets as stored
from contenthub.records import Target
from contenthub.settings import Settings
from contenthub.timetable import pace as paces
from contenthub.timetable.pace import Pace
from contenthub.timetable.weekly_slots import WeeklySlots

Row = dict[str, Any]

FREE, TAKEN, CLOSED = "free", "taken", "closed"  # closed: the distance, or the day's most, is kept
PACE = targets.PACE  # what is said of a target's pace
MOST_DAYS = 366
MOST_ROWS = 5_000
NEXT = 3  # free times that are told of a target


@dataclass(frozen=True, slots=True)
class PaceChanges:
    """What is asked of a target's pace, as people write it; None leaves it, empty takes it away."""

    slots: str | None = None
    at_least: str | None = None
    at_most: str | None = None

    def __bool__(self) -> bool:
        return any(one is not None for one in (self.slots, self.at_least, self.at_most))

    def columns(self) -> dict[str, str | None]:
        """The columns of the target that change, each in its one spelling. Raises InputError."""
        found: dict[str, str] = {}
        if self.slots is not None:
            found["slots"] = str(WeeklySlots.from_text(self.slots))
        if self.at_least is not None:
            found["at_least"] = paces.distance_text(paces.distance(self.at_least))
        if self.at_most is not None:
            found["at_most"] = paces.by_day_text(paces.by_day(self.at_most))
        return {name: text or None for name, text in found.items()}


AS_IT_IS = PaceChanges()


def next_free(settings: Settings, target: Target, count: int = NEXT) -> list[datetime]:
    """The times that the next articles would get; none where the target has no pace."""
    where = target_times.zone(settings)
    pace = target_times.pace_of(target, where)
    found: list[datetime] = []
    start = target_times.free_from(target.id, clock.now(), where)
    while pace and len(found) < count:
        there = target_times.taken(target.id, pace.first_to_count(start))
        free = pace.first_free(start, heapq.merge(there, found))
        if free is None:
            break
        found.append(free)
        start = free
    return found


def listing(caller: Caller, account: str | int, name: str, days: int) -> list[Row]:
    """The times of a target from now on, in order: its slots, and what is taken by which content.

    ``days``: how far ahead, up to ``MOST_DAYS``. A slot is ``closed`` where nothing is in it, and
    an article would be too close to others, or one too many on its day. A target without slots has
    one free time, the next one. Raises NotFoundError.
    """
    target = targets.find(accounts.find(account).id, name)
    now = clock.now()
    end = now + timedelta(days=min(days, MOST_DAYS))
    pace = target_times.pace_of(target, target_times.zone(caller.settings))
    found = [_row(TAKEN, **row) for row in stored.taken_times(target.id, now, end, MOST_ROWS)]
    there = {row["at"] for row in found}
    found += [row for row in _open(pace, target, now, end) if row["at"] not in there]
    return sorted(found, key=lambda row: row["at"])[:MOST_ROWS]


def _open(pace: Pace, target: Target, now: datetime, end: datetime) -> Iterator[Row]:
    """Its slots before ``end``, each by itself; where it has none, the next free time."""
    taken = _around(pace, target, now, end)
    if not pace.slots:
        free = pace.first_free(now, iter(taken)) if pace else None
        return iter([_row(FREE, free)] if free is not None and free < end else [])
    slots = takewhile(lambda at: at < end, pace.slots.from_moment(now, pace.zone))
    return (
        _row(CLOSED if _keeps(pace, at, taken) else FREE, at) for at in islice(slots, MOST_ROWS)
    )


def _keeps(pace: Pace, at: datetime, taken: list[datetime]) -> bool:
    first = bisect_left(taken, pace.first_to_count(at))
    return pace.first_free(at, iter(taken[first : first + MOST_ROWS])) != at


def _around(pace: Pace, target: Target, now: datetime, end: datetime) -> list[datetime]:
    """The times that are taken and may keep others before ``end`` from theirs."""
    last = end + paces.LONGEST + timedelta(days=1)
    there = target_times.taken(target.id, pace.first_to_count(now))
    return list(takewhile(lambda at: at <= last, there))


def _row(status: str, at: datetime, **content: Any) -> Row:
    told: Row = {"content_id": None, "title": None, "by_slot": None} | content
    return {"at": at, "status": status, **told}
