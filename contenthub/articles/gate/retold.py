"""Is a thing told a second time in other words: a whole section, or one thought in a paragraph?

Who tells a thing twice keeps its order. Sections of one form share words as well, and a conclusion
takes up what was said before; neither does so in the same order from beginning to end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.common_words import COMMON_WORDS
from contenthub.articles.gate.own_words import CODE, Passage, units_of
from contenthub.articles.gate.repeats import Repeat, Words, is_verse, shape_of

_LEAST = 40  # units of a section that tells something
_MOST_SECTIONS = 40
_NEAR = 6  # sections before it that one is compared with
_LONGER = 1.8  # times that one of two sections is as long as the other
_ALIKE, _ALIKE_WIDE = 0.28, 0.16  # of the shorter one's own words; other sections have 0.2
_IN_COMMON = 8  # words whose order says something
_IN_ORDER = 0.8  # share of their pairs that stand in the same order; by chance it is a half
_SENTENCES = 5  # of a paragraph that turns around one thought
_SENTENCE = 5  # units of the shortest sentence
_TIMES = 4  # sentences, and half of them, that have a word
_WORDS = 3  # such words; a paragraph has one, or two
_LEAST_AGAIN = _WORDS * (_TIMES - 1)
_PROSE = {Kind.PARAGRAPH, Kind.ITEM}


def of_sections(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A section that says the same as one before it, in the same order."""
    sections = [one for one in _sections(passages) if len(one[1]) >= _LEAST][:_MOST_SECTIONS]
    if len(sections) < 2:
        return
    wide = is_wide(units)
    shapes = [shape_of(words, is_wide=wide) for _, words in sections]
    counts = Counter([word for one in shapes for word in one])
    own = [{word for word in one if counts[word] <= 2} for one in shapes]
    for later, (first, words) in enumerate(sections):
        for before in range(max(0, later - _NEAR), later):
            both = own[later] & own[before]
            least = min(len(own[later]), len(own[before])) * (_ALIKE_WIDE if wide else _ALIKE)
            if len(both) < max(_IN_COMMON, least):
                continue
            if _are_as_long(words, sections[before][1]) and (
                _in_order(words, sections[before][1], both) >= _IN_ORDER
            ):
                yield Repeat(f"a section is told a second time: {first.said[:60]}", first)
                return


def of_thoughts(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A paragraph whose sentences all say one thing."""
    for passage in passages:
        if passage.block.kind is not Kind.PARAGRAPH or passage.again < _LEAST_AGAIN:
            continue
        if is_verse(passage) or CODE in passage.said:
            continue
        sentences = [one for one in map(units_of, passage.sentences) if len(one) >= _SENTENCE]
        if len(sentences) >= _SENTENCES and _turns_around(sentences, passage.units):
            yield Repeat(f"all sentences say one thing: {passage.said[:60]}", passage)
            return


def is_wide(units: Sequence[str]) -> bool:
    """Whether most units are single characters."""
    return 2 * sum([len(one) == 1 for one in units]) > len(units)


def _sections(passages: Sequence[Passage]) -> Iterator[tuple[Passage, list[str]]]:
    """(first passage, words) of what stands below each heading."""
    first: Passage | None = None
    words: list[str] = []
    for passage in passages:
        kind = passage.block.kind
        if kind is Kind.HEADING and first is not None:
            yield first, words
            first, words = None, []
        elif kind in _PROSE:
            first = first or passage
            words += passage.units
    if first is not None:
        yield first, words


def _are_as_long(one: Sequence[str], other: Sequence[str]) -> bool:
    return max(len(one), len(other)) <= _LONGER * min(len(one), len(other))


def _in_order(one: Sequence[str], other: Sequence[str], words: Words) -> float:
    """Of pairs of words that both have, how many come in the same order; at most 40 are asked."""
    here, there = _places(one, words), _places(other, words)
    common = [(here[word], there[word]) for word in here if word in there][:40]
    pairs = [(b[0] - a[0]) * (b[1] - a[1]) for a, b in combinations(common, 2)]
    asked = [one for one in pairs if one]
    if len(common) < _IN_COMMON or not asked:
        return 0.0
    return sum(one > 0 for one in asked) / len(asked)


def _places(units: Sequence[str], words: Words) -> dict[object, int]:
    """Where each of these words stands first."""
    found: dict[object, int] = {}
    for place, unit in enumerate(units):
        pair = (unit, units[place + 1] if place + 1 < len(units) else "")
        for key in (unit[:5], pair):
            if key in words:
                found.setdefault(key, place)
    return found


def _turns_around(sentences: Sequence[Sequence[str]], units: Sequence[str]) -> bool:
    wide = is_wide(units)
    counts = Counter([word for one in sentences for word in shape_of(one, is_wide=wide)])
    least = max(_TIMES, len(sentences) / 2)
    often = {word for word, times in counts.items() if times >= least and word not in COMMON_WORDS}
    # Of characters that stand in a row, the first pair counts for all of them.
    ends = {one[1] for one in often if isinstance(one, tuple)}
    return sum(not isinstance(one, tuple) or one[0] not in ends for one in often) >= _WORDS
