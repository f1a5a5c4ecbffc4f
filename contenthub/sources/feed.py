"""Topics from the headlines of an RSS or Atom feed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import struct_time
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from contenthub import checks
from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.masking import address
from contenthub.retry_after import retry_after
from contenthub.settings import Settings
from contenthub.sources.base import UNSET, Topics
from contenthub.sources.feed_text import keywords, one_line
from contenthub.wishes import Wish

MOST_ENTRIES = 200

_MAY_PASS = frozenset({408, 425, 429})  # and 5xx
_LONG_AGO = struct_time((0,) * 9)


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed at an address; its newest entries come first."""

    url: str
    name: ClassVar[str] = "feed"
    remote: ClassVar[bool] = True

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """Raises InputError for what is no address of HTTP."""
        url = checks.plain_text(value, "feed", 2000)
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:  # half an IPv6 address, a port that cannot be
            usable = False
        if not usable or len(url.split()) != 1:
            raise InputError(f"feed is {address(url)!r}; allowed: an address that starts with "
                             "https:// or http://")  # fmt: skip
        return cls(url)

    def load(self, settings: Settings) -> Topics:
        """Fetch and read the feed, within 20 seconds and 5 MB.

        Raises TransientError where a later try may succeed, else PermanentError.
        """
        from contenthub import guarded_http
        from contenthub.guarded_network import private_too, public

        allowed = private_too if settings.allow_private_networks else public
        answer = guarded_http.fetch(self.url, allowed=allowed)
        if answer.status != 200:
            said = f"{self._shown} answered {answer.status}"
            if answer.status in _MAY_PASS or answer.status >= 500:
                raise TransientError(said, retry_after=retry_after(answer.headers))
            raise PermanentError(f"{said}: no feed is there")
        return Topics(self._read(answer.body, answer.headers), finite=False)

    def stored(self) -> dict[str, str]:
        """The address, with its password if it has one."""
        return {"feed": self.url}

    @property
    def _shown(self) -> str:
        return address(self.url)

    def _read(self, body: bytes, headers: Mapping[str, str]) -> tuple[Wish, ...]:
        parsed = self._parsed(body, headers)
        if not parsed.get("version"):
            raise PermanentError(f"{self._shown} is no RSS or Atom feed")
        newest_first = sorted(parsed["entries"], key=_date, reverse=True)
        wishes = [wish for wish in map(_wish, newest_first) if wish.topic][:MOST_ENTRIES]
        if not wishes:
            raise PermanentError(f"{self._shown} has no entries with a title")
        return tuple(wishes)

    def _parsed(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        import feedparser

        try:
            parsed: Mapping[str, Any] = feedparser.parse(
                io.BytesIO(body),
                response_headers={"content-type": headers.get("content-type", "")},
                sanitize_html=False,  # only the text is used
                resolve_relative_uris=False,
            )
        except Exception as error:  # of any kind: it works through whatever a server sends
            raise PermanentError(f"{self._shown} is no RSS or Atom feed") from error
        return parsed


def _date(entry: Mapping[str, Any]) -> struct_time:
    # Asking feedparser for a date that is not there is deprecated, and warns.
    dates = (entry[name] for name in ("published_parsed", "updated_parsed") if name in entry)
    return next(filter(None, dates), _LONG_AGO)


def _wish(entry: Mapping[str, Any]) -> Wish:
    detail = entry.get("title_detail") or {}
    html = detail.get("type") != "text/plain"
    title = one_line(entry.get("title") or "", html=html, most=checks.MOST_TOPIC)
    tags = [tag.get("term") or tag.get("label") or "" for tag in entry.get("tags") or ()]
    return replace(UNSET, topic=title, keywords=keywords(tags))
