"""Notices that the database is not the one any more that this process opened.

A file that was put in its place is served by nobody, one that was cut short must not be written
on, and a newer program's tables are not ours to write. Without it a service goes on for days
against any of these; with it the service ends, and its supervisor starts what is installed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from contenthub import migrations
from contenthub.database import db, sqlite_file, troubles
from contenthub.database.sqlite_file import Shape

LOOK = 2.0  # seconds between two looks into the file and at the history of migrations


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened to the database, as an event of the log, and what to do."""

    event: str
    advice: str


REPLACED = Fault("database_replaced", "restart the service")
CUT_SHORT = Fault("database_cut_short", "stop what writes over it, then restore a backup")
MIGRATED = Fault("database_migrated", "restart the service with the program that migrated it")


class DatabaseWatch:
    """Looks at the database as often as it is asked; from one thread."""

    def __init__(self) -> None:
        self._file = db.FileWatch()
        self._names = migrations.names()  # this program's: the files may be newer by tomorrow
        self._looked = float("-inf")

    def fault(self) -> Fault | None:
        """What is wrong for good; None where nothing is, or where it cannot be told for now.

        Raises what the database raises while it cannot be asked.
        """
        if self._file.replaced():
            return REPLACED
        if time.monotonic() - self._looked < LOOK:
            return None
        self._looked = time.monotonic()
        if db.is_sqlite() and _is_cut_short(db.sqlite_path()):
            return CUT_SHORT
        return None if migrations.applied() == self._names else MIGRATED

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _is_cut_short(path: Path) -> bool:
    """True when pages are missing that are not in the log either, and for what is no database."""
    found = sqlite_file.shape(path)
    if found is not Shape.SHORT or path.stat().st_size == 0:
        return found is not Shape.WHOLE
    # Another process may be writing the log into the file: only a whole checkpoint can tell.
    try:
        busy, log, written = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except Exception as error:
        if troubles.is_damage(error):
            return True
        raise
    return not busy and log == written and sqlite_file.shape(path) is Shape.SHORT
