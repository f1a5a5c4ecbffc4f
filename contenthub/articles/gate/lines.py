"""What each line of a Markdown text is: enough for the gate, in one linear pass.

A parser costs milliseconds for each article, more than all else that is done with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, auto

from contenthub.articles.gate.plain_members import plain_members


@plain_members
class Kind(IntEnum):
    """What a line belongs to."""

    __hash__ = int.__hash__  # Enum's is a function in Python, and kinds are looked up everywhere

    BLANK = auto()
    TEXT = auto()
    HEADING = auto()
    UNDERLINE = auto()  # makes a heading of the line above
    RULE = auto()  # a thematic break
    FENCE = auto()  # opens or closes a block of code
    CODE = auto()
    QUOTE = auto()
    LIST = auto()
    TABLE = auto()
    HTML = auto()
    DEFINITION = auto()  # of a link or a footnote: no reader sees it


@dataclass(slots=True)
class Line:
    """One line: ``start`` is its place in the text, ``level`` that of a heading."""

    kind: Kind
    text: str  # without the space around it
    start: int
    level: int = 0

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.text)


_BLANK = Line(Kind.BLANK, "", 0)  # all blank lines are alike
_HEADING = re.compile(r"(#{1,6})(?:[ \t]|$)")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_LIST = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_UNDERLINE = re.compile(r"=+|-+")
_DEFINITION = re.compile(r"\[[^\[\]]+\]:")
_TAG = re.compile(r"</?[A-Za-z]|<!")
_RULES = frozenset("-*_")
# what a line may begin with so that it has to be looked at twice
_MARKS = frozenset("#`~>|<[-*_+=0123456789")
_NOT_PLAIN = _MARKS | {":"}  # so may the line beneath the head of a table


def read(markdown: str) -> list[Line]:
    """The lines of a text, each with what it is."""
    lines: list[Line] = []
    plain, blank, table = Kind.TEXT, Kind.BLANK, Kind.TABLE
    fence, end, before = "", -1, blank
    for raw in markdown.split("\n"):
        place, end = end + 1, end + 1 + len(raw)
        text = raw.strip()
        if fence:
            closes = text.startswith(fence) and not text.strip(fence[0])
            before = Kind.FENCE if closes else Kind.CODE
            lines.append(Line(before, text, place + _indent(raw) if text else place))
            fence = "" if closes else fence
            continue
        if not text:
            lines.append(_BLANK)
            before = blank
            continue
        if text[0] not in _NOT_PLAIN and raw[0] == text[0] and before is not table:
            lines.append(Line(plain, text, place))
            before = plain
            continue
        kind, level = _kind(text, raw, before)
        if kind is Kind.FENCE:
            fence = _FENCE.match(text).group()  # type: ignore[union-attr]  # it matched in _kind
        elif kind is Kind.UNDERLINE:
            lines[-1].kind, lines[-1].level = Kind.HEADING, 1 if text[0] == "=" else 2
        elif kind is Kind.TEXT and before is Kind.TEXT and _is_border(text):
            kind = lines[-1].kind = Kind.TABLE
        indent = 0 if raw[0] == text[0] else _indent(raw)
        lines.append(Line(kind, text, place + indent, level))
        before = kind
    return lines


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def is_open(lines: list[Line]) -> Line | None:
    """The fence that the text never closes, or None."""
    opening: Line | None = None
    for line in lines:
        if line.kind is Kind.FENCE:
            opening = line if opening is None else None
    return opening


def _kind(text: str, raw: str, before: Kind) -> tuple[Kind, int]:
    if before in {Kind.BLANK, Kind.CODE} and raw.startswith(("    ", "\t")):
        return Kind.CODE, 0
    first = text[0]
    if first not in _MARKS:
        return (Kind.TABLE if before is Kind.TABLE and "|" in text else Kind.TEXT), 0
    if first == "#":
        found = _HEADING.match(text)
        return (Kind.HEADING, len(found[1])) if found else (Kind.TEXT, 0)
    return _marked(text, first, before), 0


def _is_border(text: str) -> bool:
    """The line beneath the head of a table that has no bars at its sides."""
    return "|" in text and "-" in text and not text.strip("|:- \t")


def _marked(text: str, first: str, before: Kind) -> Kind:
    """What a line is that begins with a mark."""
    if first in "`~" and _FENCE.match(text):
        return Kind.FENCE
    if before is Kind.TEXT and _UNDERLINE.fullmatch(text):
        return Kind.UNDERLINE
    if first in _RULES and len(text) > 2 and not text.replace(" ", "").strip(first):
        return Kind.RULE
    if first in "-*+0123456789" and _LIST.match(text):
        return Kind.LIST
    simple = {">": Kind.QUOTE, "|": Kind.TABLE}.get(first)
    if simple:
        return simple
    if first == "<" and _TAG.match(text):
        return Kind.HTML
    return Kind.DEFINITION if first == "[" and _DEFINITION.match(text) else Kind.TEXT
