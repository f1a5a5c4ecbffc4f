"""What publishers keep in the database: access tokens, and how far they came with a publication.

It stands beside the states of rows and decides nothing about them. Each text has an end of its own;
the sweep removes those whose time is over.
"""

from __future__ import annotations

from contenthub import clock, records
from contenthub.database import db

_KEEP = (
    "INSERT INTO target_notes (name, value, until) VALUES (?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value, until = excluded.until"
)


class TargetNotes:
    """The memory of publishers (``publishers.memory.Memory``)."""

    def recall(self, name: str) -> str | None:
        """What is kept under this name. Raises UnreachableError, as all of these do."""
        sql = "SELECT value FROM target_notes WHERE name = ? AND until > ?"
        with db.looking():
            row = db.execute(sql, (name, records.moment(clock.now()))).fetchone()
        return None if row is None else str(row[0])

    def keep(self, name: str, value: str, seconds: float) -> None:
        """Keep it for so many seconds."""
        with db.transaction():
            db.execute(_KEEP, (name, value, records.moment(clock.after(seconds))))

    def forget(self, name: str) -> None:
        """Keep nothing under this name any more."""
        with db.transaction():
            db.execute("DELETE FROM target_notes WHERE name = ?", (name,))

    def turn(self, name: str, seconds: float) -> bool:
        """Whether nobody had this turn within so many seconds; of several at once one has it."""
        now = clock.now()
        until = records.moment(clock.after(seconds, now))
        with db.transaction():
            sql = f"{_KEEP} WHERE target_notes.until <= ?"
            taken = db.execute(sql, (name, "", until, records.moment(now))).rowcount
        return bool(taken == 1)


def forget_old() -> int:
    """Remove those whose time is over; returns how many there were."""
    now = records.moment(clock.now())
    sql = "SELECT 1 FROM target_notes WHERE until <= ? LIMIT 1"
    if db.execute(sql, (now,)).fetchone() is None:  # mostly, and no lock is needed for that
        return 0
    its = db.in_order("target_notes", "until <= ?", "name")
    with db.transaction():
        return int(db.execute(f"DELETE FROM target_notes WHERE {its}", (now,)).rowcount)
