"""What the gate found in a content, and how an account wants it to judge. Frozen like the first."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE accounts ADD COLUMN gate TEXT NOT NULL DEFAULT '{}'")
    db.execute_sql("ALTER TABLE contents ADD COLUMN findings TEXT NOT NULL DEFAULT '[]'")
