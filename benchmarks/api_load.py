"""Clients that call as fast as they are answered, all in one thread, so that they cost little."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable
from statistics import median

CLIENTS = 16
_WARM_UP = 0.5  # seconds that do not count
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

NextRequest = Callable[[], bytes]


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """The bytes of one call."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Client:
    """One connection that stays open, with at most one call on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got = bytearray()

    def ask(self, call: bytes) -> None:
        self._got.clear()
        self.socket.sendall(call)

    def take(self) -> bool:
        """Take what has come; True when the answer is whole. Raises for one that is an error."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self._got += piece
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return False
        if not self._got.startswith(b"HTTP/1.1 2"):
            raise ValueError(bytes(self._got[:500]))
        length = _LENGTH.search(self._got, 0, end)
        return len(self._got) >= end + 4 + (int(length[1]) if length else 0)

    def answered(self, call: bytes) -> None:
        """One call from beginning to end."""
        self.ask(call)
        while not self.take():
            pass


def per_second(port: int, call: NextRequest, seconds: float, clients: int = CLIENTS) -> float:
    """Calls that so many clients had answered per second, each with one at a time."""
    with selectors.DefaultSelector() as selector:
        connections = [_Client(port) for _ in range(clients)]
        for one in connections:
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.ask(call())
        try:
            _counted(selector, call, _WARM_UP)
            begun = time.monotonic()
            return _counted(selector, call, seconds) / (time.monotonic() - begun)
        finally:
            for one in connections:
                one.socket.close()


def _counted(selector: selectors.BaseSelector, call: NextRequest, seconds: float) -> int:
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for key, _ in selector.select(timeout=1.0):
            if key.data.take():
                count += 1
                key.data.ask(call())
    return count


def milliseconds(port: int, call: bytes, times: int) -> float:
    """Median time of one call, of so many one after another on one connection."""
    client = _Client(port)
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        client.answered(call)
        spent.append(1000 * (time.perf_counter() - begun))
    client.socket.close()
    return median(spent)
