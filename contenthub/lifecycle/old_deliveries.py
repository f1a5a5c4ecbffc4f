"""What was delivered, or given up, long ago goes, with its tries and what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import portions
from contenthub.records import moment

KEPT_FOR = timedelta(days=30)

_DELIVERIES = (
    "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries INDEXED BY delivery_ended"
    " WHERE ended_at IS NOT NULL AND ended_at <= ? ORDER BY ended_at LIMIT ?)"
)
# Those of single tasks go with their task; those that were removed, with their last message.
_WEBHOOKS = (
    "DELETE FROM webhooks WHERE id IN (SELECT w.id FROM webhooks w WHERE w.created_at <= ?"
    " AND (w.status = 'removed' OR (w.task_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM generation_tasks t WHERE t.task_id = w.task_id)))"
    " AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = w.id) LIMIT ?)"
)
SOME = 200  # that go at a time beside other work


def forget_some() -> int:
    """Remove some of those whose time is over; returns how many."""
    before = moment(clock.now() - KEPT_FOR)
    sql = "SELECT 1 FROM deliveries WHERE ended_at IS NOT NULL AND ended_at <= ? LIMIT 1"
    if db.execute(sql, (before,)).fetchone() is None:  # mostly, and no lock is needed for that
        return 0
    with db.transaction():
        return int(db.execute(_DELIVERIES, (before, SOME)).rowcount)


def forget_all() -> int:
    """Remove all of them, in portions; returns how many messages there were."""
    before, removed = moment(clock.now() - KEPT_FOR), 0

    def messages(size: int) -> int:
        nonlocal removed
        gone = int(db.execute(_DELIVERIES, (before, size)).rowcount)
        removed += gone
        return gone

    portions.delete_all(messages)
    portions.delete_all(lambda size: int(db.execute(_WEBHOOKS, (before, size)).rowcount))
    return removed
