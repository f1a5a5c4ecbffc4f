"""A server of feeds on loopback: one that is well, and others that a reader must survive."""

from __future__ import annotations

import gzip
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_numbers = itertools.count(1)


def _item(title: str) -> str:
    return f"<item><title>{title}</title></item>"


def _rss(items: str, before: str = "") -> bytes:
    channel = f"<channel><title>News</title>{items}</channel>"
    return f'{before}<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def _news() -> bytes:
    """Always something that was not there before."""
    return _rss(_item(f"ordinary news number {next(_numbers)}"))


FEEDS: dict[str, Callable[[], bytes]] = {
    "news": _news,
    "newlines": lambda: b"\n" * 4_000_000 + _news(),
    "tags": lambda: _rss(_item("<p " * 20_000)),
    "entities": lambda: _rss(_item("&#" * 100_000)),
    "nested": lambda: b"<rss>" + b"<a>" * 200_000,
    "bomb": lambda: gzip.compress(b" " * 300_000_000, compresslevel=1),
    "garbage": lambda: bytes(range(256)) * 1000,
}
HOSTILE = (*tuple(name for name in FEEDS if name != "news"), "drip", "gone")


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "drip":
            self._drip()
        elif name not in FEEDS:
            self.send_error(503)
        else:
            self._answer(FEEDS[name](), packed=name == "bomb")

    def _answer(self, body: bytes, *, packed: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte a second, for longer than anybody should wait."""
        self.send_response(200)
        self.end_headers()
        for _ in range(120):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(1.0)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the reader has had enough
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is in the ticks."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the running server; a feed's name is its path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
