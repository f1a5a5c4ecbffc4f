"""Which expressions a text may hold: one look for the words of all of them.

To search a text for one expression after the other takes several times as long. A hint too many
costs time and changes nothing, since the expression itself decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from threading import Lock

import ahocorasick_rs

# Expressions, with those that are made later: a number below zero says "and all others" as well,
# and takes three times as long to be compared.
MOST = 4_096


@dataclass(frozen=True, slots=True)
class _Look:
    """The words of the first ``count`` expressions, and how a text is searched for all of them."""

    count: int
    none: int  # what a text may hold that has none of the words
    held: list[int]  # what a text may hold that has the word of this number
    matches: Callable[[str], list[tuple[int, int, int]]]  # (word, begin, end)


class Hints:
    """The words of all expressions; what a text may hold is a number with a bit for each."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}  # word -> the expressions that need it or another one
        self._count = 0
        self._always = 0  # expressions without words
        self._look = _Look(0, (1 << MOST) - 1, [], lambda text: [])
        self._adding = Lock()  # checks are loaded by whichever threads need them first

    def add(self, words: Iterable[str]) -> int:
        """The bit of a new expression that needs one of these words."""
        with self._adding:
            if self._count == MOST:
                raise RuntimeError(f"the gate has more than {MOST} expressions: raise hints.MOST")
            bit = 1 << self._count
            if not words:
                self._always |= bit
            for word in words:
                self._bits[word] = self._bits.get(word, 0) | bit
            self._count += 1
            return bit

    def held(self, text: str) -> int:
        """The bits of those that the text may hold, and of all that are made later."""
        return self.held_each([text])[0]

    def held_each(self, texts: Sequence[str]) -> list[int]:
        """The same for each of these texts, in one look at all; a space stands around each."""
        look = self._look
        if look.count != self._count:
            look = self._look = self._new_look()
        each = [0] * len(texts)
        ends = list(accumulate([len(text) + 1 for text in texts], initial=1))[1:]
        place = 0
        for word, _, end in look.matches(f" {' '.join(texts)} "):
            while end > ends[place]:  # they come in the order of their ends
                place += 1
            each[place] |= look.held[word]
        return [held | look.none if held else look.none for held in each]

    def _new_look(self) -> _Look:
        """All that is known now; what another thread adds meanwhile counts as made later."""
        with self._adding:
            count, always, bits = self._count, self._always, dict(self._bits)
        words = ahocorasick_rs.AhoCorasick(list(bits))
        find = partial(words.find_matches_as_indexes, overlapping=True)
        later = (1 << MOST) - (1 << count)
        return _Look(count, always | later, list(bits.values()), find)


KNOWN = Hints()


class Words:
    """Words of which a passage holds one, or none; ``bit`` is their place among the hints."""

    def __init__(self, words: str) -> None:
        self.all = tuple(words.split("|"))
        self.bits = KNOWN.add(self.all)


def has(text: str, words: Iterable[str]) -> bool:
    """True if the text holds one of these."""
    return any(map(text.__contains__, words))
