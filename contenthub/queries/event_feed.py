"""Follows the events: each one once, in the order of their ids, and none left out.

Whoever has been told of an event has been told of all that have a smaller id. So the id of the last
one is all that a listener has to keep to go on later, with this process or another one.

On SQLite writers take turns, and ids are given in the order of the commits. On PostgreSQL they are
given before the commit: 12 may be seen while 11 is still under way. Then 12 waits. A writer locks
the table before it gets its first id, and lets go after its commit can be seen. So who holds that
lock when 12 is seen is everyone who can still bring 11; when all of these have let go, 11 is there
or never will be. The number of a transaction would not tell that: one gets it after the id, and
those of other databases on the server would count as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from contenthub.database import db
from contenthub.queries import due, events
from contenthub.queries.events import Row

PORTION = 500  # events that are read in one go
PATIENCE = 2.0  # seconds that who wants to end waits for the transactions of others
LOOK_AGAIN = 0.02  # seconds until such a transaction is looked for again
GLANCE = 0.02  # seconds between two looks whether anybody has committed (SQLite)
POLL = 0.08  # seconds between two questions for news (PostgreSQL)
LONGEST_WAIT = 1.0  # seconds

_WRITERS = (
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation'"
    " AND relation = CAST('events' AS regclass) AND mode = 'RowExclusiveLock' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def now(ending: threading.Event | None = None) -> int | None:
    """The id behind which is what happens from now on, and before which nothing is under way.

    Waits for who writes at this moment, ``PATIENCE`` seconds at most; None: that was not enough.
    """
    last, end = events.last_id(), time.monotonic() + PATIENCE
    awaited = set() if db.is_sqlite() else _writers()
    ending = ending or threading.Event()
    while awaited and time.monotonic() < end and not ending.wait(LOOK_AGAIN):
        awaited &= _writers()
    return None if awaited else last


class Feed:
    """What happens after an id, or from now on; used by one thread.

    Where a transaction is under way for long, "now" may leave out what it brings.
    """

    def __init__(self, after: int | None = None) -> None:
        self._ordered = db.is_sqlite()
        self._barrier: tuple[int, set[str]] | None = None  # an id, and who may bring smaller ones
        self._looked_at: int | None = None
        self.position = after if after is not None else now() or events.last_id()
        self._decided = self.position  # of all ids up to it, those that are missing never come

    def news(self, limit: int = PORTION) -> list[Row]:
        """The next events, at most ``limit``; empty while there are none, or while they wait."""
        self._looked_at = self.version()
        if not self._ordered and not self.waits and not events.is_any_after(self.position):
            return []  # asked so often that reading nothing would cost the most of all
        while True:
            self._pass_barrier()
            found = events.after(self.position, limit)
            ready = self._ready(found)
            if len(ready) < len(found) and self._put_barrier(found[-1]["id"]):
                continue  # nobody writes: what is missing may have come since it was read
            if ready:
                self.position = ready[-1]["id"]
            return ready

    def rest(self, patience: float = PATIENCE) -> Iterator[Row]:
        """All that can be seen now; waits ``patience`` seconds at most for what is before it."""
        goal, end = events.last_id(), time.monotonic() + patience
        while self.position < goal:
            news = self.news()
            yield from news
            if not news and self.position < goal:
                if time.monotonic() >= end:
                    return
                time.sleep(LOOK_AGAIN)

    @property
    def waits(self) -> bool:
        """True while events that can be seen wait for others that cannot yet."""
        return self._barrier is not None

    def version(self) -> int | None:
        """A number that changes when another connection commits; None where there is no such."""
        return due.data_version() if self._ordered else None

    def wait(self, ending: threading.Event) -> None:
        """Until there may be news, a second at most, or until ``ending`` is set.

        SQLite tells that somebody has committed since the last look; PostgreSQL is asked again.
        """
        if not self._ordered:
            ending.wait(POLL)
            return
        look, end = due.data_version_looker(), time.monotonic() + LONGEST_WAIT
        while look() == self._looked_at and time.monotonic() < end:
            if ending.wait(GLANCE):
                return

    def _ready(self, found: list[Row]) -> list[Row]:
        """Those before which nothing is missing that could still come."""
        if self._ordered:
            return found
        expected = self.position + 1
        for number, row in enumerate(found):
            if row["id"] > max(expected, self._decided + 1):
                return found[:number]
            expected = row["id"] + 1
        return found

    def _put_barrier(self, last: int) -> bool:
        """Note whom ids before ``last`` wait for; True when that is nobody."""
        if self._barrier is not None:
            return False
        writers = _writers()
        if writers:
            self._barrier = last, writers
            return False
        self._decided = last
        return True

    def _pass_barrier(self) -> None:
        if self._barrier is None:
            return
        last, awaited = self._barrier
        if left := awaited & _writers():
            self._barrier = last, left
        else:
            self._barrier, self._decided = None, max(self._decided, last)


def _writers() -> set[str]:
    """The transactions that may have got ids of events which cannot be seen yet (PostgreSQL)."""
    return {row[0] for row in db.execute(_WRITERS).fetchall()}
