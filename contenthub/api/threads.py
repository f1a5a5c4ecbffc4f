"""The threads in which calls are served, each with a database connection of its own.

A connection belongs to the thread that opened it. So a handler runs from its first question to its
answer in one of these threads, which live as long as the server: the connection is opened once and
closed by the thread that has it, and the server's own thread never waits for a database.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from contenthub import logs
from contenthub.database import db, patience

T = TypeVar("T")

THREADS = 16
PATIENCE = 5.0  # seconds that a call waits for other writers before it is told to come again

log = logs.get_logger("contenthub.api")


class Threads:
    """So many threads, which are called ``name``; ``close`` ends them."""

    def __init__(self, count: int = THREADS, name: str = "api") -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, name)

    async def run(self, function: Callable[[], T], **bound: str) -> T:
        """What ``function`` answers in one of the threads; ``bound`` stands in its log lines.

        Raises what it raises, and UnreachableError for whatever the database cannot do.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(_call, function, bound))

    def later(self, function: Callable[[], None]) -> None:
        """Call ``function`` when a thread is free; nobody waits, and a database that fails is left.

        Nothing that anybody relies on.
        """
        self._pool.submit(_try, function)

    def close(self) -> None:
        """Wait for what still runs, and let each thread close its connection."""
        everybody = threading.Barrier(self._count)
        for _ in range(self._count):
            self._pool.submit(_leave, everybody)
        self._pool.shutdown(wait=True)


def _call(function: Callable[[], T], bound: dict[str, str]) -> T:
    _drop_what_is_lost()
    if bound:
        logs.bind(**bound)
    try:
        with db.looking(), patience.at_most(PATIENCE):
            return function()
    finally:
        if bound:
            logs.unbind_all()


def _try(function: Callable[[], None]) -> None:
    with suppress(Exception):
        _call(function, {})


def _drop_what_is_lost() -> None:
    """PostgreSQL may have dropped a connection since it was last used."""
    if not db.is_sqlite() and not db.database.is_closed():
        usable: bool = db.database.is_connection_usable()
        if not usable:
            db.close()


def _leave(everybody: threading.Barrier) -> None:
    """Each thread waits for all others here, so that none of them does this twice."""
    with suppress(threading.BrokenBarrierError):
        everybody.wait(timeout=PATIENCE)
    db.close()
