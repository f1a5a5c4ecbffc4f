"""What the clocks of a zone show where clocks are changed.

A *wall* is what a clock on the wall shows: a naive datetime. It may come once, twice or never;
everything that depends on this asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def shown(moment: datetime, where: ZoneInfo) -> datetime:
    """What the clocks show at ``moment``; its ``fold`` says whether for the second time."""
    return moment.astimezone(where).replace(tzinfo=None)


def readings(wall: datetime, where: ZoneInfo) -> list[datetime]:
    """The moments, in UTC and in order, at which the clocks show ``wall``: none, one or two."""
    first, second = _by_offset(wall, where)
    if first == second:
        return [first]
    return [moment for moment in (first, second) if shown(moment, where) == wall]


def is_repeated(wall: datetime, where: ZoneInfo) -> bool:
    """True if the clocks show ``wall`` twice, because they go back."""
    return len(readings(wall, where)) == 2


@dataclass(frozen=True)
class Change:
    """Clocks are changed: at ``moment`` (UTC) they show ``new`` where they would show ``old``."""

    moment: datetime
    old: datetime
    new: datetime

    def leaves_out(self, where: ZoneInfo) -> str:
        """Why a time between the two does not exist, as people are told."""
        return (
            f"no such time in {where.key}; "
            f"clocks go forward from {self.old:%H:%M} to {self.new:%H:%M} on that day"
        )


def change_around(wall: datetime, where: ZoneInfo) -> Change:
    """The change on whose account ``wall`` comes never or twice."""
    early, late = sorted(_by_offset(wall.replace(microsecond=0), where))
    before = early.astimezone(where).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(where).utcoffset() == before:
            early = middle
        else:
            late = middle
    return Change(late, shown(early, where) + timedelta(seconds=1), shown(late, where))


def read(text: str, where: ZoneInfo) -> datetime | Change:
    """An ISO 8601 date or time in UTC, on the clocks of ``where`` where it has no offset.

    Of a time that comes twice it is the first; for one that comes never the change that leaves it
    out. Raises ValueError or OverflowError for what is no time.
    """
    typed = datetime.fromisoformat(text)
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    found = readings(typed, where)
    return found[0] if found else change_around(typed, where)


def gap_before(moment: datetime, where: ZoneInfo) -> Change | None:
    """The change if the clocks go forward exactly at ``moment``, else None."""
    old = shown(moment - datetime.resolution, where) + datetime.resolution
    new = shown(moment, where)
    return Change(moment, old, new) if new > old else None


def _by_offset(wall: datetime, where: ZoneInfo) -> tuple[datetime, datetime]:
    """``wall`` read with the offset before and after a change; equal where there is none."""
    first = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    return first, wall.replace(tzinfo=where, fold=1).astimezone(UTC)
