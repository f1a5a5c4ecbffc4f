"""How many calls are under way at a target, counted from rows: each of them holds a lease.

A target that hangs would take all threads that call targets, and those that answer would wait for
it. What gains from being handed many publications at once is not counted: it is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.states import ActorName

_FULL = (
    "SELECT g.id, g.publisher FROM targets g JOIN (SELECT target_id, COUNT(*) AS calls"
    " FROM publish_entries INDEXED BY entry_leased WHERE lease_owner IS NOT NULL"
    " AND lease_until > ? GROUP BY target_id) b ON b.target_id = g.id WHERE b.calls >= g.at_once"
)
_CALLS = (
    "SELECT COUNT(*) FROM publish_entries INDEXED BY entry_leased"
    " WHERE lease_owner IS NOT NULL AND target_id = ? AND lease_until > ?"
)


def full(now: datetime, default: str, in_batches: Callable[[str], bool]) -> set[int]:
    """The targets that take no further call now; ``default`` publishes where none is named."""
    rows = db.execute(_FULL, (records.moment(now),)).fetchall()
    return {id_ for id_, publisher in rows if not in_batches(publisher or default)}


def is_free(target_id: int, now: datetime) -> bool:
    """Whether the target takes one more call; asked in a transaction, it stays so until its end."""
    lock = "" if db.is_sqlite() else " FOR NO KEY UPDATE"
    found = db.execute(f"SELECT at_once FROM targets WHERE id = ?{lock}", (target_id,)).fetchone()
    calls = db.execute(_CALLS, (target_id, records.moment(now))).fetchone()[0]
    return found is not None and int(calls) < int(found[0])


def may_call(in_batches: Callable[[str], bool]) -> Callable[[Entry], bool]:
    """For a claim: whether the target of an entry can be called now."""
    return lambda entry: in_batches(entry.publisher) or is_free(entry.target_id, clock.now())


def freed(unit: Unit) -> None:
    """A call has ended: what waits for its target may be next."""
    unit.ring(ActorName.PUBLISH, (0, 0))


def behind(blocked: Collection[int]) -> str:
    """The condition that leaves out what is for these targets."""
    return f" AND target_id NOT IN ({', '.join(map(str, sorted(blocked)))})" if blocked else ""
