"""How many calls are under way at a target, counted from rows: each of them holds a lease.

A target that hangs would take all threads that call targets, and those that answer would wait for
it. What gains from being handed many publications at once is not counted: it is quick.

New articles on one side, and looks and updates on the other, each have up to ``at_once`` calls, and
together one more than that: however much of one kind waits, there is a call for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from contenthub import clock, records, states
from contenthub.database import db
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.states import ActorName, Due, Entity, EntryState

# A lease that has run out may be renewed in a moment, by a worker that is only late: so a new
# publication waits until somebody else has taken the row over.
_CALLED = (
    "SELECT target_id, status FROM publish_entries INDEXED BY entry_leased"
    " WHERE lease_owner IS NOT NULL"
)
_CALLS = f"{_CALLED} AND target_id = ?"
_LOOKED_AT = 500  # due rows of all targets, among which one of a target is looked for
# What lost its worker is due as well, by the lease that has run out.
_NEXT_LOOK = (
    "SELECT id, attempt, status, lease_until IS NOT NULL FROM (SELECT id, attempt, status,"
    " target_id, lease_until FROM publish_entries INDEXED BY entry_due WHERE due_at IS NOT NULL"
    " AND due_at <= ? AND status <> 'queued' AND (lease_until IS NULL OR lease_until <= ?)"
    " ORDER BY due_at LIMIT ?) due WHERE target_id = ? LIMIT 1"
)


def full(default: str, in_batches: Callable[[str], bool]) -> set[int]:
    """The targets that take no further article now; ``default`` publishes where none is named."""
    calls = Counter((row[0], _is_article(row[1])) for row in db.execute(_CALLED).fetchall())
    found: set[int] = set()
    for part in db.portions(sorted({id_ for id_, _ in calls})):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id, publisher, at_once FROM targets WHERE id IN ({marks})"
        found |= {
            id_
            for id_, publisher, at_once in db.execute(sql, tuple(part)).fetchall()
            if not _is_room(calls[id_, True], calls[id_, False], at_once)
            and not in_batches(publisher or default)
        }
    return found


def is_free(target_id: int) -> bool:
    """Whether one more article may begin there; in a transaction it stays so until its end."""
    at_once, articles, others = _under_way(target_id, _CALLS)
    return _is_room(articles, others, at_once)


def may_call(in_batches: Callable[[str], bool]) -> Callable[[Entry], bool]:
    """For a claim of what is there already: whether its target can be called now.

    What a lost worker has left takes no place here, or several of these would wait for each other.
    """

    def allowed(entry: Entry) -> bool:
        if in_batches(entry.publisher):
            return True
        at = records.moment(clock.now())
        calls = f"{_CALLS} AND lease_until > ?"
        at_once, articles, others = _under_way(entry.target_id, calls, at)
        return _is_room(others, articles, at_once)

    return allowed


def _is_room(own: int, others: int, at_once: int) -> bool:
    """Whether one more call may begin beside those of its ``own`` kind and the ``others``."""
    return own < at_once and own + others <= at_once


def _is_article(status: str) -> bool:
    return status == EntryState.PUBLISHING.value


def _under_way(target_id: int, calls: str, *more: Any) -> tuple[int, int, int]:
    """How many calls a target is given, and how many are new articles and how many are not.

    The target is locked first: others that count its calls wait for what is written here.
    """
    lock = "" if db.is_sqlite() else " FOR NO KEY UPDATE"
    found = db.execute(f"SELECT at_once FROM targets WHERE id = ?{lock}", (target_id,)).fetchone()
    rows = db.execute(calls, (target_id, *more)).fetchall()
    articles = sum(_is_article(status) for _, status in rows)
    return (0 if found is None else int(found[0])), articles, len(rows) - articles


def freed(unit: Unit, target_id: int) -> None:
    """A call has ended: what waits for its target may be next, of either kind.

    The sweep rings for a look or an update ever more rarely, so it is told here of its turn.
    """
    unit.ring(ActorName.PUBLISH, (0, 0))
    at = records.moment(unit.now)
    row = db.execute(_NEXT_LOOK, (at, at, _LOOKED_AT, target_id)).fetchone()
    if row is not None:
        due = Due(Entity.ENTRY, row[0], row[1], EntryState(row[2]), lost_lease=bool(row[3]))
        actor = states.actor_for(due)
        if actor is not None:
            unit.ring(actor, (due.id, due.attempt))
