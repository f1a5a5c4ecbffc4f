"""Reads the events for all listeners of the process, in one thread, while there are any.

What a round costs is bounded: the more listeners there are, the longer events are gathered before
they are handed on, so that other calls of the same process go on as fast.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from contenthub import logs
from contenthub.api.live.wire import Told, told
from contenthub.database import db
from contenthub.errors import ContentHubError
from contenthub.queries import event_feed
from contenthub.queries.event_feed import Feed

AWAY = 0.5  # seconds between two tries to reach a database that is away
HELD_BACK = 10.0  # seconds after which it is said that events wait for somebody's transaction
PER_LISTENER = 0.00025  # seconds between two rounds for each listener

log = logs.get_logger("contenthub.api.live")

Start = Callable[[int], None]
Publish = Callable[[Sequence[Told], int], None]


class Watcher(threading.Thread):
    """Calls ``start`` with the id from which on it watches, and ``publish`` with what it found.

    Both have done their work when they return. When nobody listens any more it pauses, and begins
    anew, with ``start``, for the next one.
    """

    def __init__(self, start: Start, publish: Publish) -> None:
        super().__init__(name="events", daemon=True)
        self.listeners = 0
        self._start_at = start
        self._publish = publish
        self._wanted = threading.Event()
        self._anew = threading.Event()  # it has to begin anew, or to end
        self._ending = threading.Event()
        self._feed: Feed | None = None
        self._failing = False
        self._waits_since: float | None = None

    def count(self, listeners: int) -> None:
        """So many listen now."""
        self.listeners = listeners
        if listeners:
            self._wanted.set()
        else:
            self._wanted.clear()
            self._anew.set()

    def stop(self) -> None:
        """End the thread."""
        self._ending.set()
        self._anew.set()
        self._wanted.set()
        if self.is_alive():
            self.join(timeout=5)

    def run(self) -> None:
        while not self._ending.is_set():
            self._wanted.wait()
            try:
                with db.looking():
                    self._watch()
                db.close()
            except Exception as error:  # it has to survive whatever the database does
                self._tell_of_failure(error)
                self._ending.wait(AWAY)
        db.close()

    def _watch(self) -> None:
        """Hand on what happens, until nobody listens any more."""
        while self._wanted.is_set() and not self._ending.is_set():
            if self._anew.is_set():
                self._anew.clear()
                self._feed = None
            if self._feed is None:
                if (position := event_feed.now(self._anew)) is None:
                    continue
                self._feed = Feed(position)
                self._start_at(position)
            before = self._feed.position
            found = self._feed.news()
            self._tell_that_it_works(self._feed)
            if self._feed.position == before:
                self._feed.wait(self._anew)
                continue
            self._publish([told(row) for row in found], self._feed.position)
            self._ending.wait(PER_LISTENER * self.listeners)

    def _tell_that_it_works(self, feed: Feed) -> None:
        if self._failing:
            log.info("events_are_read_again")
            self._failing = False
        if not feed.waits:
            self._waits_since = None
        elif self._waits_since is None:
            self._waits_since = time.monotonic()
        elif time.monotonic() - self._waits_since > HELD_BACK:
            log.warning("events_wait_for_a_transaction", after=feed.position)
            self._waits_since = float("inf")

    def _tell_of_failure(self, error: Exception) -> None:
        if not self._failing:
            expected = isinstance(error, ContentHubError)
            log.error("events_cannot_be_read", error=str(error), exc_info=not expected)
        self._failing = True
