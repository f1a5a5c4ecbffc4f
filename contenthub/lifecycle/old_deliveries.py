"""What was delivered, or given up, long ago goes, with its tries and what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import portions
from contenthub.records import moment

KEPT_FOR = timedelta(days=30)

_DELIVERIES = (
    "SELECT id FROM deliveries INDEXED BY delivery_ended"
    " WHERE ended_at IS NOT NULL AND ended_at <= ? ORDER BY ended_at LIMIT ?"
)
# Those of single tasks go with their task; those that were removed, with their last message.
_WEBHOOKS = (
    "SELECT w.id FROM webhooks w WHERE w.created_at <= ?"
    " AND (w.status = 'removed' OR (w.task_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM generation_tasks t WHERE t.task_id = w.task_id)))"
    " AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = w.id) LIMIT ?"
)
SOME = 200  # that go at a time beside other work


def forget_some() -> int:
    """Remove some of those whose time is over; returns how many."""
    before = moment(clock.now() - KEPT_FOR)
    sql = "SELECT 1 FROM deliveries WHERE ended_at IS NOT NULL AND ended_at <= ? LIMIT 1"
    if db.execute(sql, (before,)).fetchone() is None:  # mostly, and no lock is needed for that
        return 0
    with db.transaction():
        return _remove("deliveries", _DELIVERIES, before, SOME)


def forget_all() -> int:
    """Remove all of them, in portions; returns how many messages there were."""
    before, removed = moment(clock.now() - KEPT_FOR), 0

    def messages(size: int) -> int:
        nonlocal removed
        gone = _remove("deliveries", _DELIVERIES, before, size)
        removed += gone
        return gone

    portions.delete_all(messages)
    portions.delete_all(lambda size: _remove("webhooks", _WEBHOOKS, before, size))
    return removed


def _remove(table: str, which: str, *params: Any) -> int:
    its = db.in_order(table, f"id IN ({which})")
    return int(db.execute(f"DELETE FROM {table} WHERE {its}", params).rowcount)
