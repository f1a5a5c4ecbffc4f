"""How many calls are under way at a target, counted from rows: each of them holds a lease.

A target that hangs would take all threads that call targets, and those that answer would wait for
it. What gains from being handed many publications at once is not counted: it is quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.states import ActorName

# A lease that has run out may be renewed in a moment, by a worker that is only late: so a new
# publication waits until somebody else has taken the row over.
_CALLED = (
    "SELECT target_id FROM publish_entries INDEXED BY entry_leased WHERE lease_owner IS NOT NULL"
)
_CALLS = (
    "SELECT COUNT(*) FROM publish_entries INDEXED BY entry_leased"
    " WHERE lease_owner IS NOT NULL AND target_id = ?"
)


def full(default: str, in_batches: Callable[[str], bool]) -> set[int]:
    """The targets that take no further call now; ``default`` publishes where none is named."""
    calls = Counter(row[0] for row in db.execute(_CALLED).fetchall())
    found: set[int] = set()
    for part in db.portions(sorted(calls)):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id, publisher, at_once FROM targets WHERE id IN ({marks})"
        found |= {
            id_
            for id_, publisher, at_once in db.execute(sql, tuple(part)).fetchall()
            if calls[id_] >= at_once and not in_batches(publisher or default)
        }
    return found


def is_free(target_id: int) -> bool:
    """Whether one more publication may begin there; in a transaction it stays so until its end."""
    return _has_place(target_id, _CALLS)


def may_call(in_batches: Callable[[str], bool]) -> Callable[[Entry], bool]:
    """For a claim of what is there already: whether its target can be called now.

    What a lost worker has left takes no place here, or several of these would wait for each other.
    """

    def allowed(entry: Entry) -> bool:
        if in_batches(entry.publisher):
            return True
        at = records.moment(clock.now())
        calls = f"{_CALLS} AND lease_until > ?"
        return _has_place(entry.target_id, calls, at)

    return allowed


def _has_place(target_id: int, calls: str, *more: Any) -> bool:
    """The target is locked first: others that count its calls wait for what is written here."""
    lock = "" if db.is_sqlite() else " FOR NO KEY UPDATE"
    found = db.execute(f"SELECT at_once FROM targets WHERE id = ?{lock}", (target_id,)).fetchone()
    under_way = db.execute(calls, (target_id, *more)).fetchone()[0]
    return found is not None and int(under_way) < int(found[0])


def freed(unit: Unit) -> None:
    """A call has ended: what waits for its target may be next."""
    unit.ring(ActorName.PUBLISH, (0, 0))
