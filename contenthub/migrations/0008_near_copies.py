"""What tells near copies of contents apart, and the least quality that an account takes. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE accounts ADD COLUMN min_quality DOUBLE PRECISION")
