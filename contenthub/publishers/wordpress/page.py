"""The HTML of an article as WordPress is given it, and the mark by which it is found again.

It is one block of HTML: outside of blocks WordPress would make a line break of every line's end.
Brackets are written as characters of HTML, since WordPress runs what looks like a shortcode,
whoever wrote it, and an article's text is foreign.
"""

from __future__ import annotations

import re

from contenthub.articles import rendering
from contenthub.articles.text import printable
from contenthub.publishers.edited_there import Stamp

_NOTE = re.compile(r"<!-- contenthub note: ([^<>]{1,100}) -->")
_OPENING, _CLOSING = "<!-- wp:html -->\n", "\n<!-- /wp:html -->"


def html(body: str) -> str:
    """The article's HTML without scripts, before its pictures have addresses of the site."""
    return rendering.html(printable(body)).strip()


def content(article: str, key: str) -> str:
    """What the post holds for this HTML and the publication of this key."""
    inert = article.replace("[", "&#91;").replace("]", "&#93;")
    return f"{_OPENING}{inert}{_CLOSING}\n{mark(key)}"


def noted(content: str, stamp: Stamp) -> str:
    """The content with what is noted beside it, in another comment that readers do not see."""
    return f"{content}\n<!-- contenthub note: {stamp} -->"


def stamp_of(content: str) -> Stamp | None:
    """What is noted beside the content of a post; None where nothing is."""
    found = _NOTE.search(content)
    return Stamp.read(found[1]) if found else None


def mark(key: str) -> str:
    """A comment that readers do not see, which WordPress's search finds."""
    return f"<!-- {searched(key)} -->"


def searched(key: str) -> str:
    """What is searched for to find the post of this publication."""
    return f"contenthub:{key}"
