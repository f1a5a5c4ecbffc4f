"""What lists of the API narrow by, and of which account a message's receiver is. Frozen."""

from __future__ import annotations

from typing import Any

GONE = ("delivery_webhook", "delivery_account")
INDEXES = (
    "account_active ON accounts (active, id)",
    "target_account ON targets (account_id, id)",
    "target_publisher ON targets (publisher, account_id, id)",
    "schedule_status ON schedules (status, id)",
    "incident_status ON incidents (status, id)",
    "silence_until ON silences (until)",
    "webhook_standing ON webhooks (id) WHERE task_id IS NULL AND status <> 'removed'",
    "event_account ON events (account_id, id)",
    "event_batch ON events (batch_id, id) WHERE batch_id IS NOT NULL",
    "delivery_webhook_status ON deliveries (webhook_id, status, id)",
    "delivery_bound ON deliveries (webhook_account_id, status, id)"
    " WHERE webhook_account_id IS NOT NULL",
)


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE deliveries ADD COLUMN webhook_account_id INTEGER")
    db.execute_sql(
        "UPDATE deliveries SET webhook_account_id ="
        " (SELECT w.account_id FROM webhooks w WHERE w.id = deliveries.webhook_id)"
        " WHERE webhook_id IN (SELECT id FROM webhooks WHERE account_id IS NOT NULL)"
    )
    for index in GONE:
        db.execute_sql(f"DROP INDEX {index}")
    for index in INDEXES:
        db.execute_sql(f"CREATE INDEX {index}")
