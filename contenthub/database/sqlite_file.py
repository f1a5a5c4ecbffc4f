"""The file of a SQLite database, seen from outside: whether it is whole, and how large its log is.

SQLite makes a new database of an empty file without a word, and throws away the log of the one
that was there. So the file is looked at before it is opened, and while a process works on it.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

from contenthub import private_files
from contenthub.codes import Code
from contenthub.errors import UnreachableError

_BEING_MADE = 2.0  # seconds for which a new file may be empty: another process is making it
_LOOK = 0.02  # seconds
_RESTORE = "keep a copy of it, then restore a backup"


class Shape(StrEnum):
    """What a file looks like from outside."""

    WHOLE = "whole"
    SHORT = "short"  # its end is missing; after a crash in a checkpoint it is in the log
    FOREIGN = "foreign"  # no SQLite database


def log_of(path: Path) -> Path:
    """Where SQLite keeps what it has not written yet: beside the file, not beside a link to it."""
    file = os.path.realpath(path)
    return Path(f"{file}-wal")


def log_size(path: Path) -> int:
    """Bytes of the log; 0 where there is none."""
    return _size(log_of(path))


def shape(path: Path) -> Shape:
    """Compare the file with what its first page says of it; the log is left out.

    Read through SQLite and not by ``open``: when a process closes any descriptor of a file, all
    its locks on that file go (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks),
    and other programs would take a database in use for one that nobody has open.
    Raises sqlite3.Error where it cannot be read.
    """
    if _size(path) == 0:
        return Shape.SHORT
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as opened:
            opened.execute("PRAGMA schema_version").fetchone()  # reads the first page
            pages, page = (
                opened.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "page_size")
            )
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        return Shape.FOREIGN if "not a database" in str(error) else Shape.SHORT
    return Shape.SHORT if _size(path) < pages * page else Shape.WHOLE


def prepare(path: Path) -> None:
    """Before a database is opened: what is there has to be whole, and a new one gives back what
    it does not need (which a file cannot learn later without being written anew).

    Raises UnreachableError.
    """
    demand_whole(path)
    if path.exists():
        return
    # Where it cannot be made, opening it will say why.
    with suppress(OSError, sqlite3.Error):
        private_files.create(path)  # SQLite gives its companions the same mode
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA auto_vacuum = INCREMENTAL")
            opened.execute("PRAGMA journal_mode = WAL")  # writes the first page


def demand_whole(path: Path) -> None:
    """Raise UnreachableError for what was a database and is not whole any more.

    A path where nothing is may become a new one.
    """
    if not path.exists():
        if path.is_symlink():  # its disk may be missing: what is made there would be lost again
            raise UnreachableError(
                f"the database {path} is a link to {os.path.realpath(path)}, which is not there",
                advice="see that its disk is mounted, or remove the link",
            )
        if log_size(path):
            raise UnreachableError(
                f"the database {path} is gone, but its log {log_of(path).name} is there",
                advice="put the file back beside it, or move the log away",
            )
        return
    if not path.is_file():
        return  # SQLite says what is wrong with it
    if _stays_empty(path):
        raise UnreachableError(
            f"the database {path} is an empty file; nothing was made of it",
            code=Code.DATABASE_EMPTIED,
            advice="restore a backup, or remove the file to begin with a new one",
        )
    try:
        found = shape(path)
    except sqlite3.Error:
        return  # SQLite says what is wrong with it
    if found is Shape.FOREIGN:
        raise UnreachableError(
            f"the database {path} cannot be used (file is not a database, it was overwritten)",
            code=Code.DATABASE_DAMAGED,
            advice=_RESTORE,
        )
    if found is Shape.SHORT and not log_size(path):
        raise UnreachableError(
            f"the database {path} is cut short, its end is missing",
            code=Code.DATABASE_DAMAGED,
            advice=_RESTORE,
        )


def _stays_empty(path: Path) -> bool:
    until = time.monotonic() + _BEING_MADE
    while _size(path) == 0 and path.exists():
        if log_size(path) or time.monotonic() > until:
            return True
        time.sleep(_LOOK)
    return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
