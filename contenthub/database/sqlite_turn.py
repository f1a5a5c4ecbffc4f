"""Lets the threads of a process write to a SQLite file one after another.

SQLite lets one writer in and lets the others sleep and try again; within a process, threads rather
take turns. What a thread waits for its turn and for other programs counts together: where a
stranger holds the file, all threads find out at the same time, and not one after another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import peewee

from contenthub.database import patience

PIECE = 0.5  # seconds after which one who waits looks whether he may wait on

_turn = threading.RLock()  # reentrant, as transactions may be nested


@contextmanager
def transaction(database: peewee.Database, usual: float) -> Iterator[None]:
    """One writing transaction, which waits for others at most ``usual`` seconds.

    Raises peewee.OperationalError: the database is locked.
    """
    wait = _Wait(usual)
    _take(wait)
    try:
        with _begun(database, wait):
            yield
    finally:
        _turn.release()


class _Wait:
    """The time that one transaction waits, in pieces."""

    def __init__(self, usual: float) -> None:
        self.usual = usual
        self._begun = time.monotonic()

    @property
    def piece(self) -> float:
        """Seconds until the next look; 0 when the time is over."""
        left = self._begun + patience.seconds(self.usual) - time.monotonic()
        return max(0.0, min(PIECE, left))


def _take(wait: _Wait) -> None:
    while not _turn.acquire(timeout=(piece := wait.piece)):
        if not piece:
            raise peewee.OperationalError("database is locked")


@contextmanager
def _begun(database: peewee.Database, wait: _Wait) -> Iterator[None]:
    with ExitStack() as scope:
        if database.transaction_depth():
            scope.enter_context(database.atomic())
        else:
            _begin(database, wait, scope)
        yield


def _begin(database: peewee.Database, wait: _Wait, scope: ExitStack) -> None:
    connection: Any = database.connection()  # type: ignore[no-untyped-call]  # peewee says nothing
    while True:
        piece = wait.piece
        connection.execute(_busy_timeout(piece))
        try:
            scope.enter_context(database.atomic())
        except peewee.OperationalError as error:
            if not piece or "locked" not in str(error):
                raise
        else:
            return
        finally:
            connection.execute(_busy_timeout(wait.usual))


def _busy_timeout(seconds: float) -> str:
    return f"PRAGMA busy_timeout = {int(seconds * 1000)}"
