"""What is published next, past targets that take no call now, however much waits for these.

A queue of 100,000 articles for one target that hangs would be read again with every look for what
is behind it. So each target's first one is looked up by itself, and only the best are read on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from contenthub import records
from contenthub.database import db

READ_ON = 8  # targets of which more than the first one is read

_DUE = "p.status = 'queued' AND p.due_at <= ?"
_ORDER = "ORDER BY p.priority DESC, p.due_at, p.id"
# Each target that anything is queued for is one step in the index, however much that is.
_TARGETS = (
    "WITH RECURSIVE t (id) AS (SELECT MIN(p.target_id) FROM publish_entries p"
    " INDEXED BY entry_queued_at WHERE p.status = 'queued' UNION ALL"
    " SELECT (SELECT MIN(p.target_id) FROM publish_entries p INDEXED BY entry_queued_at"
    " WHERE p.status = 'queued' AND p.target_id > t.id) FROM t WHERE t.id IS NOT NULL)"
)
_FIRST_OF_EACH = (
    f"{_TARGETS} SELECT (SELECT p.id FROM publish_entries p INDEXED BY entry_queued_at"
    f" WHERE p.target_id = t.id AND {_DUE} {_ORDER} LIMIT 1)"
    " FROM t WHERE t.id IS NOT NULL AND t.id NOT IN "
)
_OF_ONE = (
    "SELECT p.priority, p.due_at, p.id FROM publish_entries p INDEXED BY entry_queued_at"
    f" WHERE p.target_id = ? AND {_DUE} {_ORDER} LIMIT ?"
)


def ids(now: datetime, limit: int, blocked: Collection[int]) -> list[int]:
    """The entries that are due at other targets than the ``blocked`` ones, in their order.

    The first one is exact; of those behind it some of further targets may be left for later.
    """
    at = records.moment(now)
    marks = ", ".join("?" * len(blocked))
    rows = db.execute(f"{_FIRST_OF_EACH}({marks})", (at, *sorted(blocked))).fetchall()
    firsts = [row[0] for row in rows if row[0] is not None]
    if limit == 1 and firsts:
        return firsts[:1]
    found = [row for id_ in _best(firsts) for row in db.execute(_OF_ONE, (id_, at, limit))]
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [row[2] for row in found[:limit]]


def _best(firsts: list[int]) -> list[int]:
    """The targets of the best of these entries, but for what is not due any more by now."""
    found = []
    for part in db.portions(firsts):
        marks = ", ".join("?" * len(part))
        which = f"id IN ({marks}) AND due_at IS NOT NULL"
        sql = f"SELECT priority, due_at, id, target_id FROM publish_entries WHERE {which}"
        found += db.execute(sql, tuple(part)).fetchall()
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [row[3] for row in found[:READ_ON]]
