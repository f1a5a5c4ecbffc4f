"""The file of a SQLite database, seen from outside: whether it is whole, and how large its log is.

SQLite makes a new database of an empty file without a word, and throws away the log of the one
that was there. So the file is looked at before it is opened, and while a process works on it.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from contenthub import private_files
from contenthub.errors import UnreachableError

MAGIC = b"SQLite format 3\x00"
_HEADER = 100  # bytes, https://www.sqlite.org/fileformat2.html#the_database_header
_BEING_MADE = 2.0  # seconds for which a new file may be empty: another process is making it
_LOOK = 0.02  # seconds
_RESTORE = "keep a copy of it, then `contenthub db restore` a backup"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes there are, and how many there have to be."""

    there: int
    expected: int | None  # None: the header says nothing that can be relied on
    known: bool = True  # False: it is no SQLite file

    @property
    def short(self) -> bool:
        """True where the end is missing. A crash in a checkpoint leaves this, too: then the rest
        is in the log."""
        return self.expected is not None and self.there < self.expected


def log_of(path: Path) -> Path:
    """Where SQLite keeps what it has not written into the file yet."""
    return path.with_name(path.name + "-wal")


def log_size(path: Path) -> int:
    """Bytes of the log; 0 where there is none."""
    return _size(log_of(path))


def sizes(path: Path) -> Sizes:
    """Compare the file with its header. Raises OSError."""
    with path.open("rb") as opened:
        head = opened.read(_HEADER)
        there = opened.seek(0, 2)
    if len(head) < _HEADER:
        return Sizes(there, max(_HEADER, there + 1))
    if not head.startswith(MAGIC):
        return Sizes(there, None, known=False)
    if head[24:28] != head[92:96]:  # written by a program that does not keep the number of pages
        return Sizes(there, None)
    page = int.from_bytes(head[16:18])
    return Sizes(there, (65_536 if page == 1 else page) * int.from_bytes(head[28:32]))


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
        if log_size(path):
            raise UnreachableError(
                f"the database {path} is gone, but its log {log_of(path).name} is there: put the "
                "file back beside it, or move the log away"
            )
        return
    if not path.is_file():
        return  # SQLite says what is wrong with it
    if _stays_empty(path):
        raise UnreachableError(
            f"the database {path} is an empty file; nothing was made of it. Restore a backup "
            "(`contenthub db restore`), or remove the file to begin with a new one"
        )
    try:
        found = sizes(path)
    except OSError:
        return  # SQLite says what is wrong with it
    if found.expected is None and not found.known:
        raise UnreachableError(
            f"the database {path} cannot be used (file is not a database, it was overwritten): "
            f"{_RESTORE}"
        )
    if found.short and not log_size(path):
        raise UnreachableError(
            f"the database {path} is cut short ({found.there} bytes of {found.expected} are there): "
            f"{_RESTORE}"
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
