"""Which receivers take their time, as these share few threads; whose turn it is. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    flag, no = ("INTEGER", "0") if sqlite else ("BOOLEAN", "FALSE")
    db.execute_sql(f"ALTER TABLE delivery_lanes ADD COLUMN slow {flag} NOT NULL DEFAULT {no}")
    db.execute_sql("CREATE INDEX delivery_lane_turn ON delivery_lanes (taken_at, lane)")
