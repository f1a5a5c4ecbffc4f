"""A receiver of webhooks for measurements: answers 204 to whatever comes, faster than we send.

``python -m benchmarks.fast_receiver`` prints its address and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import sys

_ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Connection(asyncio.Protocol):
    """One client connection; requests come one after the other."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (request := self._next()) is not None:
            self._received = self._received[request:]
            self._transport.write(_ANSWER)

    def _next(self) -> int | None:
        """How many bytes the next whole request has."""
        head, found, _ = self._received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = (line.lower().partition(b":") for line in head.split(b"\r\n"))
        length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
        whole = len(head) + len(found) + length
        return whole if len(self._received) >= whole else None


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
