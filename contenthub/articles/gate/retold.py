"""Is a thing told a second time in other words: a whole section, or one thought in a paragraph?

Who tells a thing twice keeps its order. Sections of one form share words as well, and a conclusion
takes up what was said before; neither does so in the same order from beginning to end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice, pairwise

from contenthub.articles.gate import shapes
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.common_words import COMMON_WORDS
from contenthub.articles.gate.own_words import CODE, Passage, units_of
from contenthub.articles.gate.repeats import Repeat, is_verse
from contenthub.articles.gate.shapes import Words

_LEAST = 40  # units of a section that tells something
_SHARE_OF_ALL = 0.1  # of the whole: in a long text two parts may be told alike
_MOST_SECTIONS = 40
_NEAR = 6  # sections before it that one is compared with
_LONGER = 1.8  # times that one of two sections is as long as the other
_ALIKE, _ALIKE_WIDE = 0.28, 0.16  # of the shorter one's own words; other sections have 0.2
_LONG_TEXT = 1_000  # units
_IN_COMMON = 9  # words that no third section has, and whose order says something
_OF_ALL = 0.08  # their share of the shorter one's units: long sections have as many by chance
_OWN, _OWN_WIDE = 0.27, 0.165  # of the shorter one's words, that are such words
# Share of their pairs that stand in the same order; by chance it is a half.
_IN_ORDER, _IN_ORDER_WIDE = 0.8, 0.9
_OF_TEXT = 0.3  # of all units, that both sections are: a long text takes up what it said
_MOST_ITEMS = 0.2  # of a section's units: a list of parts and the steps with them have one order
_SENTENCES = 5  # of a paragraph that turns around one thought
_SENTENCE = 5  # units of the shortest sentence
_TIMES = 4  # sentences, and half of them, that have a word
_WORDS = 3  # such words; a paragraph has one, or two
# The share of its units that such words make up; of a paragraph with a subject 0.2, Chinese 0.1.
_SHARE, _SHARE_WIDE = 0.3, 0.13
_LEAST_TEXT, _MOST_TEXT = 60, 320  # characters of a text that is looked at as one paragraph
_SENTENCES_OF_TEXT = 6
_LEAST_AGAIN = _WORDS * (_TIMES - 1)
_PROSE = {Kind.PARAGRAPH, Kind.ITEM}


def of_sections(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A section that says the same as one before it, in the same order."""
    parts = [(one, _words(one)) for one in islice(_sections(passages), _MOST_SECTIONS)]
    parts = [one for one in parts if len(one[1]) >= _LEAST and _is_told(*one)]
    if len(parts) < 2:
        return
    sections = [(those[0], words) for those, words in parts]
    said = [_about(those) for those, _ in parts]
    is_wide = any(one.is_wide for those, _ in parts for one in those)
    is_brief = is_wide and len(units) <= _LONG_TEXT  # a long one takes up its own words
    share, own = (_ALIKE_WIDE, _OWN_WIDE) if is_brief else (_ALIKE, _OWN)
    order = _IN_ORDER_WIDE if is_wide else _IN_ORDER
    least_of_text = _OF_TEXT * len(units)
    near = [
        (before, later)
        for later in range(len(said))
        for before in range(max(0, later - _NEAR), later)
        if _are_as_long(sections[later][1], sections[before][1])
        and len(sections[later][1]) + len(sections[before][1]) >= least_of_text
        and shapes.are_alike(said[later], said[before], share)
    ]
    counts = Counter(chain.from_iterable(said)) if near else Counter()
    for before, later in near:
        both = {word for word in said[later] & said[before] if counts[word] <= 2}
        words, others = sections[later][1], sections[before][1]
        least = max(
            _IN_COMMON,
            _OF_ALL * min(len(words), len(others)),
            own * min(len(said[later]), len(said[before])),
        )
        is_part = len(words) >= _SHARE_OF_ALL * len(units)
        if is_part and len(both) >= least and _in_order(words, others, both) >= order:
            first = sections[later][0]
            yield Repeat(f"a section is told a second time: {first.said[:60]}", first)
            return


