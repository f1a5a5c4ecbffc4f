"""Lets listeners in, as many as may be, and lets the process's one watcher work for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request

from contenthub.api.live.hub import Hub
from contenthub.api.live.listener import Listener
from contenthub.api.live.stream import EventStream
from contenthub.api.live.watcher import Watcher
from contenthub.api.live.wire import gap
from contenthub.api.threads import Threads
from contenthub.codes import Code
from contenthub.errors import ContentHubError, UnreachableError
from contenthub.operations import events
from contenthub.queries.event_filter import Wanted

MOST = 500  # listeners of one process; each has a file open, of which it may have 1,024
READERS = 2  # threads in which listeners catch up
BEGIN = 5.0  # seconds until the watcher has begun

Accounts = frozenset[int] | None


Admit = Callable[[Request], Awaitable[Accounts]]


class LiveDesk:
    """One per server, made in its loop. ``admit`` says which accounts the caller of a request may
    hear of, None: of all; it raises the error that the caller gets who may not listen.
    """

    def __init__(self, admit: Admit, most: int = MOST) -> None:
        self._admit = admit
        self._most = most
        self._listeners = 0
        self._loop = asyncio.get_running_loop()
        self._hub = Hub()
        self._readers = Threads(READERS, "events")
        hub = self._hub
        self._watcher = Watcher(
            lambda position: self._in_loop(hub.start, position),
            lambda found, position: self._in_loop(hub.publish, found, position),
        )
        self._watcher.start()

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return self._listeners

    def end(self) -> None:
        """Let all listeners go, and nobody in any more; they come back to who is there then."""
        self._hub.end()

    def close(self) -> None:
        """End the threads, too."""
        self.end()
        self._watcher.stop()
        self._readers.close()

    async def stream(
        self, request: Request, wish: Callable[[Accounts], Wanted], after: int | None
    ) -> EventStream:
        """The stream of what is wanted, after an id or from now on.

        ``wish`` says what that is, in a thread that may ask the database. Raises UnreachableError
        when there are too many listeners or the database is away, and what ``admit`` and ``wish``
        raise.
        """
        accounts = await self._admit(request)
        wanted = await self._readers.run(lambda: wish(accounts).only_of(accounts))
        await self._enter()
        try:
            before, position = await self._place(after)

            async def allowed() -> bool:
                return await self._may_listen_on(request, accounts)

            listener = Listener(self._hub, wanted, position, self._readers.run, allowed)
            return EventStream(listener.chunks(before), self._leave)
        except BaseException:
            self._leave()
            raise

    async def _enter(self) -> None:
        if self._hub.ended:
            raise UnreachableError("the service is about to end", code=Code.STOPPING)
        if self._listeners >= self._most:
            raise UnreachableError(
                f"{self._most} listen already, which is all that this process takes",
                code=Code.TOO_MANY_LISTENERS,
            )
        self._listeners += 1
        self._watcher.count(self._listeners)

    def _leave(self) -> None:
        self._listeners -= 1
        if not self._listeners:
            self._hub.pause()
        self._watcher.count(self._listeners)

    async def _place(self, after: int | None) -> tuple[bytes, int]:
        """Where to begin, and what to say of it."""
        end = self._loop.time() + BEGIN
        while self._hub.begin is None and not self._hub.ended:
            left = end - self._loop.time()
            if left <= 0:
                raise UnreachableError("what happens cannot be read at this moment")
            await self._hub.changed(left)
        head = self._hub.head
        if after is None:
            return b"", head
        if after > head and after > await self._readers.run(events.last_given_id):
            return gap(after, head, None), head
        return b"", after

    async def _may_listen_on(self, request: Request, accounts: Accounts) -> bool:
        try:
            return await self._admit(request) == accounts
        except UnreachableError:
            return True  # nobody knows better for now
        except ContentHubError:
            return False

    def _in_loop(self, function: Callable[..., None], *values: Any) -> None:
        """Call it in the loop, and wait until that was done: what is read waits there, not here."""
        done = threading.Event()

        def call() -> None:
            function(*values)
            done.set()

        self._loop.call_soon_threadsafe(call)
        while not done.wait(0.1) and not self._hub.ended:
            pass
