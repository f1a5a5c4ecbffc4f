"""What one listener is told, from the id that it was told last: all that it wants, once, in order.

Where the latest events begin behind that id, it reads the table until it has caught up. What was
cleaned up meanwhile is told as a gap.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable

from contenthub.api.live import wire
from contenthub.api.live.hub import Hub
from contenthub.queries import events
from contenthub.queries.event_filter import Wanted
from contenthub.queries.events import Row

HEARTBEAT = 15.0  # seconds of silence; proxies cut off what is silent for longer, most after 60
PORTION = 200  # events in one go
ASK_AGAIN = 60.0  # seconds between two questions whether the listener still may listen

Read = Callable[[Callable[[], list[Row]]], Awaitable[list[Row]]]


class Listener:
    """One who listens; ``read`` calls a function in a thread that may ask the database."""

    def __init__(
        self,
        hub: Hub,
        wanted: Wanted,
        position: int,
        read: Read,
        allowed: Callable[[], Awaitable[bool]],
    ) -> None:
        self._hub = hub
        self._wanted = wanted
        self._read = read
        self._allowed = allowed
        self._asked = self._spoke = time.monotonic()
        self._known = position  # the last id that the listener's own side has
        self.position = position

    async def chunks(self, before: bytes) -> AsyncIterator[bytes]:
        """What is sent, piece by piece, until the listener may not listen any more.

        It begins with what to do when it ends, and what is to be said ``before`` all events.
        """
        yield wire.opening(self.position) + before
        while await self._may_go_on():
            if chunk := await self._next():
                self._spoke = time.monotonic()
                yield chunk

    async def _next(self) -> bytes:
        begin = self._hub.begin
        if begin is None:  # the watcher begins anew
            await self._hub.changed(HEARTBEAT)
            return b""
        if self.position < begin:
            return await self._caught_up()
        if found := self._hub.after(self.position, PORTION):
            return self._pick([(one.row, one.data) for one in found], found[-1].id)
        self.position = max(self.position, self._hub.head)
        silence = HEARTBEAT - (time.monotonic() - self._spoke)
        if silence > 0:
            await self._hub.changed(silence)
            return b""
        return self._heartbeat()

    async def _caught_up(self) -> bytes:
        """The next of those that are only in the table, with what is missing among them."""
        after, head = self.position, self._hub.head
        rows = await self._read(lambda: events.after(after, PORTION, head))
        until = rows[-1]["id"] if len(rows) == PORTION else head
        missing = until - after - len(rows)
        before = wire.gap(after, until, missing) if missing > 0 else b""
        return before + self._pick([(row, wire.told(row).data) for row in rows], until)

    def _pick(self, found: list[tuple[Row, bytes]], until: int) -> bytes:
        wanted = [(row["id"], data) for row, data in found if row in self._wanted]
        self.position = until
        if wanted:
            self._known = wanted[-1][0]
        return b"".join(data for _, data in wanted)

    def _heartbeat(self) -> bytes:
        if self.position == self._known:
            return wire.HEARTBEAT
        self._known = self.position  # so that what was not wanted is not read again to resume
        return wire.HEARTBEAT + wire.at(self.position)

    async def _may_go_on(self) -> bool:
        if self._hub.ended:
            return False
        if time.monotonic() - self._asked < ASK_AGAIN:
            return True
        self._asked = time.monotonic()
        return await self._allowed()
