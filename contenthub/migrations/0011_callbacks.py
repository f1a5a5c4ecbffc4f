"""The key of secret addresses, the ids of signed callbacks, which creators call back. Frozen."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    moment = "TIMESTAMPTZ"
    db.execute_sql(
        "CREATE TABLE installation_keys (name VARCHAR(40) NOT NULL PRIMARY KEY,"
        f" key VARCHAR(100) NOT NULL, created_at {moment} NOT NULL)"
    )
    db.execute_sql(
        "CREATE TABLE callback_ids (digest VARCHAR(64) NOT NULL PRIMARY KEY,"
        f" outcome VARCHAR(20) NOT NULL, created_at {moment} NOT NULL)"
    )
    db.execute_sql("CREATE INDEX callback_id_created ON callback_ids (created_at)")
    db.execute_sql(
        "CREATE TABLE calling_creators (creator VARCHAR(100) NOT NULL PRIMARY KEY,"
        f" heard_at {moment} NOT NULL, missed_at {moment})"
    )
