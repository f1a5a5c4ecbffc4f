"""Words from feeds, in which anything may stand, made fit for a topic."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterable

from contenthub import validation
from contenthub.articles.text import printable

MOST_KEYWORDS = 10
MOST_READ = 4_000  # characters of a title, with all its tags: more is no headline

# HTML that feeds put where they promise text; <int> and <T> in a title are meant as they stand.
_SURELY_HTML = re.compile(
    r"</?(?:script|style|iframe|img|br|p|div|span|font|a\s+href)\b[^>]*>", re.IGNORECASE
)

# Elements that swallow what follows, up to their end. Without one, a title only speaks of them.
_SWALLOWS = re.compile(
    r"<(?=(?P<name>script|style|iframe|title|textarea|xmp|noembed|noframes|noscript|plaintext)\b)",
    re.IGNORECASE,
)

# What is left of entities that the feed defined itself; they are not resolved.
_ONLY_ENTITIES = re.compile(r"(?:\s*&#?\w+;)+\s*")


def one_line(text: str, *, html: bool, most: int) -> str:
    """At most ``most`` characters without tags, entities, controls and doubled blanks.

    ``html`` is what the feed says of the text; obvious HTML is believed all the same. Of what
    is longer than a headline with its tags can be, the beginning is read.
    """
    text = text.strip()[:MOST_READ]
    # Behind the last ">" no tag ends, and to look for the end of each would take for ever.
    marked_up = html or _SURELY_HTML.search(text, 0, text.rfind(">") + 1)
    words = " ".join((_without_tags(text) if marked_up else text).split())
    seen = "".join(c for c in printable(words) if unicodedata.category(c) != "Cc")
    says_nothing = _ONLY_ENTITIES.fullmatch(seen) or not validation.says_something(seen)
    return "" if says_nothing else seen[:most].strip()


def keywords(tags: Iterable[str]) -> tuple[str, ...]:
    """The first ten different tags; those that are too long for a keyword are left out."""
    found: dict[str, None] = {}
    for tag in tags:
        for word in tag[:MOST_READ].replace("，", ",").split(","):
            cleaned = one_line(word, html=False, most=len(word))
            if 0 < len(cleaned) <= validation.MOST_NAME:
                found.setdefault(cleaned)
    return tuple(found)[:MOST_KEYWORDS]


def _without_tags(text: str) -> str:
    import nh3

    # A blank for each line break of HTML, so that words do not grow together.
    apart = text.replace("<br", " <br").replace("<p", " <p")
    ends = {end.casefold() for end in re.findall(r"</(\w+)", apart)}
    apart = _SWALLOWS.sub(lambda tag: "<" if tag["name"].casefold() in ends else "&lt;", apart)
    return entities.unescape(nh3.clean(apart, tags=set()))
