"""What reviewers are asked about texts, and what that takes. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    serial = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "BIGSERIAL PRIMARY KEY"
    moment = "TIMESTAMPTZ"
    flag = "INTEGER" if sqlite else "BOOLEAN"
    db.execute_sql(
        f"CREATE TABLE opinions (id {serial}, attempt INTEGER NOT NULL, due_at {moment},"
        f" lease_owner VARCHAR(100), lease_until {moment}, crash_count INTEGER NOT NULL,"
        " retry_count INTEGER NOT NULL, max_retries INTEGER NOT NULL, error_message TEXT,"
        " content_id BIGINT NOT NULL REFERENCES contents (id) ON DELETE CASCADE,"
        " number INTEGER NOT NULL, task_id VARCHAR(100) NOT NULL, account_id INTEGER NOT NULL,"
        " batch_id VARCHAR(100), reviewer VARCHAR(100) NOT NULL,"
        f" auto_approve {flag} NOT NULL, status VARCHAR(20) NOT NULL,"
        f" timeout_at {moment} NOT NULL, score DOUBLE PRECISION, findings TEXT NOT NULL,"
        f" model TEXT, created_at {moment} NOT NULL, updated_at {moment} NOT NULL)"
    )
    db.execute_sql("CREATE UNIQUE INDEX opinion_number ON opinions (content_id, number)")
    db.execute_sql("CREATE INDEX opinion_due ON opinions (due_at) WHERE due_at IS NOT NULL")
    db.execute_sql("ALTER TABLE ledger ADD COLUMN kind VARCHAR(10) NOT NULL DEFAULT 'generation'")
    db.execute_sql("DROP INDEX ledger_attempt")
    db.execute_sql("CREATE UNIQUE INDEX ledger_attempt ON ledger (task_id, kind, attempt)")
