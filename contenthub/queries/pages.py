"""Long lists in bounded memory: ids are read page by page, each from where the last one ended.

Every page is a short read of its own, so a list of any length holds no snapshot open (a long
reader lets SQLite's log grow). What is made meanwhile is not in the list, what is removed may
be missing, and what changes is shown as it is when its page is read.
"""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from contenthub.database import db
from contenthub.records import moment

ROWS = 500  # in one statement
IDS = 10_000  # read in one go at most
FIRST = 64  # ids read in the first go: most lists are short

Id = int
Row = dict[str, Any]
Conditions = dict[str, Sequence[Any] | None]  # with their parameters
F = TypeVar("F")  # a filter that has ``account_id`` and ``within``


@dataclass(frozen=True, slots=True)
class Source:
    """Where ids come from, in an order that an index has.

    ``rows`` is the SQL from FROM on; ``key`` is the column that the order goes by, unique
    among these rows; ``id`` the column of the ids.
    """

    rows: str
    params: tuple[Any, ...]
    key: str
    id: str

    def newest(self, below: Any = None) -> Iterator[tuple[Any, Id]]:
        """Key and id of each row, the largest key first; with ``below`` those of smaller keys."""
        bound: tuple[Any, ...] = () if below is None else (below,)
        size = FIRST
        while True:
            after = f" AND {self.key} < ?" if bound else ""
            found = db.execute(
                f"SELECT {self.key}, {self.id} {self.rows}{after} ORDER BY {self.key} DESC LIMIT ?",
                (*self.params, *bound, size),
            ).fetchall()
            yield from found
            if len(found) < size:
                return
            bound, size = (found[-1][0],), min(4 * size, IDS)


def by_account(chosen: F) -> list[F]:
    """A filter in parts of one account each, where it is bound to some by ``within``.

    Each part is read from its own end of an index; ``account_id`` narrows it to one of them.
    """
    whose: Any = chosen
    if whose.within is None:
        return [chosen]
    if whose.account_id is not None:
        return [replace(whose, within=None)] if whose.account_id in whose.within else []
    return [replace(whose, account_id=one, within=None) for one in whose.within]


# Rows were made nearly in the order of their ids, but for clocks of hosts that differ, and for
# transactions that took long. What came so much earlier or later than a moment is not looked at;
# so many rows have to say so, for the clock of a few may have been wrong by years.
APART = timedelta(days=1)
WITNESSES = 20


def made(table: str, name: str, since: datetime | None, until: datetime | None) -> Conditions:
    """Rows of ``table``, called ``name``, made at or after ``since`` and before ``until``.

    Lists go by ids: so the ids are bounded as well, by those of rows made well before and after,
    which an index of (created_at, id) knows. Otherwise a list would pass over all that came later.
    """
    found: Conditions = {}
    if since is not None:
        found[f"{name}.created_at >= ?"] = [moment(since)]
        before = _outermost("MIN", table, "< ? ORDER BY n.created_at DESC, n.id DESC")
        found[f"{name}.id > COALESCE(({before}), 0)"] = [moment(_shifted(since, -APART))]
    if until is not None:
        found[f"{name}.created_at < ?"] = [moment(until)]
        after = _outermost("MAX", table, ">= ? ORDER BY n.created_at, n.id")
        found[f"{name}.id < COALESCE(({after}), {sys.maxsize})"] = [moment(_shifted(until, APART))]
    return found


def _outermost(which: str, table: str, condition: str) -> str:
    """The outermost id of the nearest rows there; none where they are too few to be believed."""
    rows = f"SELECT n.id FROM {table} n WHERE n.created_at {condition} LIMIT {WITNESSES}"
    return f"SELECT CASE COUNT(*) WHEN {WITNESSES} THEN {which}(w.id) END FROM ({rows}) w"


def _shifted(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return at  # at an end of the calendar, where nothing was made


def within(source: Source, limit: int, below: Any = None) -> tuple[str, tuple[Any, ...]]:
    """The ids of the first ``limit`` rows of a source as a part of a statement, with its values.

    Lists that have one source are read by one statement so.
    """
    bound = () if below is None else (below,)
    after = f" AND {source.key} < ?" if bound else ""
    sql = f"SELECT {source.id} {source.rows}{after} ORDER BY {source.key} DESC LIMIT ?"
    return sql, (*source.params, *bound, limit)


def newest(
    sources: Sequence[Source], limit: int, offset: int = 0, below: Any = None
) -> Iterator[list[Id]]:
    """The ids of all sources together, the largest key first, in portions for one statement.

    With ``below`` only those of smaller keys.
    """
    merged = heapq.merge(*(source.newest(below) for source in sources), reverse=True)
    end = min(offset + limit, sys.maxsize)
    wanted = (id_ for _, id_ in islice(merged, offset, end))
    while portion := list(islice(wanted, ROWS)):
        yield portion


def oldest(sources: Sequence[Source], limit: int, offset: int = 0, above: Any = None) -> list[Id]:
    """The ids of all sources together, the smallest key first; with ``above`` those of larger keys.

    For what people make, of which there is never so much that a list of all would be too long.
    """
    bound, end = () if above is None else (above,), min(offset + limit, sys.maxsize)
    found: list[tuple[Any, Id]] = []
    for one in sources:
        after = f" AND {one.key} > ?" if bound else ""
        sql = f"SELECT {one.key}, {one.id} {one.rows}{after} ORDER BY {one.key} LIMIT ?"
        found += db.execute(sql, (*one.params, *bound, end)).fetchall()
    return [id_ for _, id_ in sorted(map(tuple, found))[offset:end]]


def in_order(ids: Sequence[Id], rows: Mapping[Id, Row]) -> Iterator[Row]:
    """The rows of these ids in their order; those that were removed meanwhile are left out."""
    return (rows[id_] for id_ in ids if id_ in rows)
