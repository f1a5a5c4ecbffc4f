"""The answer that never ends: sends what a listener is told, until one of the two goes.

Whoever takes nothing for a while is dropped, and its connection is cut off: what waits in it would
stay there for as long as the other side likes.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contenthub import logs
from contenthub.api.live import wire

PATIENCE = 30.0  # seconds that a listener may take nothing while something waits for it

log = logs.get_logger("contenthub.api.live")


class EventStream(Response):
    """Server-sent events; ``gone`` is called when nobody listens to them any more."""

    def __init__(self, chunks: AsyncIterator[bytes], gone: Callable[[], None]) -> None:
        super().__init__(None, 200, wire.HEADERS, wire.MEDIA_TYPE)
        del self.headers["content-length"]
        self._chunks = chunks
        self._gone = gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream, until the listener has gone or the chunks end."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and isinstance(sending.exception(), TimeoutError):
                log.info("listener_dropped", client=scope.get("client"))
                await _cut_off(scope, leaving)
        finally:
            self._gone()
            for task in (sending, leaving):
                task.cancel()
            results = await asyncio.gather(sending, leaving, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, TimeoutError):
                raise result

    async def _send(self, send: Send) -> None:
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        async for chunk in self._chunks:
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(0)  # the others' turn
        async with asyncio.timeout(PATIENCE):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Until the other side has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut_off(scope: Scope, leaving: asyncio.Task[None]) -> None:
    transport: Any = scope.get("state", {}).get("transport")
    if transport is not None:
        # What the system still has for it is not sent either.
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await asyncio.shield(leaving)
