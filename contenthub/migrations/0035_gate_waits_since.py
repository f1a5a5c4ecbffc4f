"""Since when a process waits for what its gate finds in one text. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE worker_heartbeats ADD COLUMN gate_waits_since TIMESTAMPTZ")
