"""When a reviewer last answered, and what it gave no opinion on since. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("CREATE INDEX opinion_status ON opinions (status, updated_at)")
