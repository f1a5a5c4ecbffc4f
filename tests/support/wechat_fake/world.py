"""What the fake knows: one account, its drafts, pictures and publications, and what was asked."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

APPID = "wx0f1e2d3c4b5a6978"
OTHER_APPID = "wx8796a5b4c3d2e1f0"  # a second name for the same account
SECRET = "5d41402abc4b2a76b9719d911017c592"


@dataclass
class Token:
    """An access token and until when it is good, in seconds of the fake's clock."""

    value: str
    until: float
    revoked: bool = False


@dataclass
class Draft:
    """One or several articles in the box of drafts."""

    media_id: str
    articles: list[dict[str, Any]]
    created: int
    updated: int


@dataclass
class Publication:
    """A draft on its way out, and what is seen of it afterwards."""

    publish_id: int
    draft: str
    articles: list[dict[str, Any]]
    status: int
    due: float | None  # when it is out by itself; None: when it was asked often enough
    script: list[int] = field(default_factory=list)  # what the next looks see
    article_id: str = ""
    updated: int = 0
    mid: int = 0

    @property
    def is_out(self) -> bool:
        return bool(self.article_id) and self.status == 0


@dataclass
class Fault:
    """What happens to the next calls of a path instead of a right answer."""

    path: str
    how: str  # errcode, status, text, hang, cut, half
    times: int = 1
    when: str = "before"  # or "after": what was asked is done, and the answer is lost
    errcode: int = -1
    errmsg: str | None = None
    status: int = 502
    text: str = "<html><body>Bad Gateway</body></html>"


@dataclass
class Call:
    """One call as it came in; ``errcode`` is what was answered, None where there was no answer."""

    path: str
    query: dict[str, str]
    body: Any
    raw: str
    at: float
    errcode: int | None = None


def _limits() -> dict[str, int]:
    return {
        "title": 32,
        "author": 16,
        "digest": 128,
        "content": 19_999,
        "content_bytes": 1_048_575,
        "url": 1024,
        "articles": 8,
        "picture_bytes": 1_048_575,
        "material_bytes": 10_485_760,
        "thumb_bytes": 65_536,
    }


@dataclass
class World:
    """All of it, under one lock. Control calls change the fields below by their names."""

    appid: str = APPID
    other_appid: str = OTHER_APPID
    secret: str = SECRET
    certified: bool = True
    allowed_ips: list[str] | None = None  # None: nobody set a list
    publish_seconds: float = 0.0  # from a submit to the article being out
    next_statuses: list[int] = field(default_factory=list)  # what looks at the next publish see
    rewrites_addresses: bool = False  # of pictures, when an article is read again
    limits: dict[str, int] = field(default_factory=_limits)
    quotas: dict[str, int] = field(default_factory=dict)  # by path and day, over the documented
    minute_quotas: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    began: float = field(default_factory=lambda: time.time() - time.monotonic())
    offset: float = 0.0
    tokens: list[Token] = field(default_factory=list)  # the newest is the last
    refreshed: list[float] = field(default_factory=list)
    cleared: list[float] = field(default_factory=list)
    used: dict[str, list[float]] = field(default_factory=dict)
    pictures: dict[str, dict[str, Any]] = field(default_factory=dict)  # by address
    materials: dict[str, dict[str, Any]] = field(default_factory=dict)  # by media_id
    drafts: dict[str, Draft] = field(default_factory=dict)
    publications: dict[int, Publication] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> float:
        """Seconds since 1970 by the fake's clock, which only a control call moves or sets back."""
        return self.began + time.monotonic() + self.offset


def new_id(length: int = 43) -> str:
    """An id as the API gives them: letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(length)[:length]
