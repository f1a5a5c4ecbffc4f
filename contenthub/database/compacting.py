"""`contenthub db compact`: a SQLite file written anew without its free pages.

SQLite does it in one transaction: killed at any moment, the file is what it was, and what was
written aside is thrown away by whoever opens it next.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from contenthub.codes import Code
from contenthub.errors import NotAllowedError, UnreachableError
from contenthub.wording import MEGABYTE

_COPIES = 2  # of what the file holds: one is made aside, and one in the log
_SPARE = 16 * MEGABYTE
_BUSY = 5.0  # seconds to wait for another program's lock
_TEMPORARY = "SQLITE_TMPDIR"


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes of the file, before and after."""

    before: int
    after: int


def compact(path: Path) -> Compacted:
    """Write the database anew; from then on cleanup gives its space back by itself.

    Raises NotAllowedError while another program uses it or where the disk has not the space,
    UnreachableError when it cannot be written.
    """
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY, isolation_level=None)) as opened:
            _demand_space(path.parent, _used(opened))
            opened.execute("PRAGMA synchronous = FULL")
            opened.execute("PRAGMA auto_vacuum = INCREMENTAL")
            with _temporary_files_in(path.parent):
                opened.execute("VACUUM")
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise NotAllowedError(
                "another program uses the database",
                code=Code.DATABASE_IN_USE,
                advice="end it, then compact again",
            ) from None
        raise UnreachableError(f"{path} cannot be compacted ({error}); nothing was lost") from error
    return Compacted(before, path.stat().st_size)


def _used(opened: sqlite3.Connection) -> int:
    pages, free, size = (
        opened.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _demand_space(folder: Path, used: int) -> None:
    needed, free = _COPIES * used + _SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise NotAllowedError(
            f"compacting needs {needed // MEGABYTE + 1} MB of free disk space at {folder}, and "
            f"{free // MEGABYTE} MB are free: free some, then compact again"
        )


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Where there is space, not in a /tmp that may be small or in memory."""
    before = os.environ.get(_TEMPORARY)
    os.environ[_TEMPORARY] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_TEMPORARY]
        else:
            os.environ[_TEMPORARY] = before
