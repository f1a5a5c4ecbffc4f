"""How many calls a target is given at once; who is called now, and who waits past it. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE targets ADD COLUMN at_once SMALLINT NOT NULL DEFAULT 2")
    db.execute_sql(
        "CREATE INDEX entry_leased ON publish_entries (target_id, lease_until)"
        " WHERE lease_owner IS NOT NULL"
    )
    db.execute_sql(
        "CREATE INDEX entry_queued_at ON publish_entries (target_id, priority DESC, due_at, id)"
        " WHERE status = 'queued'"
    )
