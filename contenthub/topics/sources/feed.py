"""Topics from the headlines of an RSS or Atom feed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from contenthub import validation
from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.masking import HIDDEN, address
from contenthub.outgoing import unpacking
from contenthub.outgoing.retry_after import retry_after
from contenthub.settings import Settings
from contenthub.topics.sources import feed_process
from contenthub.topics.sources.base import UNSET, Topics
from contenthub.topics.wishes import Wish

MOST_BYTES = 5 * 2**20  # of a feed, unpacked

_MAY_PASS = frozenset({408, 425, 429})  # and 5xx


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed at an address; its newest entries come first."""

    url: str
    name: ClassVar[str] = "feed"
    remote: ClassVar[bool] = True

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """Raises InputError for what is no address of HTTP."""
        url = validation.plain_text(value, "feed", 2000)
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:  # half an IPv6 address, a port that cannot be
            usable = False
        if not usable or len(url.split()) != 1:
            raise InputError(
                f"feed is {address(url)!r}; allowed: an address that starts with "
                "https:// or http://"
            )
        if HIDDEN in url:  # an address that was shown is not the address
            raise InputError(
                f"feed is {address(url)!r}, where {HIDDEN!r} only stands for what is not shown"
            )
        _demand_reachable(parts.hostname or "", address(url))
        return cls(url)

    def load(self, settings: Settings) -> Topics:
        """Fetch the feed within 20 seconds and 5 MB, and read it in a process that can be killed.

        Raises TransientError where a later try may succeed, PermanentError, or StoppingError
        when the service ends meanwhile.
        """
        from contenthub.outgoing import guarded_http
        from contenthub.outgoing.addresses import private_too, public

        allowed = private_too if settings.allow_private_networks else public
        limits = guarded_http.Limits(size=MOST_BYTES)
        answer = guarded_http.fetch(self.url, allowed=allowed, limits=limits)
        if answer.status != 200:
            said = f"{self._shown} answered {answer.status}"
            if answer.status in _MAY_PASS or answer.status >= 500:
                raise TransientError(said, retry_after=retry_after(answer.headers))
            raise PermanentError(f"{said}: no feed is there")
        content_type = answer.headers.get("content-type", "")
        return Topics(self._read(answer.body, content_type), finite=False)

    def stored(self) -> dict[str, str]:
        """The address, with its password if it has one."""
        return {"feed": self.url}

    @property
    def _shown(self) -> str:
        return address(self.url)

    def _read(self, body: bytes, content_type: str) -> tuple[Wish, ...]:
        try:
            if body.startswith(unpacking.GZIP):  # a file that is kept compressed: feed.xml.gz
                body = unpacking.gunzip(body, MOST_BYTES)
            entries = feed_process.read(body, content_type)
        except unpacking.TooLargeError:
            what = f"{self._shown} is larger than {MOST_BYTES / 2**20:g} MB when it is unpacked"
            raise PermanentError(what) from None
        except unpacking.BrokenError as error:
            raise PermanentError(f"{self._shown} cannot be unpacked: {error}") from None
        except PermanentError as error:
            raise PermanentError(f"{self._shown} {error}") from error
        except TransientError as error:
            raise TransientError(f"{self._shown} {error}") from error
        return tuple(
            replace(UNSET, topic=entry["topic"], keywords=tuple(entry["keywords"]))
            for entry in entries
        )


def _demand_reachable(host: str, shown: str) -> None:
    """Raise InputError for a host that no setting and no name server makes reachable."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            host.rstrip(".").encode("idna")
        except UnicodeError:
            raise InputError(f"feed is {shown!r}: no host can have this name") from None
        return
    from contenthub.outgoing.addresses import private_too

    if not private_too(str(ip)):
        raise InputError(
            f"feed is {shown!r}: a machine's own address (link-local or metadata); "
            "no feed is read there"
        )
