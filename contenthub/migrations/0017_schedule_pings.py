"""The addresses that are called when the articles of a schedule are out, or not. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    moment = "TIMESTAMPTZ"
    db.execute_sql(
        "CREATE TABLE schedule_pings (schedule_id BIGINT NOT NULL PRIMARY KEY"
        f" REFERENCES schedules (id) ON DELETE CASCADE, url TEXT NOT NULL,"
        f" created_at {moment} NOT NULL)"
    )
