"""Whether a transaction is the only one that does a named thing, for who would rather not wait."""

from __future__ import annotations

from contenthub.database import db


def alone(name: str) -> bool:
    """Within a transaction: whether no other one that still runs names the same thing.

    On SQLite there is no other: a writing transaction is alone from its beginning.
    """
    if db.is_sqlite():
        return True
    sql = "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))"
    return bool(db.execute(sql, (name,)).fetchone()[0])
