"""Who is told what happens, and the messages that tell it. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    again = " NOT NULL PRIMARY KEY AUTOINCREMENT"
    small = f"INTEGER{again}" if sqlite else "SERIAL PRIMARY KEY"
    serial = f"INTEGER{again}" if sqlite else "BIGSERIAL PRIMARY KEY"
    moment = "TIMESTAMPTZ"
    flag = "INTEGER" if sqlite else "BOOLEAN"
    db.execute_sql(
        f"CREATE TABLE webhooks (id {small}, url TEXT NOT NULL, lane VARCHAR(255) NOT NULL,"
        f" secret TEXT NOT NULL, previous_secret TEXT, previous_until {moment},"
        " event_types TEXT NOT NULL, account_id INTEGER, task_id VARCHAR(100),"
        f" description TEXT NOT NULL, public_only {flag} NOT NULL, who VARCHAR(200) NOT NULL,"
        " status VARCHAR(20) NOT NULL, status_reason TEXT NOT NULL, attempt INTEGER NOT NULL,"
        f" created_at {moment} NOT NULL, updated_at {moment} NOT NULL)"
    )
    db.execute_sql("CREATE INDEX webhook_task ON webhooks (task_id, status)")
    db.execute_sql(
        "CREATE TABLE delivery_lanes (lane VARCHAR(255) NOT NULL PRIMARY KEY,"
        f" failing_since {moment}, failures INTEGER NOT NULL, held_until {moment},"
        f" last_error TEXT, taken_at {moment} NOT NULL)"
    )
    db.execute_sql(
        f"CREATE TABLE deliveries (id {serial}, attempt INTEGER NOT NULL, due_at {moment},"
        f" lease_owner VARCHAR(100), lease_until {moment}, crash_count INTEGER NOT NULL,"
        " retry_count INTEGER NOT NULL, max_retries INTEGER NOT NULL, error_message TEXT,"
        " message_id VARCHAR(100) NOT NULL, kind VARCHAR(20) NOT NULL,"
        " lane VARCHAR(255) NOT NULL, webhook_id INTEGER, account_id INTEGER,"
        " task_id VARCHAR(100), event_id VARCHAR(36), sequence BIGINT,"
        " type VARCHAR(60) NOT NULL, body TEXT NOT NULL, status VARCHAR(20) NOT NULL,"
        f" ended_at {moment}, created_at {moment} NOT NULL, updated_at {moment} NOT NULL)"
    )
    for index in (
        "UNIQUE INDEX delivery_message_id ON deliveries (message_id)",
        "UNIQUE INDEX delivery_webhook_event ON deliveries (webhook_id, event_id)",
        "INDEX delivery_due ON deliveries (due_at) WHERE due_at IS NOT NULL",
        "INDEX delivery_lane_due ON deliveries (lane, due_at) WHERE due_at IS NOT NULL",
        "INDEX delivery_lane_leased ON deliveries (lane, lease_until)"
        " WHERE lease_until IS NOT NULL",
        "INDEX delivery_webhook ON deliveries (webhook_id, id)",
        "INDEX delivery_status ON deliveries (status, id)",
        "INDEX delivery_account ON deliveries (account_id, id)",
        "INDEX delivery_task ON deliveries (task_id, id)",
        "INDEX delivery_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL",
    ):
        db.execute_sql(f"CREATE {index}")
    db.execute_sql(
        f"CREATE TABLE delivery_attempts (id {serial}, delivery_id BIGINT NOT NULL"
        " REFERENCES deliveries (id) ON DELETE CASCADE, attempt INTEGER NOT NULL,"
        f" started_at {moment} NOT NULL, duration DOUBLE PRECISION NOT NULL, status INTEGER,"
        " answer TEXT NOT NULL, error TEXT)"
    )
    db.execute_sql("CREATE INDEX attempt_delivery ON delivery_attempts (delivery_id, id)")
