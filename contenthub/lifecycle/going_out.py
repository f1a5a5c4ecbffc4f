"""A target's distance and its most by the day, held at the moment at which an article goes out.

Times were given so that they are kept. But after an outage, a pause or a target that was away,
much comes due together: then one goes out, and each other one gets the first time that is free
behind it. What a person asked for at this moment goes out whatever went out before.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contenthub.database import db
from contenthub.lifecycle import target_times
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry, Target, moment
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent
from contenthub.timetable import pace as paces
from contenthub.timetable.pace import LAST, Pace
from contenthub.wording import moment as told

ON_TIME = timedelta(minutes=10)  # for so long a time that a person said is taken as it was said

# What is or may be out there, and what is to go out at its time whatever this one does: where a
# person said it, or where it was given behind something that went out.
_KEEPS_OTHERS = (
    "(status IN ('publishing', 'unverified', 'accepted', 'published', 'handed_over', 'updating')"
    " OR (status = 'failed' AND maybe_published_since IS NOT NULL)"
    " OR (status = 'queued' AND slot_at IS NULL AND scheduled_at > ?)"
    " OR (status = 'queued' AND {planned} AND scheduled_at > ?))"
)
# Of a target with slots each keeps its own. Without them, what was planned behind this one goes
# out behind it: when it comes due, it gets a later time in its turn.
_WITH_SLOTS = _KEEPS_OTHERS.format(planned="slot_at IS NOT NULL")
_WITHOUT = _KEEPS_OTHERS.format(planned="slot_at <> scheduled_at")


def that_may(
    unit: Unit, waiting: Sequence[Entry], at: Mapping[int, Target], settings: Settings
) -> list[Entry]:
    """Those of ``waiting`` that may go out together now, from the first one on.

    Of a target with limits it is one by itself. None: the first one got a later time, or somebody
    else decides about its target at this moment.
    """
    first = waiting[0]
    target = at[first.target_id]
    if not target.has_limits:
        return [one for one in waiting if not at[one.target_id].has_limits]
    if _was_said(unit, first):
        return [first]
    if not _locked(target.id):
        return []  # the sweep rings again
    pace = target_times.pace_of(target, target_times.zone(settings))
    soon = _taken(unit, target, pace, until=pace.last_to_count(unit.now))
    if pace.permits(unit.now, iter(soon)):
        return [first]
    _defer(unit, [one for one in waiting if one.target_id == target.id], target, pace)
    unit.ring(ActorName.PUBLISH, (0, 0))
    return []


def time_of(unit: Unit, entry: Entry, target: Target, settings: Settings) -> dict[str, Any]:
    """The columns of a claim that say when it really goes out, for those that come after it."""
    if not target.has_limits:
        return {}
    pace = target_times.pace_of(target, target_times.zone(settings))
    late = unit.now - entry.scheduled_at > pace.tolerance
    return {"scheduled_at": unit.now} if late else {}


def _was_said(unit: Unit, entry: Entry) -> bool:
    """Whether a person said this time, and it is not over for long."""
    return entry.slot_at is None and unit.now - entry.scheduled_at <= ON_TIME


def _locked(target_id: int) -> bool:
    """Hold the target until the unit commits, so that two workers do not both find it free."""
    lock = "" if db.is_sqlite() else " FOR NO KEY UPDATE SKIP LOCKED"
    return bool(db.execute(f"SELECT 1 FROM targets WHERE id = ?{lock}", (target_id,)).fetchall())


def _taken(unit: Unit, target: Target, pace: Pace, until: datetime) -> list[datetime]:
    """The times that keep others from theirs, from those that count now on, in order.

    Those that are due and wait for their turn have none.
    """
    first, on_time = pace.first_to_count(unit.now), unit.now - ON_TIME
    which = _WITH_SLOTS if pace.slots else _WITHOUT
    rows = db.execute(
        "SELECT scheduled_at FROM publish_entries INDEXED BY entry_target_time WHERE target_id = ?"
        f" AND scheduled_at >= ? AND scheduled_at <= ? AND {which} ORDER BY scheduled_at, id",
        (target.id, *map(moment, (first, until, on_time, unit.now))),
    ).fetchall()
    return [target_times.read(row[0]) for row in rows]


def _defer(unit: Unit, waiting: Sequence[Entry], target: Target, pace: Pace) -> None:
    """Each gets the first time that is free behind what went out, and behind those before it."""
    taken, found = _taken(unit, target, pace, until=LAST), unit.now
    for entry in waiting:
        if _was_said(unit, entry):
            continue
        around = taken[bisect_left(taken, pace.first_to_count(found)) :]
        found = pace.first_free(found, iter(around)) or LAST
        insort(taken, found)
        _move(unit, entry, target, found)


def _move(unit: Unit, entry: Entry, target: Target, free: datetime) -> None:
    was, limits = entry.scheduled_at, paces.limits(target.at_least, target.at_most)
    first = entry.deferred_from or was
    unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.DEFER,
        reason=f"its target takes articles {limits}; its time was {told(was)}",
        data={
            "at": free.isoformat(),
            "planned_for": was.isoformat(),
            "deferred_from": first.isoformat(),
        },
        scheduled_at=free,
        deferred_from=first,
        due_at=free,
    )
