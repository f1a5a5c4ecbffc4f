"""What keeps a SQLite file small: its log is cut back, and pages that became free are given back.

SQLite writes its log from the beginning again only when no reader needs it any more; one that
grew under a long reader would keep its size for ever. All of this is done in steps that hold the
write lock for moments, and none waits for anybody.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from contenthub.database import db, sqlite_file

LOG_LIMIT = 32 * 2**20  # bytes of log that may stay; it grows beyond while readers need it
STEP = 0.05  # seconds of write lock that one step of giving space back should take
FEWEST, MOST = 16, 4_096  # pages in one step
_INCREMENTAL = 2  # PRAGMA auto_vacuum


def cut_back_log() -> bool:
    """Write a long log into the file and cut it; True when it was cut.

    False as well while a reader still needs it: the next call tries again. Others may write
    meanwhile, but for the moment of the cut.
    """
    if not db.is_sqlite() or sqlite_file.log_size(db.sqlite_path()) <= LOG_LIMIT:
        return False
    with _aside() as opened:
        _, log, written = opened.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if log != written:
            return False  # the cut would copy the rest with everybody waiting
        busy, _, _ = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def give_space_back() -> int:
    """Give free pages back to the file system where the file was made for that; returns bytes.

    Older files keep them for later rows; ``contenthub db compact`` changes that.
    """
    if not db.is_sqlite() or _pragma("auto_vacuum") != _INCREMENTAL:
        return 0
    before, pages = _pragma("freelist_count"), FEWEST
    free = before
    while free:
        began = time.monotonic()
        with db.transaction():
            db.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
        took = time.monotonic() - began
        left, free = free, _pragma("freelist_count")
        if free >= left:  # others free pages as fast
            break
        time.sleep(min(took, STEP))  # who waits gets a turn
        pages = max(FEWEST, min(2 * pages, int(pages * STEP / max(took, 0.001)), MOST))
    return max(0, before - free) * _pragma("page_size")


def _pragma(name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


@contextmanager
def _aside() -> Iterator[sqlite3.Connection]:
    """A connection that waits for nobody."""
    path: Path = db.sqlite_path()
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as opened:
        yield opened
