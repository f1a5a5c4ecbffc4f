"""What publishers keep from one call to the next: tokens, how far a publication came. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(
        "CREATE TABLE target_notes (name VARCHAR(100) NOT NULL PRIMARY KEY,"
        " value TEXT NOT NULL, until TIMESTAMPTZ NOT NULL)"
    )
    db.execute_sql("CREATE INDEX target_note_until ON target_notes (until)")
