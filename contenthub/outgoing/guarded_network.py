"""Connections to places that people typed: to public addresses only, and never for too long.

A name is looked up once, every address it has is checked, and the connection goes to one of
those addresses. So a name that changes between the check and the call (DNS rebinding) gains
nothing, and neither does an unusual spelling such as ``http://2130706433/``.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import httpcore2

from contenthub.errors import PermanentError, TransientError
from contenthub.outgoing.addresses import refusal

Resolver = Callable[[str, int], list[str]]
Allowed = Callable[[str], bool]


def look_up(host: str, port: int) -> list[str]:
    """Every address of ``host``, in the order of the system. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Deadline:
    """The moment until which a whole exchange may last, ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.renew(seconds)

    def renew(self, seconds: float) -> None:
        """Another exchange begins, by the same connections."""
        self._end = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds that are left, at most ``most``. Raises httpcore2.ReadTimeout when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time is up")
        return left if most is None else min(left, most)


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to allowed addresses only, and hands out streams that keep to the deadline."""

    def __init__(self, allowed: Allowed, resolve: Resolver, deadline: Deadline) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()
        self._opened: list[_BoundedStream] = []
        self._broken_off = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Raises PermanentError if any address of ``host`` is not allowed."""
        self._raise_if_broken_off()
        addresses = _resolved(self._resolve, host, port, self._deadline.left(timeout))
        for address in addresses:
            if not self._allowed(address):
                refused = refusal(address, private=False)
                at = "" if host == address else f"at {address}, which is "
                raise PermanentError(f"{host} is {at}{refused}")
        stream = self._first(addresses, port, timeout, local_address, socket_options)
        bounded = _BoundedStream(stream, self._deadline)
        self._opened = [one for one in self._opened if not one.closed] + [bounded]
        try:  # a second time: whoever broke off meanwhile did not see this connection
            self._raise_if_broken_off()
        except httpcore2.ConnectError:
            bounded.close()
            raise
        return bounded

    def _raise_if_broken_off(self) -> None:
        if self._broken_off:
            raise httpcore2.ConnectError("it was broken off")

    def break_off(self) -> None:
        """End all connections, whoever waits on them, and open none from now on.

        May be called from another thread.
        """
        self._broken_off = True
        for stream in self._opened:
            stream.break_off()

    def _first(
        self, addresses: list[str], port: int, timeout: float | None, *options: Any
    ) -> httpcore2.NetworkStream:
        refused: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in addresses:
            try:
                left = self._deadline.left(timeout)
                return self._sockets.connect_tcp(address, port, left, *options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
        raise refused or httpcore2.ConnectError("the name has no address")


class _BoundedStream(httpcore2.NetworkStream):
    """A stream on which even a server that sends a byte now and then runs out of time."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        # The socket changes hands with TLS, also while that begins: this one stays at hand.
        self._handle: socket.socket = stream.get_extra_info("socket").dup()
        self.closed = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self.closed = True
        self._stream.close()
        self._handle.close()

    def break_off(self) -> None:
        """End the connection, whoever waits on it; may be called from another thread."""
        with suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            left = self._deadline.left(timeout)
            self._stream = self._stream.start_tls(ssl_context, server_hostname, left)
        except BaseException:
            self.close()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolved(resolve: Resolver, host: str, port: int, seconds: float) -> list[str]:
    """The addresses of ``host``; in a thread, since the system's look-up knows no time limit."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:  # UnicodeError: no name can look like this
            answers.put(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TransientError(f"the name {host} could not be looked up in time") from None
    if isinstance(answer, Exception):
        reason = getattr(answer, "strerror", None) or answer
        raise TransientError(f"the name {host} cannot be found: {reason}") from answer
    return answer
