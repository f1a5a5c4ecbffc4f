"""Which publications are tried again and again, as their target is away. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(
        "CREATE INDEX entry_away ON publish_entries (target_id)"
        " WHERE status = 'queued' AND retry_count >= 3"
    )
