"""A remote creator for measurements: speaks content-creator's HTTP, many times faster.

``python -m benchmarks.remote_creator [blocking]`` prints its address. All that it accepts goes
on until the line ``finish`` on its standard input, and is done from then on. The line
``report`` is answered with one line of JSON: when it was finished, when each task was first
asked for after that, and how often each was ordered. It ends with its standard input.

``blocking``: it refuses asynchronous orders, as the real service does today, and answers a
synchronous one when it is finished.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

_ARTICLE = "# Tea\n\n" + "A sentence about tea. " * 90  # 2 kB
_REASONS = {200: "OK", 201: "Created", 202: "Accepted", 400: "Bad Request", 404: "Not Found"}


class Creator:
    """What all connections share."""

    def __init__(self, blocking: bool) -> None:
        self.blocking = blocking
        self.orders: Counter[str] = Counter()
        self.finished = 0.0
        self.asked: dict[str, float] = {}
        self.waiting: list[tuple[_Connection, str]] = []  # blocking orders

    def finish(self) -> None:
        """All that was accepted is done."""
        self.finished = time.time()
        for connection, key in self.waiting:
            connection.answer(201, _done(key))

    def report(self) -> str:
        """What happened, as JSON."""
        return json.dumps({"finished": self.finished, "asked": self.asked, "orders": self.orders})

    def looked_at(self, key: str, what: str) -> tuple[int, dict[str, Any]]:
        """The answer to a GET."""
        if key not in self.orders:
            return 404, _error(f"Task not found: {key}")
        if not self.finished:
            return 200, {"taskId": key, "status": "running", "progress": 50}
        self.asked.setdefault(key, time.time())
        return 200, _done(key) if what == "result" else {"taskId": key, "status": "completed"}


class _Connection(asyncio.Protocol):
    """One client connection; requests come one after the other."""

    def __init__(self, creator: Creator) -> None:
        self._creator = creator
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.decode().lower().split("\r\n")
        lengths = [line[15:] for line in lines if line.startswith("content-length:")]
        length = int(lengths[0]) if lengths else 0
        if len(rest) < length:
            return
        self._received = rest[length:]
        method, path, _ = head.decode().split(" ", 2)
        if method == "POST":
            self._ordered(json.loads(rest[:length]))
        else:
            _, _, key, what = [*path.strip("/").split("/"), ""][:4]
            self.answer(*self._creator.looked_at(key, what))

    def _ordered(self, order: dict[str, Any]) -> None:
        key, creator = str(order["idempotencyKey"]), self._creator
        if creator.blocking and order["mode"] == "async":
            self.answer(400, _error("Async mode is not available - queue not configured"))
            return
        creator.orders[key] += 1
        if creator.blocking:
            creator.waiting.append((self, key))
        else:
            self.answer(202, {"taskId": key, "status": "pending"})

    def answer(self, status: int, data: dict[str, Any]) -> None:
        """Send one answer; the connection stays open."""
        body = data if "error" in data else {"success": True, "data": data}
        raw = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n"
        self._transport.write(f"{head}content-length: {len(raw)}\r\n\r\n".encode() + raw)


def _done(key: str) -> dict[str, Any]:
    return {"taskId": key, "status": "completed", "content": _ARTICLE}


def _error(message: str) -> dict[str, Any]:
    return {"success": False, "error": {"message": message, "code": "ERROR"}}


async def _serve(blocking: bool) -> None:
    loop, ended, creator = asyncio.get_running_loop(), asyncio.Event(), Creator(blocking)

    def listen() -> None:
        word = sys.stdin.readline().strip()
        if word == "finish":
            creator.finish()
        elif word == "report":
            print(creator.report(), flush=True)
        else:
            ended.set()

    server = await loop.create_server(lambda: _Connection(creator), "127.0.0.1", 0, backlog=2048)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    loop.add_reader(sys.stdin, listen)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1:] == ["blocking"]))
