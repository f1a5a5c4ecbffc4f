"""Which time an entry had before others at its target took it. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE publish_entries ADD COLUMN deferred_from TIMESTAMPTZ")
    db.execute_sql(
        "UPDATE publish_entries SET deferred_from = slot_at"
        " WHERE status = 'queued' AND slot_at < scheduled_at"
    )
