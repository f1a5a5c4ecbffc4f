"""HTTP calls to addresses that people typed: where to, how long and how much is bounded.

Proxies of the environment are not used: a proxy would look the name up itself, and where the
call ends could no longer be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import httpcore2
import httpx2

from contenthub import __version__
from contenthub.errors import PermanentError, TransientError
from contenthub.masked_text import text as without_secrets
from contenthub.masking import address as shown_address
from contenthub.outgoing import unpacking
from contenthub.outgoing.addresses import public
from contenthub.outgoing.certificates import trusted
from contenthub.outgoing.guarded_network import (
    Allowed,
    Deadline,
    GuardedBackend,
    Resolver,
    look_up,
)

_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
# Before the connection stands, TLS included, nothing of a request is on its way.
_UNCONNECTED = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpx2.ConnectError)
_TIMEOUTS = (httpx2.TimeoutException, httpcore2.TimeoutException)
_UNUSABLE = (
    httpx2.InvalidURL,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpcore2.UnsupportedProtocol,
    httpcore2.LocalProtocolError,
    UnicodeError,
)
# OSError: certificates that SSL_CERT_FILE names and that cannot be read.
_BROKEN = (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.ProtocolError, OSError)


@dataclass(frozen=True, slots=True)
class Limits:
    """``connect`` and ``total`` are seconds, ``size`` is bytes after decompression."""

    connect: float = 5.0
    total: float = 20.0
    size: int = 5 * 2**20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What the last server on the way answered; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BrokenAnswerError(PermanentError):
    """An answer came that cannot be read; the server may have done what it was asked for."""


class NoAnswerError(TransientError):
    """The request was on its way, and what it did is not known."""


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    allowed: Allowed = public,
    limits: Limits = Limits(),
    resolve: Resolver = look_up,
) -> Answer:
    """Send one request and return what is answered, whatever its status; follows no redirect.

    Raises TransientError where certainly nothing was sent, NoAnswerError where something may have
    been, PermanentError for an address that is not allowed or cannot be called, and
    BrokenAnswerError for an answer that is too large or broken.
    """
    with explained(url, limits, NoAnswerError), _client(allowed, limits, resolve) as client:
        request = client.build_request(method, url, headers=dict(headers or {}), content=content)
        with closing(client.send(request, stream=True)) as response:
            body = b"".join(_up_to(limits.size, response, url))
            return Answer(response.status_code, dict(response.headers), body)


def fetch(
    url: str,
    *,
    allowed: Allowed = public,
    limits: Limits = Limits(),
    resolve: Resolver = look_up,
) -> Answer:
    """GET ``url`` and follow redirects; ``allowed`` is asked for each address on the way.

    Raises TransientError when there is no answer in time, PermanentError for an address that
    is not allowed or cannot be called, too many redirects and too large an answer.
    """
    with explained(url, limits), _client(allowed, limits, resolve) as client:
        request = client.build_request("GET", url)
        for _ in range(limits.redirects + 1):
            with closing(client.send(request, stream=True)) as response:
                if response.next_request is None:
                    body = b"".join(_up_to(limits.size, response, url))
                    return Answer(response.status_code, dict(response.headers), body)
                request = response.next_request
        raise PermanentError(f"{shown_address(url)} redirects more than {limits.redirects} times")


def _client(allowed: Allowed, limits: Limits, resolve: Resolver) -> httpx2.Client:
    return httpx2.Client(
        transport=_Transport(GuardedBackend(allowed, resolve, Deadline(limits.total))),
        timeout=httpx2.Timeout(limits.total, connect=limits.connect),
        headers={"User-Agent": f"ContentHub/{__version__}", "Accept-Encoding": "gzip, deflate"},
        trust_env=False,
        # httpx2 reads the whole body of a redirect before it follows: `fetch` follows without.
        follow_redirects=False,
    )


def _up_to(most: int, response: httpx2.Response, url: str) -> Iterator[bytes]:
    """The decompressed body; it comes in small pieces, so a bomb never fills memory."""
    try:
        yield from _decoded(response, most, url)
    except unpacking.TooLargeError:
        raise BrokenAnswerError(
            f"{shown_address(url)} is larger than {most / 2**20:.12g} MB"
        ) from None
    except unpacking.BrokenError as error:
        raise BrokenAnswerError(
            f"{shown_address(url)} sends what cannot be decompressed"
        ) from error


def _decoded(response: httpx2.Response, most: int, url: str) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if encoding in _PACKED:
        yield from unpacking.inflate(response.iter_raw(), most)
    elif encoding != "identity":  # also several, one within the other, which only bombs have
        raise BrokenAnswerError(
            f"{shown_address(url)} sends the encoding {encoding[:60]!r}, which nobody asked for"
        )
    else:
        left = most
        for piece in response.iter_raw():
            left -= len(piece)
            if left < 0:
                raise unpacking.TooLargeError
            yield piece


@contextmanager
def explained(
    url: str, limits: Limits, unanswered: type[TransientError] = TransientError
) -> Iterator[None]:
    """Every way in which a call goes wrong as one of our errors."""
    try:
        yield
    except _UNCONNECTED as error:
        raise TransientError(f"cannot reach {shown_address(url)}: {_reason(error)}") from error
    except _TIMEOUTS as error:
        raise unanswered(
            f"{shown_address(url)} did not answer within {limits.total:g} s"
        ) from error
    except _UNUSABLE as error:
        raise PermanentError(f"{shown_address(url)} cannot be called: {_reason(error)}") from error
    except _BROKEN as error:
        raise unanswered(f"cannot reach {shown_address(url)}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return without_secrets(" ".join(str(error).split()))[:200] or type(error).__name__


class _Transport(httpx2.BaseTransport):
    """Calls through a network of our own, which httpx2's transport has no parameter for."""

    def __init__(self, network: httpcore2.NetworkBackend) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=trusted(), network_backend=network)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
