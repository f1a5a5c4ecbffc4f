"""In which order rows are locked, and the locks of a transaction that is about many of them.

On PostgreSQL a transaction that waits for a row of another one, which waits for one of its own, is
broken off: a deadlock. So all of them lock in one order, as far as they lock these at all:

- the turns of what is done by one at a time (dispatch, names of accounts, idempotency keys)
- leases by name, then schedules, then ticks
- tasks
- the turns of texts that may be near copies
- contents, then opinions about them
- entries of the publish pool
- targets, account by account; then accounts
- lanes, then webhooks and channels, then messages
- last what nearly all of them count: callbacks by creator, ledger, totals, sums, holds of the gate

Of one kind the lower id comes first, whatever order they are named or found in. A statement that
changes several rows locks them as it comes to them: see ``db.in_order``. What a row refers to is
locked as well by whoever writes that row (FOR KEY SHARE), which only a removal waits for and a
change of a name. Who passes over what others have locked (SKIP LOCKED) waits for nobody there.

SQLite needs nothing of this: whoever writes is alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from contenthub.database import db

_ENTRIES = "SELECT id FROM publish_entries WHERE content_id IN ({})"
_CONTENTS_OF = "SELECT DISTINCT content_id FROM publish_entries WHERE id IN ({})"
_TASKS = "SELECT id FROM generation_tasks WHERE task_id IN ({})"
_LATE = (
    "SELECT id FROM generation_tasks WHERE status <> 'completed' AND result IS NOT NULL"
    " AND task_id IN ({})"
)
_REVISED = (
    "SELECT DISTINCT revises_content_id FROM generation_tasks"
    " WHERE revises_content_id IS NOT NULL AND task_id IN ({})"
)
_PACES = (
    "SELECT id FROM targets WHERE account_id = ? AND (slots IS NOT NULL OR at_least IS NOT NULL"
    " OR at_most IS NOT NULL) ORDER BY id"
)

_Keys = Collection[int] | Collection[str]
K = TypeVar("K", Collection[int], Collection[str])


def hold(keys: K, lock: Callable[[K], None]) -> None:
    """``lock`` what a call about many changes in one transaction, before the first of them.

    So nobody else changes any of them, or waits in a circle with another call about some of them,
    until it ends. One alone is locked when it is changed.
    """
    if len(keys) > 1 and not db.is_sqlite() and db.is_joined():
        with db.transaction():
            lock(keys)


def contents(ids: Collection[int]) -> None:
    """Lock these contents until the transaction ends."""
    rows("contents", ids)


def contents_with_entries(ids: Collection[int]) -> None:
    """Lock these contents, their entries, and the targets of their accounts that have a pace."""
    contents(ids)
    if not db.is_sqlite():
        rows("publish_entries", _ids(_ENTRIES, ids))
    _lock_paces("SELECT DISTINCT account_id FROM contents WHERE id IN ({})", ids)


def contents_of_entries(ids: Collection[int]) -> None:
    """``contents_with_entries`` for the contents of these entries."""
    contents_with_entries(_ids(_CONTENTS_OF, ids))


def tasks(task_ids: Collection[str]) -> None:
    """Lock these tasks and, where results are kept with any, what is locked to take these."""
    if db.is_sqlite():
        return
    rows("generation_tasks", _ids(_TASKS, task_ids))
    if _ids(_LATE, task_ids):
        db.one_at_a_time("near copies")  # before all of them, whichever texts they are
        contents(_ids(_REVISED, task_ids))
        whose = "SELECT DISTINCT account_id FROM generation_tasks WHERE task_id IN ({})"
        _lock_paces(whose, task_ids)


def paces(account_id: int) -> None:
    """Lock those targets of the account that have a pace."""
    if not db.is_sqlite():
        db.execute(f"{_PACES}{db.for_update()}", (account_id,))


def gone(table: str, ids: Collection[int]) -> list[int]:
    """Those that the table has not, by number; the others cannot be removed until the transaction
    ends.
    """
    lock = "" if db.is_sqlite() else " FOR KEY SHARE"
    return sorted(set(ids).difference(_selected(table, ids, lock)))


def rows(table: str, ids: Collection[int]) -> None:
    """Lock these rows of the table until the transaction ends."""
    if not db.is_sqlite():
        _selected(table, ids, db.for_update())


def _selected(table: str, ids: Collection[int], lock: str) -> list[int]:
    """Those of these ids that the table has, selected in their order with this lock."""
    found: list[int] = []
    for part in db.portions(sorted(ids)):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id FROM {table} WHERE id IN ({marks}) ORDER BY id{lock}"
        found += [row[0] for row in db.execute(sql, tuple(part)).fetchall()]
    return found


def _lock_paces(whose: str, keys: _Keys) -> None:
    if not db.is_sqlite():
        for account_id in sorted(set(_ids(whose, keys))):
            paces(account_id)


def _ids(sql: str, keys: _Keys) -> list[int]:
    found: list[int] = []
    wanted: Sequence[int | str] = list(keys)
    for part in db.portions(wanted):
        marks = ", ".join("?" * len(part))
        found += [row[0] for row in db.execute(sql.format(marks), tuple(part)).fetchall()]
    return found
