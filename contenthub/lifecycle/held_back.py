"""Approved contents of accounts that publish nothing by themselves: put into the pool on a word."""

from __future__ import annotations

from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle import lock_order
from contenthub.lifecycle.entries import Approved, enqueue
from contenthub.lifecycle.unit import Unit
from contenthub.models import Content as ContentTable
from contenthub.models import PublishEntry
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.states import ActorName


def release(
    unit: Unit, settings: Settings, *, account_ids: list[int] | None, limit: int | None
) -> int:
    """Put approved contents of accounts with --no-auto-publish into the pool.

    The oldest first, at most ``limit`` for each account; what a person took out stays out.
    ``account_ids`` None: of all accounts. Returns how many there were, and rings for what is due.
    """
    found = records.select(Account, "WHERE active = ? ORDER BY id", (True,))
    accounts = [one for one in found if account_ids is None or one.id in account_ids]
    most = limit or MOST_RELEASED
    held = {row[0] for one in accounts for row in _held_back(one, most)}
    lock_order.contents(held)  # others put them in, or remove them
    released = 0
    for account in accounts:
        still = (row for row in _held_back(account, most) if row[0] in held)
        for content_id, task_id, batch_id, target_ids, priority, at in still:
            content = Approved(
                content_id,
                task_id,
                account.id,
                batch_id,
                ContentTable.target_ids.python_value(target_ids),
                priority,
                PublishEntry.scheduled_at.python_value(at),
            )
            released += bool(enqueue(unit, content, settings, new=True))
    unit.ring(ActorName.PUBLISH, (0, 0))
    return released


def _held_back(account: Account, most: int) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = db.execute(_HELD_BACK, (account.id, most)).fetchall()
    return rows


MOST_RELEASED = 10_000  # for an account, in one go
_HELD_BACK = (  # what was taken out has an entry that says so
    "SELECT id, generation_task_id, batch_id, target_ids, priority, planned_for"
    " FROM contents"
    " WHERE account_id = ? AND review_status = 'approved' AND NOT auto_publish"
    " AND NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = contents.id)"
    " ORDER BY id LIMIT ?"
)
