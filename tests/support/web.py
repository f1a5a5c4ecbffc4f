"""A real web server on a loopback address that answers as a test asks for."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.background import served

Page = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the page of its path."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.requests.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, text("gone", status=404))
        try:
            page(self)
        except (ConnectionError, TimeoutError):
            return  # the client has gone, which is what some tests are about

    def begin(self, status: int, **headers: str) -> None:
        """Status and headers; ``Content_Type`` becomes Content-Type."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    @property
    def ending(self) -> threading.Event:
        """Set when the server goes down."""
        return self.server.ending

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: str, port: int) -> None:
        super().__init__((address, port), Handler)
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.ending = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that does not trust the certificate has gone."""

    def server_close(self) -> None:
        self.ending.set()
        super().server_close()


@dataclass
class Web:
    """A running server: put pages by path, read what was asked for."""

    url: str
    port: int
    pages: dict[str, Page]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serving(
    address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Web]:
    """A server at ``address``; port 0: any that is free."""
    server = _Server(address, port)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    bound = server.server_port
    url = f"{'https' if tls else 'http'}://{address}:{bound}"
    with served(server):
        yield Web(url, bound, server.pages, server.requests)


def text(body: str | bytes, status: int = 200, **headers: str) -> Page:
    """A page with this body."""
    raw = body.encode() if isinstance(body, str) else body

    def page(handler: Handler) -> None:
        handler.begin(status, Content_Length=str(len(raw)), **headers)
        handler.wfile.write(raw)

    return page


def redirect(to: str, status: int = 302) -> Page:
    """A page that sends the client to another address."""
    return text("elsewhere", status, Location=to)


def drips(head: bytes) -> Page:
    """Sends ``head`` and then a byte every 50 ms, until the client has gone."""

    def page(handler: Handler) -> None:
        handler.wfile.write(head)
        while not handler.ending.wait(0.05):
            handler.wfile.write(b"x")

    return page
