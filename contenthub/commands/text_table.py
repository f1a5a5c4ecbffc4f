"""Lays out a table in plain text: nothing cut, Chinese aligned, foreign characters inert.

Not by rich: its import takes longer than reading and printing the rows, and what
control characters in a topic do to a terminal would still be ours to prevent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_GAP = "  "
_NARROWEST = 12  # columns of the screen below which a cell is not folded
_SPACE = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
# Controls, escapes, text direction overrides and lone surrogates could rewrite the screen.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its cells stand: numbers ``right``; ids ``whole``, never folded."""

    heading: str
    right: bool = False
    whole: bool = False


def lay_out(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: int | None = None
) -> Iterator[str]:
    """The lines of a table; ``screen`` is the width to keep to, None to use what it takes.

    Cells fold onto further lines where the screen is too narrow; no character is left out.
    """
    cells = [[one_line(text) for text in row] for row in rows]
    headings = [one_line(column.heading) for column in columns]
    widths = [max(map(display_width, texts)) for texts in zip(headings, *cells, strict=True)]
    if screen is not None:
        _narrow(widths, columns, screen)
    yield from _row(headings, columns, widths)
    yield _GAP.join("-" * width for width in widths)
    for row in cells:
        yield from _row(row, columns, widths)


def one_line(text: str) -> str:
    """The text with line breaks as spaces, and visible escapes for what is no character."""
    return inert(_SPACE.sub(" ", text).strip())


def inert(text: str) -> str:
    """The text with visible escapes for what would steer a terminal; line breaks stay."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def display_width(text: str) -> int:
    """Columns of a terminal that the text takes: two for a Han character, none for an accent."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces up to ``width`` columns, in front of it for ``right``."""
    space = " " * (width - display_width(text))
    return space + text if right else text + space


def fold(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns: broken at spaces, else anywhere."""
    lines, start = [], 0
    while (end := _fitting(text, start, width)) < len(text):
        space = text.rfind(" ", start + 1, end + 1)
        if space > start:
            end = space
        lines.append(text[start:end])
        while end < len(text) and text[end] == " ":
            end += 1
        start = end
    return [*lines, text[start:]] if start < len(text) or not lines else lines


@cache
def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _fitting(text: str, start: int, width: int) -> int:
    """Where a line of ``width`` columns ends; it has a character at least, so that folding ends."""
    taken = 0
    for place in range(start, len(text)):
        taken += _character_width(text[place])
        if taken > width:
            return max(place, start + 1)
    return len(text)


def _narrow(widths: list[int], columns: Sequence[Column], screen: int) -> None:
    """Take from the widest columns that may fold until the table stands on the screen."""
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - screen
    foldable = [i for i, column in enumerate(columns) if not (column.whole or column.right)]
    while excess > 0:
        widest = max(foldable, key=lambda i: widths[i], default=None)
        if widest is None or widths[widest] <= _NARROWEST:
            return
        widths[widest] -= 1
        excess -= 1


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    folded = [fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, folded))):
        parts = []
        for lines, column, width in zip(folded, columns, widths, strict=True):
            text = lines[number] if number < len(lines) else ""
            parts.append(pad(text, width, right=column.right))
        yield _GAP.join(parts).rstrip()
