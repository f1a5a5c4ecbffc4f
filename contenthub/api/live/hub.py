"""Hands on what the watcher read to whoever listens, within the server's loop.

The latest events are kept once, for all. A listener has no queue: it knows the id that it was told
last, and takes what is kept behind that when it can. One that is too far behind reads the table
again. So a listener that does not read costs no memory, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Sequence

from contenthub.api.live.wire import Told

KEPT = 5_000  # events at least, once there have been so many


class Hub:
    """The latest events; used in the server's loop only."""

    def __init__(self, kept: int = KEPT) -> None:
        self.begin: int | None = None  # all that is told and has a larger id is here; None: nothing
        self.ended = False
        self.head = 0  # whoever was told this id was told everything
        self._kept = kept
        self._events: list[Told] = []
        self._ids: list[int] = []
        self._news = asyncio.Event()

    def start(self, position: int) -> None:
        """From now on it is known what happens after ``position``."""
        self._events, self._ids = [], []
        self.begin = self.head = position
        self.wake()

    def pause(self) -> None:
        """Nobody listens: what happens from now on is not known here."""
        self.begin = None

    def end(self) -> None:
        """Let everybody go."""
        self.ended = True
        self.wake()

    def publish(self, found: Sequence[Told], position: int) -> None:
        """Events that follow those which are here; all up to ``position`` is told with them."""
        self._events += found
        self._ids += [one.id for one in found]
        self.head = position
        if len(self._ids) > 2 * self._kept:
            self.begin = self._ids[-self._kept - 1]
            del self._events[: -self._kept], self._ids[: -self._kept]
        self.wake()

    def after(self, position: int, most: int) -> list[Told]:
        """The first ``most`` events after ``position``, which is not before ``begin``."""
        start = bisect_right(self._ids, position)
        return self._events[start : start + most]

    def wake(self) -> None:
        """Let all who wait look again."""
        self._news.set()
        self._news = asyncio.Event()

    async def changed(self, seconds: float) -> None:
        """Until there is something new, at most so long."""
        news = self._news
        try:
            async with asyncio.timeout(seconds):
                await news.wait()
        except TimeoutError:
            return
