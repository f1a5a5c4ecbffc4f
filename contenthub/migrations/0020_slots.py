"""When targets take articles, and which of these times a publication has got. Frozen.

A content's plan, which may be moved freely, has a name of its own.
"""

from __future__ import annotations

from typing import Any

INDEXES = (
    "CREATE INDEX entry_target_time ON publish_entries (target_id, scheduled_at, id)",
    "CREATE UNIQUE INDEX entry_slot ON publish_entries (target_id, slot_at)"
    " WHERE slot_at IS NOT NULL AND status <> 'withdrawn'",
)


def up(migrator: Any, db: Any) -> None:
    moment = "TIMESTAMPTZ"
    for table, column in (
        ("targets", "slots TEXT"),
        ("targets", "at_least VARCHAR(20)"),
        ("targets", "at_most VARCHAR(20)"),
        ("targets", f"full_until {moment}"),
        ("targets", "full_zone VARCHAR(100)"),
        ("publish_entries", f"slot_at {moment}"),
    ):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.execute_sql("ALTER TABLE contents RENAME COLUMN scheduled_publish_at TO planned_for")
    for index in INDEXES:
        db.execute_sql(index)
