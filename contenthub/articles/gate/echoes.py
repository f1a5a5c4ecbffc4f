"""Sentences that come again with some words changed, and paragraphs that all say one thing.

Neither is found by what stands there twice. Sentences are compared with each other only where some
words in a row come again, as in few texts.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.own_words import CODE, Passage, units_of
from contenthub.articles.gate.repeats import Repeat, is_verse

_IN_A_ROW, _IN_A_ROW_WIDE = 4, 6  # words, or characters, that come again together
_FEW_ROWS = 8  # of them in a whole text: as many as prose has by chance
_LOOKED_AT = 200  # units by which it is told whether a unit is a word or a character
_WORDS = 8  # units of the shortest sentence that counts
_ALIKE = 0.5  # share of pairs of units that two sentences have in common
_SENTENCES = 4  # that are like another one
# Their share of all; letters of one kind, reports and biographies have a third.
_SHARE, _SHARE_WIDE = 0.5, 0.2
_SHARE_OF_UNITS = 0.12  # of the whole, with its lists and its code
_LONG_TEXT, _SHARE_OF_LONG = 1_000, 0.3  # units; a story may end as it begins
_NEIGHBOURS = 40  # sentences before it that one is compared with

Pairs = set[tuple[str, str]]


def of_sentences(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """Several sentences that are like others but for a few words."""
    is_wide = sum(map(len, units[:_LOOKED_AT])) < 2 * len(units[:_LOOKED_AT])
    long = _IN_A_ROW_WIDE if is_wide else _IN_A_ROW
    rows = _rows(units, long)
    if len(rows) - len(set(rows)) < _FEW_ROWS:
        return  # as in most texts
    again = {row for row, times in Counter(rows).items() if times > 1}
    near: deque[tuple[int, Pairs, int]] = deque(maxlen=_NEIGHBOURS)
    alike: dict[int, int] = {}  # the number of each, and its units
    number = 0
    first: Passage | None = None
    for passage in passages:
        for words in _sentences(passage):
            number += 1
            if not again.isdisjoint(_rows(words, long)):
                pairs = set(pairwise(words))
                like = {it: size for it, those, size in near if _common(pairs, those) >= _ALIKE}
                alike.update(like | {number: len(words)} if like else {})
                first = first or (passage if like else None)
                near.append((number, pairs, len(words)))
    least = _SHARE_OF_LONG if len(units) > _LONG_TEXT else _SHARE_OF_UNITS
    if sum(alike.values()) < least * len(units):
        return
    share = _SHARE_WIDE if is_wide else _SHARE
    if first is not None and len(alike) >= max(_SENTENCES, share * number):
        said = f"sentences come again with some words changed: {first.said[:60]}"
        yield Repeat(said, first)


def _rows(units: Sequence[str], long: int) -> list[tuple[str, ...]]:
    """So many units in a row, from each place on."""
    return list(zip(*(units[place:] for place in range(long)), strict=False))


def _sentences(passage: Passage) -> Iterator[list[str]]:
    """The words of its sentences that say something; none of verse, or of what shows code.

    Nor of lists: steps and quantities are told alike.
    """
    is_prose = passage.block.kind is Kind.PARAGRAPH and CODE not in passage.said
    if is_prose and not is_verse(passage):
        words = map(units_of, passage.sentences)
        yield from (one for one in words if len(one) >= _WORDS)


def _common(one: Pairs, other: Pairs) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
