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

FOR_THE_BODY = 2.0  # seconds, after the headers
_BROKEN_OFF = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError)


@dataclass(frozen=True, slots=True)
class Posted:
    """What was answered; names of headers are in lower case, ``start`` is how the body begins.

    That is as much as came in time.
    """

    status: int
    headers: Mapping[str, str]
    start: bytes


class Poster:
    """Sends requests one after the other; to be used in one thread, and closed."""

    def __init__(
        self, limits: Limits, *, allowed: Allowed = public, resolve: Resolver = look_up
    ) -> None:
        """``limits.size`` is how much of an answer is read."""
        self._limits = limits
        self._deadline = Deadline(limits.total)
        self._network = GuardedBackend(allowed, resolve, self._deadline)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted(),
            network_backend=self._network,
            max_keepalive_connections=1,
        )

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """One try. Raises TransientError and PermanentError as ``guarded_http.fetch`` does."""
        self._deadline.renew(self._limits.total)
        with explained(url, self._limits):
            request = _request(url, headers, body, self._limits)
            response = self._pool.handle_request(request)
            self._deadline.renew(min(FOR_THE_BODY, self._limits.total))
            try:
                start = _beginning(response, self._limits.size)
            finally:
                response.close()
            told = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Posted(response.status, told, start)

    def break_off(self) -> None:
        """End what is under way, from another thread: it fails then."""
        self._network.break_off()

    def close(self) -> None:
        """End the connections."""
        self._pool.close()


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


def _request(
    url: str, headers: Mapping[str, str], body: bytes, limits: Limits
) -> httpcore2.Request:
    parsed = httpx2.URL(url)
    wait = dict.fromkeys(("read", "write", "pool"), limits.total)
    return httpcore2.Request(
        "POST",
        httpcore2.URL(
            scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path
        ),
        headers=[
            ("host", parsed.netloc.decode("ascii")),
            ("user-agent", f"ContentHub/{__version__}"),
            ("accept", "*/*"),
            ("accept-encoding", "identity"),
            ("content-length", str(len(body))),
            *headers.items(),
        ],
        content=body,
        extensions={"timeout": {"connect": limits.connect, **wait}},
    )


def _beginning(response: httpcore2.Response, most: int) -> bytes:
    start = b""
    with suppress(*_BROKEN_OFF):
        for piece in response.iter_stream():
            start += piece
            if len(start) >= most:
                break
    return start[:most]
