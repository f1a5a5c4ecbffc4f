"""A post's fields as Ghost is given them, within its limits, and the tag that it is found by.

Ghost drops HTML comments, so the mark is an internal tag: readers never see one whose name begins
with `#`. Its own words in newsletters, such as `%%{first_name}%%`, are shown as they are written.
"""

from __future__ import annotations

import hashlib
import re

from contenthub.articles import rendering
from contenthub.articles.text import printable
from contenthub.publishers.ghost.cards import carded

TITLE, EXCERPT, TAG = 255, 300, 191  # the most characters that Ghost takes
_UNTITLED = "(Untitled)"  # as Ghost calls it
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ZERO_WIDTH_SPACE = "\u200b"


def html(body: str) -> str:
    """The article's HTML without scripts, before its pictures have addresses of the site."""
    inert = rendering.html(printable(body)).strip().replace("%%{", f"%%{_ZERO_WIDTH_SPACE}{{")
    return carded(inert)


def line(text: str, most: int) -> str:
    """A field of one line, cut where Ghost would refuse it whole."""
    short = " ".join(printable(text).split())
    return short if len(short) <= most else short[: most - 1].rstrip() + "…"


def title(text: str) -> str:
    """The title; a post without one cannot be."""
    return line(text, TITLE) or _UNTITLED


def tags(names: tuple[str, ...]) -> list[str]:
    """The tags that readers see, each once; `#` would make one of them internal."""
    plain = (line(name, TAG).lstrip("# ") for name in names)
    first: dict[str, str] = {}
    for name in filter(None, plain):
        first.setdefault(name.casefold(), name)
    return list(first.values())


def mark(key: str) -> str:
    """The internal tag of the publication of this key."""
    known = key
    if not _SLUG.fullmatch(key):
        known = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return f"#contenthub-{known}"


def searched(key: str) -> str:
    """The filter that finds the post of this publication, whatever its state."""
    return f"tag:'hash-{mark(key)[1:]}'"
