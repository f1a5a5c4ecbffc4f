"""What of the author's own words is prose: without cells of tables, formulas and names of books.

From these a language is told, and the script in which Chinese is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.own_words import Passage

_PROSE = {Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM}
_BOOK = re.compile("《[^《》]*》")


@dataclass(slots=True)
class Prose:
    """A paragraph, an item of a list or a heading: its plain words, and where it stands."""

    text: str
    span: tuple[int, int]


def of(passages: Iterable[Passage]) -> list[Prose]:
    """The prose of an article, in its order."""
    return [Prose(_plain(one.said), one.block.span) for one in passages if one.block.kind in _PROSE]


def _plain(text: str) -> str:
    if "$" in text:
        text = _without_formulas(text)
    return _BOOK.sub(" ", text) if "《" in text else text


def _without_formulas(text: str) -> str:
    """Without ``$x = 1$``; between two prices stand words."""
    parts = text.split("$")
    return " ".join(
        part
        for place, part in enumerate(parts)
        if place % 2 == 0 or not any(sign in part for sign in "\\=^{")
    )