def _is_told(those: Sequence[Passage], words: Sequence[str]) -> bool:
    """Whether a section is told in paragraphs, and not in a list."""
    items = sum(len(one.units) for one in those if one.block.kind is Kind.ITEM)
    return items <= _MOST_ITEMS * len(words)


def of_thoughts(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A paragraph whose sentences all say one thing."""
    for passage in passages:
        if passage.block.kind is not Kind.PARAGRAPH or passage.again < _LEAST_AGAIN:
            continue
        if len(passage.units) < _SHARE_OF_ALL * len(units):
            continue
        if not _may_turn(passage) or is_verse(passage) or CODE in passage.said:
            continue
        sentences = [one for one in map(units_of, passage.sentences) if len(one) >= _SENTENCE]
        if len(sentences) >= _SENTENCES and _turns_around(sentences, is_wide=passage.is_wide):
            yield Repeat(f"all sentences say one thing: {passage.said[:60]}", passage)
            return


def of_texts(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A short Chinese text whose sentences all say one thing, each in a paragraph of its own."""
    if not _LEAST_TEXT <= len(units) <= _MOST_TEXT:
        return
    those = [one for one in passages if one.block.kind is Kind.PARAGRAPH and one.is_wide]
    if len(those) < 2 or any(is_verse(one) or CODE in one.said for one in those):
        return
    said = chain.from_iterable(one.sentences for one in those)
    sentences = [one for one in map(units_of, said) if len(one) >= _SENTENCE]
    if len(sentences) >= _SENTENCES_OF_TEXT and _turns_around(sentences, is_wide=True):
        yield Repeat(f"all sentences say one thing: {those[0].said[:60]}", those[0])


def _may_turn(passage: Passage) -> bool:
    """Whether words of a paragraph come so often that they may be in so many sentences."""
    units = passage.units
    if passage.is_wide:
        if len(units) - len(passage.shape) < _LEAST_AGAIN:
            return False
        counts: Counter[object] = Counter(pairwise(units))
    else:
        counts = Counter([one[: shapes.STEM] for one in units if len(one) >= shapes.CONTENT])
    return sum([times >= _TIMES for times in counts.values()]) >= _WORDS


def _sections(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The prose below each heading."""
    those: list[Passage] = []
    for passage in passages:
        kind = passage.block.kind
        if kind is Kind.HEADING and those:
            yield those
            those = []
        elif kind in _PROSE:
            those.append(passage)
    if those:
        yield those


def _words(those: Sequence[Passage]) -> list[str]:
    return list(chain.from_iterable([one.units for one in those]))


def _about(those: Sequence[Passage]) -> set[object]:
    return set().union(*[one.shape for one in those])


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


def _turns_around(sentences: Sequence[Sequence[str]], *, is_wide: bool) -> bool:
    those = [shapes.of(one, is_wide=is_wide) for one in sentences]
    counts = Counter(chain.from_iterable(those))
    least = max(_TIMES, len(sentences) / 2)
    often = {word for word, times in counts.items() if times >= least and word not in COMMON_WORDS}
    words = _without_rows(often, sentences) if is_wide else often
    if len(words) < _WORDS:
        return False
    # Long sentences have words in common that say nothing: "if", "one", what the subject is called.
    again = sum([counts[one] for one in words])
    share = _SHARE_WIDE if is_wide else _SHARE
    return again >= share * sum(map(len, sentences))


def _without_rows(often: set[object], sentences: Sequence[Sequence[str]]) -> set[object]:
    """Of characters that mostly stand in one row, the first pair, which counts for all of them."""
    rows = Counter(
        chain.from_iterable(zip(one, one[1:], one[2:], strict=False) for one in sentences)
    )
    within: Counter[object] = Counter()
    for (first, middle, last), times in rows.items():
        if (first, middle) in often:
            within[middle, last] += times
    pairs: Counter[object] = Counter(chain.from_iterable(map(pairwise, sentences)))
    return {one for one in often if not 2 * within[one] > pairs[one]}
