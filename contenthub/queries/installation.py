"""What the checklist of an installation asks the database: how it is set, and what waits in it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import Content, Target
from contenthub.queries import health, in_use
from contenthub.records import moment
from contenthub.states import EntryState

MOST_ENDED = 10_000  # of the newest tasks, those that are looked at


def write_seconds() -> float:
    """How long a writing transaction takes that changes nothing. Raises UnreachableError."""
    began = time.monotonic()
    health.demand_writable()
    return time.monotonic() - began


def free_bytes() -> tuple[int, int]:
    """Bytes that a SQLite file has free, and all of its bytes."""
    size, free, pages = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_size", "freelist_count", "page_count")
    )
    return free * size, pages * size


@dataclass(frozen=True, slots=True)
class Server:
    """How a PostgreSQL is set for the user that the program has there."""

    encoding: str
    superuser: bool
    encrypted: bool | None  # None: it does not say
    connections: int  # that are open, of everybody
    most_connections: int


def server() -> Server:
    """The PostgreSQL whose database is open."""
    encoding, superuser, most, used = db.execute(
        "SELECT current_setting('server_encoding'), current_setting('is_superuser'),"
        " current_setting('max_connections'), (SELECT COUNT(*) FROM pg_stat_activity)"
    ).fetchone()
    row = db.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    return Server(
        encoding, superuser == "on", None if row is None else bool(row[0]), int(used), int(most)
    )


def active_accounts() -> int:
    """How many accounts articles may be made for."""
    return _number("SELECT COUNT(*) FROM accounts WHERE active = ?", True)


def accounts_without_target() -> list[str]:
    """Active accounts all of whose targets are paused."""
    rows = db.execute(
        "SELECT name FROM accounts a WHERE active = ? AND NOT EXISTS (SELECT 1 FROM targets t"
        " WHERE t.account_id = a.id AND t.paused = ?) ORDER BY id LIMIT ?",
        (True, False, in_use.MOST),
    )
    return [str(row[0]) for row in rows.fetchall()]


def full_targets(until: datetime) -> list[tuple[str, str, datetime]]:
    """Targets at work all of whose times are taken until after that moment: account, name, when.

    The one that is full for longest is the first.
    """
    rows = db.execute(
        "SELECT a.name, t.name, t.full_until FROM targets t JOIN accounts a ON a.id = t.account_id"
        " WHERE t.full_until > ? AND t.paused = ? AND a.active = ?"
        " ORDER BY t.full_until DESC LIMIT ?",
        (moment(until), False, True, in_use.MOST),
    )
    read = Target.full_until.python_value
    return [(account, name, read(at) or until) for account, name, at in rows.fetchall()]


def waiting_reviews() -> tuple[int, datetime | None]:
    """How many articles wait for a person, and since when the first of them does."""
    count = _number("SELECT COUNT(*) FROM contents WHERE review_status = 'pending'")
    row = db.execute(
        "SELECT created_at FROM contents WHERE review_status = 'pending' ORDER BY id LIMIT 1"
    ).fetchone()
    first: datetime | None = None if row is None else Content.created_at.python_value(row[0])
    return count, first


def entries_in(state: EntryState) -> int:
    """How many publications are in this state."""
    return _number("SELECT COUNT(*) FROM publish_entries WHERE status = ?", state.value)


def ended_since(since: datetime) -> dict[str, int]:
    """How many of the newest tasks ended in which state since then."""
    rows = db.execute(
        "SELECT status, COUNT(*) FROM (SELECT status, completed_at FROM generation_tasks"
        " ORDER BY id DESC LIMIT ?) newest WHERE completed_at >= ?"
        " AND status IN ('completed', 'failed', 'timeout') GROUP BY status",
        (MOST_ENDED, moment(since)),
    )
    return {str(status): int(count) for status, count in rows.fetchall()}


def kept_tasks() -> tuple[int, datetime | None]:
    """About how many tasks there are, and when the oldest of them was made."""
    count = _number("SELECT COALESCE(MAX(id) - MIN(id) + 1, 0) FROM generation_tasks")
    row = db.execute("SELECT created_at FROM generation_tasks ORDER BY id LIMIT 1").fetchone()
    first: datetime | None = None if row is None else Content.created_at.python_value(row[0])
    return count, first


def made_at() -> datetime:
    """When the database was made: that of its oldest event; now, where nothing happened yet."""
    row = db.execute("SELECT created_at FROM events ORDER BY id LIMIT 1").fetchone()
    first: datetime | None = None if row is None else Content.created_at.python_value(row[0])
    return first or clock.now()


def _number(sql: str, *params: Any) -> int:
    return int(db.execute(sql, params).fetchone()[0])
