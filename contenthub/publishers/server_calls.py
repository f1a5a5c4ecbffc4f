"""Calls to the server of a target: JSON there and back, and what every failure means for a retry.

Whoever runs ContentHub names the server, so it may stand in a private network; addresses that a
machine's cloud answers it alone stay shut.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from contenthub.errors import PermanentError, TransientError
from contenthub.outgoing import guarded_http
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_http import Limits
from contenthub.outgoing.retry_after import retry_after

LIMITS = Limits(connect=10.0, total=60.0, size=16 * 2**20)
_BUSY = frozenset({408, 425, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``data`` is its JSON, or None where it is none."""

    status: int
    data: Any
    headers: Mapping[str, str]
    text: str  # the beginning of the body, for people

    @property
    def ok(self) -> bool:
        """Whether it was done, as far as the server says."""
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """Seconds for which the server asks to be left alone."""
        return retry_after(self.headers)

    @property
    def busy(self) -> bool:
        """Whether the server, or what stands before it, cannot answer just now."""
        return self.status in _BUSY


def call(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    query: Mapping[str, Any] | None = None,
    document: Any = None,
    content: bytes | None = None,
    limits: Limits = LIMITS,
) -> Reply:
    """One call; ``document`` goes as JSON, ``content`` as it is.

    Raises TransientError where nothing was sent, NoAnswerError where something may have been, and
    PermanentError for an address that cannot be called.
    """
    sent = dict(headers)
    if document is not None:
        content = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        sent["Content-Type"] = "application/json; charset=utf-8"
    answer = guarded_http.send(
        method,
        with_query(url, query or {}),
        headers={"Accept": "application/json", **sent},
        content=content,
        allowed=private_too,
        limits=limits,
    )
    text = answer.body.decode("utf-8", "replace")
    return Reply(answer.status, _json(text), answer.headers, " ".join(text[:2_000].split())[:300])


def with_query(url: str, query: Mapping[str, Any]) -> str:
    """The address with these arguments besides those that it has."""
    if not query:
        return url
    parts = urlsplit(url)
    both = "&".join(filter(None, (parts.query, urlencode(query))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, both, ""))


def site_address(url: str, pasted: tuple[str, ...]) -> str:
    """The site's address, of whatever was pasted: itself, or with one of these ends of its own."""
    plain = url.split("?")[0].split("#")[0].rstrip("/")
    for end in pasted:
        plain = plain.removesuffix(end)
    return plain.rstrip("/")


class PageError(TransientError):
    """A page came instead of an answer, as a gateway sends that waited in vain for the server.

    Whether the server did what it was asked for is not known.
    """


def not_json(who: str, reply: Reply) -> PageError | PermanentError:
    """The error for an answer that is a page, as from a login, a firewall or a wrong address."""
    if 300 <= reply.status < 400:
        return PermanentError(
            f"{who} answered {reply.status} and sends elsewhere: "
            f"{reply.headers.get('location', '')[:200]}; give the target that address"
        )
    said = f"{who} answered {reply.status} with no JSON: {reply.text[:120] or 'nothing'}"
    return PageError(said, retry_after=reply.retry_after)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
