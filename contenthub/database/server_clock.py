"""Reads the clock of a PostgreSQL server, by which all hosts that share it go.

A lease, a due moment or a deadline is written by one host and compared by another. By the clocks of
the hosts a lease of 15 s would be over 11 s too early, or 60 s too late. On SQLite all processes
are on one machine, and share its clock already.
"""

from __future__ import annotations

import threading
from datetime import UTC

from contenthub import clock
from contenthub.database import db

TOO_VAGUE = 0.5  # seconds: a reading that took longer says less than an older one …
TOO_OLD = 60.0  # … unless that is older than this

_lock = threading.Lock()
_read_at = float("-inf")


def follow() -> None:
    """Read the database's clock and go by it from now on; by this machine's where it is a file.

    To be called when the database is opened and every few seconds after that, as clocks drift.
    """
    global _read_at
    if db.is_sqlite():
        clock.anchor(None)
        _read_at = float("-inf")
        return
    before = clock.steady()
    moment = db.execute("SELECT clock_timestamp()").fetchone()[0].astimezone(UTC)
    after = clock.steady()
    with _lock:
        if after - before > TOO_VAGUE and after - _read_at < TOO_OLD:
            return
        _read_at = after
        clock.anchor(moment, (before + after) / 2)
