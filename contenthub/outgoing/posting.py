"""POST requests to places that somebody named: one try each, no redirects, a bounded answer.

The status line and the headers are the answer. What follows is only looked at: it may come slowly,
break off or never end, and what was read of it is kept.

Connections stay open between requests that follow each other. Like feeds they never use a proxy of
the environment, and only reach the addresses that the caller allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache

import httpcore2
import httpx2

from contenthub import __version__
from contenthub.outgoing.addresses import public
from contenthub.outgoing.certificates import trusted
from contenthub.outgoing.guarded_http import Limits, explained
from contenthub.outgoing.guarded_network import (
    Allowed,
    Deadline,
    GuardedBackend,
    Resolver,
    look_up,
)
from contenthub.outgoing.kept_connection import Headers, KeptConnection

FOR_THE_BODY = 2.0  # seconds, after the headers
_BROKEN_OFF = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Posted:
    """What was answered; names of headers are in lower case, ``start`` is how the body begins.

    That is as much as came in time.
    """

    status: int
    headers: Mapping[str, str]
    start: bytes


@dataclass(frozen=True, slots=True)
class _Server:
    """Where connections go; ``authority`` is how requests name it."""

    scheme: str
    host: str
    port: int
    authority: str


class Poster:
    """Sends requests one after the other, and keeps the connection to the last server.

    To be used in one thread, and closed.
    """

    def __init__(
        self, limits: Limits, *, allowed: Allowed = public, resolve: Resolver = look_up
    ) -> None:
        """``limits.size`` is how much of an answer is read."""
        self._limits = limits
        self._deadline = Deadline(limits.total)
        self._network = GuardedBackend(allowed, resolve, self._deadline)
        self._kept: tuple[_Server, KeptConnection] | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """One try. Raises TransientError and PermanentError as ``guarded_http.fetch`` does."""
        self._deadline.renew(self._limits.total)
        with explained(url, self._limits):
            server, target = _parsed(url)
            connection = self._connected(server)
            try:
                status, told = connection.ask(target, _headers(server, headers, body), body)
                self._deadline.renew(min(FOR_THE_BODY, self._limits.total))
                return Posted(status, told, _beginning(connection, self._limits.size))
            finally:
                connection.finish()

    def _connected(self, server: _Server) -> KeptConnection:
        if self._kept is not None:
            to, connection = self._kept
            if to == server and connection.is_usable:
                return connection
            self.close()
        connection = KeptConnection(self._connect(server), self._limits.total)
        self._kept = server, connection
        return connection

    def _connect(self, server: _Server) -> httpcore2.NetworkStream:
        seconds = self._limits.connect
        stream = self._network.connect_tcp(server.host, server.port, seconds)
        if server.scheme == "http":
            return stream
        certificates = trusted()
        certificates.set_alpn_protocols(["http/1.1"])
        return stream.start_tls(certificates, server.host, seconds)

    def break_off(self) -> None:
        """End what is under way, from another thread: it fails then, and so does what follows."""
        self._network.break_off()

    def close(self) -> None:
        """End the connection that is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


@contextmanager
def posting(
    limits: Limits, *, allowed: Allowed = public, resolve: Resolver = look_up
) -> Iterator[Poster]:
    """A poster for as long as the block runs."""
    poster = Poster(limits, allowed=allowed, resolve=resolve)
    try:
        yield poster
    finally:
        poster.close()


@lru_cache(maxsize=64)  # a receiver is sent many messages, one after the other
def _parsed(url: str) -> tuple[_Server, bytes]:
    """The server of this address, and what is asked for there."""
    parsed = httpx2.URL(url)
    if parsed.scheme not in _PORTS:
        raise httpcore2.UnsupportedProtocol(f"its scheme is {parsed.scheme or 'missing'}")
    server = _Server(
        parsed.scheme,
        parsed.raw_host.decode("ascii"),
        parsed.port or _PORTS[parsed.scheme],
        parsed.netloc.decode("ascii"),
    )
    return server, parsed.raw_path


def _headers(server: _Server, headers: Mapping[str, str], body: bytes) -> Headers:
    return [
        ("host", server.authority),
        ("user-agent", f"ContentHub/{__version__}"),
        ("accept", "*/*"),
        ("accept-encoding", "identity"),
        ("content-length", str(len(body))),
        *headers.items(),
    ]


def _beginning(connection: KeptConnection, most: int) -> bytes:
    start = b""
    with suppress(*_BROKEN_OFF):
        for piece in connection.body():
            start += piece
            if len(start) >= most:
                break
    return start[:most]
