"""Compares what a target holds with what it was given: an answer 2xx is no proof.

Targets filter attributes, change quotation marks and add line breaks; none of that matters to a
reader. Words that are missing do, and pictures.
"""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

from contenthub.errors import TransientError
from contenthub.wording import counted

# Elements whose text stands apart from what is beside them.
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "figcaption", "figure", "footer", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul"),
    }
)
# Typography that a target may put in the place of plain marks.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„«»″‟", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("–—‐‑", "-"),
        "…": "...",
        "\u00a0": " ",
    }
)


def words(html: str) -> str:
    """The text that a reader sees, its words separated by one blank, in one spelling of marks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    plain = unicodedata.normalize("NFKC", "".join(reader.pieces).translate(_PLAIN))
    return " ".join(plain.replace("--", "-").split())


def outline(html: str) -> str:
    """The text with its elements, and where its links and pictures lead: what an author made."""
    reader = _Outline()
    reader.feed(html)
    reader.close()
    plain = unicodedata.normalize("NFKC", "".join(reader.pieces).translate(_PLAIN))
    return " ".join(plain.split())


def pictures(html: str) -> int:
    """How many pictures it shows."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pictures


def missing(sent: str, held: str) -> str:
    """What of the HTML ``sent`` is not in the HTML ``held``, for people; "" where all of it is."""
    wanted, found = words(sent), words(held)
    if wanted and not found:
        return "the text is empty there"
    if wanted.replace(" ", "") != found.replace(" ", ""):
        return f"of {counted(len(wanted), 'character')} of text it holds {len(found)}, or others"
    if pictures(held) < pictures(sent):
        return f"of {pictures(sent)} pictures it holds {pictures(held)}"
    return ""


def demand_there(sent: str, held: str, post: str) -> None:
    """Raise TransientError where most of the text is missing in what is out already.

    Who looks an article up does not compare each word: people may have edited it there since. But
    one that lost its text is not the article, and nobody is told that it is published.
    """
    wanted, found = len(words(sent)), len(words(held))
    if found < wanted / 2:
        raise TransientError(
            f"{post} is out and holds {found} of {wanted} characters of its text: look at it there"
        )


class _Reader(HTMLParser):
    """Collects what is shown, and counts what is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures += 1
        if tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


class _Outline(_Reader):
    """Collects the elements besides, each with its address where it has one."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        self.pieces.append(f" <{tag} {given.get('href') or given.get('src') or ''}> ")
