"""Connections to places that people typed: to public addresses only, and never for too long.

A name is looked up once, every address it has is checked, and the connection goes to one of
those addresses. So a name that changes between the check and the call (DNS rebinding) gains
nothing, and neither does an unusual spelling such as ``http://2130706433/``.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2

from contenthub.errors import PermanentError, TransientError

Resolver = Callable[[str, int], list[str]]
Allowed = Callable[[str], bool]

_UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is given out for the public
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: the same within a network
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1: long out of use, still parsed
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: what stands before the IPv4 address
# What clouds tell a machine of itself, keys included: Azure, Alibaba, Oracle; AWS by IPv6; and
# link-local addresses, which all of them use.
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    )
)

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def public(address: str) -> bool:
    """True for an address that anybody on the internet may reach; what it embeds counts too."""
    return all(map(_is_public, _meant(ipaddress.ip_address(address))))


def private_too(address: str) -> bool:
    """For people who allow private networks: all but what a machine's cloud answers it alone.

    Link-local addresses (RFC 3927, RFC 4291) and those of metadata services stay shut, in every
    form that embeds them: a feed has no business there, and what answers are keys.
    """
    return not any(
        ip.is_link_local or ip in _METADATA for ip in _meant(ipaddress.ip_address(address))
    )


def _meant(ip: _IP) -> list[_IP]:
    """The address, without its zone, and those IPv4 addresses that it embeds."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    ip = ipaddress.IPv6Address(int(ip))
    last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or ip in _COMPATIBLE or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        inner.append(last)
    if ip in _NAT64_LOCAL:  # RFC 6052: /96 or /64, whose octet in the middle is left out
        inner += [last, ipaddress.IPv4Address((int(ip) >> 24) & 0xFFFFFFFF)]
    return [ip, *(one for one in inner if one is not None)]


def _is_public(ip: _IP) -> bool:
    if ip in _METADATA or ip.is_multicast:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global
    embeds = ip.ipv4_mapped or ip.sixtofour or ip in _NAT64  # as good as what it embeds
    return bool(embeds) or (ip.is_global and ip in _UNICAST)


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

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Raises PermanentError if any address of ``host`` is not allowed."""
        addresses = _resolved(self._resolve, host, port, self._deadline.left(timeout))
        for address in addresses:
            if not self._allowed(address):
                raise PermanentError(f"{host} is at {address}, which is {_refusal(address)}")
        stream = self._first(addresses, port, timeout, local_address, socket_options)
        return _BoundedStream(stream, self._deadline)

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


def _refusal(address: str) -> str:
    if not private_too(address):
        return (
            "no public address but a machine's own (link-local or metadata): no setting allows it"
        )
    return "no public address; to allow such addresses set CONTENTHUB_ALLOW_PRIVATE_NETWORKS=true"


class _BoundedStream(httpcore2.NetworkStream):
    """A stream on which even a server that sends a byte now and then runs out of time."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return _BoundedStream(stream, self._deadline)

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
