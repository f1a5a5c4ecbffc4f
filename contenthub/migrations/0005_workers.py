"""Where a process works, and how many generations it allows at a time. Frozen like the first."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    for column in (
        "home TEXT NOT NULL DEFAULT ''",
        "home_id VARCHAR(40) NOT NULL DEFAULT ''",
        "slots INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute_sql(f"ALTER TABLE worker_heartbeats ADD COLUMN {column}")
