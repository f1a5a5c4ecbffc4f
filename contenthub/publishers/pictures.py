"""The pictures of an article: which there are, and how they are fetched to be handed on.

Articles are foreign text: a picture's address may lead anywhere, so it is fetched as feeds are,
from public addresses only, and what comes is believed to be a picture by its first bytes.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Protocol, TypeVar

from contenthub.errors import PermanentError, TransientError
from contenthub.masking import address as shown_address
from contenthub.outgoing import guarded_http
from contenthub.outgoing.guarded_http import Limits
from contenthub.outgoing.guarded_network import Allowed

_SOURCE = re.compile(r'(<img\b[^<>]{0,4000}?\bsrc=")([^"<>]{0,4000})(")')
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"GIF87a", "gif", "image/gif"),
    (b"GIF89a", "gif", "image/gif"),
)
_GONE = frozenset({401, 403, 404, 410, 451})
_INSTEAD = "correct the article, or set images=link"
MOST = 200  # pictures of one article that are handed on
_SECONDS = 150.0  # for all of them: the call of a publisher ends after 240


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes with what they are; ``name`` tells the same picture everywhere."""

    address: str
    data: bytes
    extension: str
    media_type: str

    @property
    def name(self) -> str:
        """The same for the same bytes, and no other picture's."""
        return f"contenthub-{hashlib.sha256(self.data).hexdigest()[:24]}"


class At(Protocol):
    """A picture that a target holds."""

    @property
    def address(self) -> str:
        """Where readers get it from."""


Placed = TypeVar("Placed", bound=At)


def addresses(html: str) -> list[str]:
    """The addresses of the pictures in sanitised HTML, each once, in their order."""
    return list(dict.fromkeys(unescape(found[1]) for found in _SOURCE.findall(html)))


def each(wanted: Collection[str]) -> Iterator[str]:
    """The addresses one after the other, as long as there is time to fetch another one.

    Raises PermanentError before the first one where they are too many, and TransientError where
    those before took too long: an article may show as many pictures as it likes, from servers that
    send each as slowly as is borne, and whoever publishes has other work.
    """
    if len(wanted) > MOST:
        raise PermanentError(
            f"the article shows {len(wanted)} pictures, and at most {MOST} are handed on; "
            "take some out of it"
        )
    end = time.monotonic() + _SECONDS
    for number, address in enumerate(wanted):
        if time.monotonic() > end:
            raise TransientError(
                f"{number} of the article's {len(wanted)} pictures took more than {_SECONDS:g} s"
            )
        yield address


def replaced(html: str, by: Mapping[str, str]) -> str:
    """The HTML with the pictures' addresses that are in ``by`` replaced."""

    def other(found: re.Match[str]) -> str:
        address = unescape(found[2])
        return found[1] + escape(by.get(address, address)) + found[3]

    return _SOURCE.sub(other, html)


def placed(
    html: str,
    cover: str | None,
    own: str,
    place: Callable[[str], Placed],
) -> tuple[str, Placed | None]:
    """The HTML with the pictures that ``place`` put at the target, and what is the cover there.

    ``place`` is called once for each address; those of the target itself, which begin with
    ``own``, stay as they are.
    """
    wanted = dict.fromkeys([*filter(None, [cover]), *addresses(html)])
    there = {one: place(one) for one in each([one for one in wanted if not one.startswith(own)])}
    by = {one: found.address for one, found in there.items()}
    return replaced(html, by), there.get(cover or "")


def fetcher(allowed: Allowed, most: int, instead: str = _INSTEAD) -> Callable[[str], Picture]:
    """Fetches a picture of at most ``most`` bytes from an address that is ``allowed``.

    ``instead`` is what to do where it cannot be had.
    """

    def fetch(address: str) -> Picture:
        """Raises PermanentError for what is no picture, or is not there; TransientError else."""
        shown = shown_address(address)[:200]
        if not address.lower().startswith(("http://", "https://")):
            raise PermanentError(f"the picture {shown} has no address of the web; {instead}")
        try:
            answer = guarded_http.fetch(address, allowed=allowed, limits=Limits(size=most))
        except TransientError as error:
            raise TransientError(f"{_refused(shown)}: {error.message}") from error
        except PermanentError as error:
            raise PermanentError(f"{_refused(shown)}: {error.message}; {instead}") from error
        if answer.status in _GONE:
            raise PermanentError(f"{_refused(shown)} ({answer.status}); {instead}")
        if answer.status != 200:
            raise TransientError(f"{_refused(shown)} ({answer.status})")
        extension, media_type = _kind(answer.body) or ("", "")
        if not extension:
            raise PermanentError(f"{shown} is no picture (PNG, JPEG, GIF or WebP); {instead}")
        return Picture(address, answer.body, extension, media_type)

    return fetch


def _refused(shown: str) -> str:
    return f"the picture {shown} cannot be fetched"


def _kind(data: bytes) -> tuple[str, str] | None:
    for magic, extension, media_type in _KINDS:
        if data.startswith(magic):
            return extension, media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp", "image/webp"
    return None
