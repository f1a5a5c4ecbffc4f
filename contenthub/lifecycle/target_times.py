"""Which time a publication gets where its target has a pace: the next one that is still free.

Whoever gives a time holds its target's row until the commit, so no two get the same one. What
waits, or went out, takes its time; what failed or was taken out gives it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from contenthub import zones
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import lock_order
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Entry, Target, moment
from contenthub.settings import Settings
from contenthub.timetable import pace as paces
from contenthub.timetable.pace import Pace
from contenthub.timetable.weekly_slots import WeeklySlots

_ROWS = 200  # that are read at once, of what is taken
# A time that becomes free may free others that are as far from it as a distance can be, or on the
# same day.
_AROUND = paces.LONGEST + timedelta(days=1)


def zone(settings: Settings) -> ZoneInfo:
    """The zone of slots and days: the setting's, else the machine's, UTC where nobody knows it."""
    try:
        return zones.zone(settings.timezone) if settings.timezone else zones.machine_zone()
    except InputError:
        return zones.zone("UTC")


def pace_of(target: Target, where: ZoneInfo) -> Pace:
    """When the target takes articles."""
    return _pace(target.slots, target.at_least, target.at_most, where)


def _pace(slots: str | None, at_least: str | None, at_most: str | None, where: ZoneInfo) -> Pace:
    return Pace(
        WeeklySlots.from_text(slots or ""),
        paces.distance(at_least or ""),
        paces.by_day(at_most or ""),
        where,
    )


def new_time(
    unit: Unit, target: Target, settings: Settings, said: datetime | None
) -> dict[str, Any]:
    """When something goes out there, as columns of its entry: as ``said``, else by the pace."""
    slot = take(unit, target, settings) if said is None and target.has_pace else None
    return {"scheduled_at": max(slot or said or unit.now, unit.now), "slot_at": slot}


def take(unit: Unit, target: Target, settings: Settings, but: int | None = None) -> datetime | None:
    """The next free time of the target, which nobody else gets; None where it has no pace.

    ``but`` is the id of an entry whose own time counts as free. Raises NotAllowedError where
    none is free until the calendar ends.
    """
    hold(unit, target.account_id)
    slots, at_least, at_most, full, full_zone = db.execute(_PACE, (target.id,)).fetchone()
    where = zone(settings)
    pace = _pace(slots, at_least, at_most, where)
    if not pace:
        return None
    start = _behind(unit.now, full, full_zone, where)
    found = pace.first_free(start, taken(target.id, pace.first_to_count(start), but))
    if found is None:
        raise NotAllowedError(f"target {target.name!r} has no free time any more")
    db.execute(_FULL, (moment(found), where.key, target.id))
    return found


def hold(unit: Unit, account_id: int) -> None:
    """Hold the account's targets whose times are given, until the unit commits."""
    unit.read_once(("paces", account_id), partial(lock_order.paces, account_id))


def free_from(target_id: int, now: datetime, where: ZoneInfo) -> datetime:
    """The moment from which on a time of the target may be free; none is from now until then."""
    *_, full, full_zone = db.execute(_PACE, (target_id,)).fetchone()
    return _behind(now, full, full_zone, where)


def _behind(now: datetime, full: Any, full_zone: str | None, where: ZoneInfo) -> datetime:
    """``now``, or until when the target is full, on the clocks by which that was found."""
    return now if full is None or full_zone != where.key else max(now, read(full))


_PACE = "SELECT slots, at_least, at_most, full_until, full_zone FROM targets WHERE id = ?"
_FULL = "UPDATE targets SET full_until = ?, full_zone = ? WHERE id = ?"


def taken(target_id: int, start: datetime, but: int | None = None) -> Iterator[datetime]:
    """The times of the target that are taken from ``start`` on, in order; read as they are used.

    ``but`` is the id of an entry that does not count.
    """
    last: tuple[Any, int] = (moment(start), 0)
    while True:
        rows = db.execute(_TAKEN, (target_id, *last, _ROWS)).fetchall()
        for at, id_ in rows:
            if id_ != but:
                yield read(at)
        if len(rows) < _ROWS:
            return
        last = rows[-1]


_TAKEN = (
    "SELECT scheduled_at, id FROM publish_entries INDEXED BY entry_target_time"
    " WHERE target_id = ? AND (scheduled_at, id) > (?, ?)"
    " AND status NOT IN ('withdrawn', 'failed') ORDER BY scheduled_at, id LIMIT ?"
)


def read(value: Any) -> datetime:
    """A moment that is not null, as the database's driver returned it."""
    found = PublishEntry.scheduled_at.python_value(value)
    if found is None:
        raise ValueError("the column is never null")
    return found


def give_back(entry: Entry) -> None:
    """The entry's time is free again: who looks for one next begins before it."""
    before = moment(entry.scheduled_at - _AROUND)
    db.execute(
        "UPDATE targets SET full_until = ? WHERE id = ? AND full_until > ?",
        (before, entry.target_id, before),
    )
