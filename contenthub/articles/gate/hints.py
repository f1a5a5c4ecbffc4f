"""Which expressions a text may hold: one look for the words of all of them.

To search a text for one expression after the other takes several times as long. A hint too many
costs time and changes nothing, since the expression itself decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

import ahocorasick_rs


class Hints:
    """The words of all expressions; what a text may hold is a number with a bit for each."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}  # word -> the expressions that need it or another one
        self._count = 0
        self._always = 0  # expressions without words
        self._words: ahocorasick_rs.AhoCorasick | None = None

    def add(self, words: Iterable[str]) -> int:
        """The bit of a new expression that needs one of these words."""
        bit = 1 << self._count
        self._count += 1
        self._words = None
        if not words:
            self._always |= bit
        for word in words:
            self._bits[word] = self._bits.get(word, 0) | bit
        return bit

    def held(self, text: str) -> int:
        """The bits of those that the text may hold, and of all that are made later."""
        if self._words is None:
            self._words = ahocorasick_rs.AhoCorasick(list(self._bits))
            self._held = list(self._bits.values())
        found = self._words.find_matches_as_indexes(text, overlapping=True)
        there = {place for place, _, _ in found}
        return reduce(or_, map(self._held.__getitem__, there), self._always | -1 << self._count)


KNOWN = Hints()


class Words:
    """Words of which a passage holds one, or none; ``bit`` is their place among the hints."""

    def __init__(self, words: str) -> None:
        self.all = tuple(words.split("|"))
        self.bits = KNOWN.add(self.all)


def has(text: str, words: Iterable[str]) -> bool:
    """True if the text holds one of these."""
    return any(map(text.__contains__, words))
