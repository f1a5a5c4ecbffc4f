"""Sentences, paragraphs and phrases that come again, and are no verse, song or refrain.

Verse is known by its lines, which end where its author wanted; a refrain in prose is short.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from operator import eq

from contenthub.articles.gate import hints, shapes
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.own_words import CODE, SENTENCE_MARKS, Passage, leads_elsewhere

_SENTENCE = 25  # characters of the shortest sentence that counts
_SENTENCE_WIDE = 8
_ENDS = ".!?。！？…；;,， "
_CLOSING = frozenset(')）]】”"')  # what stands behind the mark of a sentence, and is none
_TIMES = 4  # that one sentence is said; three at once are enough
_SHARE_OF_TIMES = 0.09  # of the text: a long one may say something in each of its parts
_AT_ONCE, _SHARE_AT_ONCE = 3, 0.03
_LONG_AT_ONCE, _LONG_AT_ONCE_WIDE = 50, 20  # characters; shorter ones are a note, a line of output
_LONG, _LONG_WIDE = 80, 25  # characters of a sentence that is no refrain
_SHARE_OF_TWICE = 0.3  # of the text, that one such sentence and its copy make up
_PARAGRAPH = 20  # units of the shortest paragraph that nobody writes twice
_LINES_ALIKE = 6  # pairs of lines, one below the other
_WINDOW = 42  # units that are looked at together
_SHARE_OF_CIRCLE = 0.2  # of all units: a paragraph that lists what is looked up where is less
_STEP = 7  # units from one window to the next
_FEW_OF_WINDOW = 0.31  # different ones among them; prose has twice as many
_LEAST_AGAIN = int((1 - _FEW_OF_WINDOW) * _WINDOW)  # words of such a window that come again
# Wherever such a window is, it holds one whole half, and that has no more different ones.
_HALF, _FEW_OF_HALF = _WINDOW // 2, int(_FEW_OF_WINDOW * _WINDOW)
_SHARE_OF_COPIES = 0.12  # of all units: a notice may stand in a long text twice
# Sentences that are said again, one pair of them behind the other; one pair may be a refrain.
SENTENCES_AGAIN, _PAIRS_AGAIN = 3, 2
_FEW_WORDS = 12  # units below a heading of which a likeness says something
_LIKE = 25  # units of the shortest paragraph that is compared with its neighbours
_ALIKE, _VERY_ALIKE = 0.3, 0.6  # shares of content words; neighbours have up to 0.18 in common
_PAIRS = 3  # of neighbours that are alike: three paragraphs say one thing
_SHARE_OF_ALIKE = 0.13  # of all units: two parts of a long text may be told alike
_COPIED, _SHARE_OF_COPIED = 0.85, 0.05  # the same of paragraphs that differ by a word or two
# The same of Chinese ones that are a good part of a short text.
_RETOLD, _LEAST_RETOLD, _SHARE_OF_RETOLD = 0.45, 30, 0.2
_UNITS_FOR_PAIR = 400  # of a text, for each pair: a long one has some by chance
_SHARE_OF_TOLD = 0.1  # the same of the paragraphs that say what one before them says
_HEADED = re.compile(r"\*\*[^*\n]{1,80}\*\*\s*\n")  # a paragraph with a heading in bold of its own
_FEWEST = 10  # content words of two paragraphs of which a share says something
_ONE_THING, _ALL = 0.19, 4  # mean share of so many paragraphs with their neighbours: all say it
_NEIGHBOURS = 6  # paragraphs before it that one is compared with
_LONGEST_LINE = 60  # columns of a line of verse
# Of each thing in a list it says where there is more, or who made the picture.
_POINTS_ELSEWHERE = re.compile(
    "(?:点击|在|访问|前往)(?:这里|此处|这儿)?[^，。]{0,4}(?:了解|查看|获取)[^，。]{0,4}(?:详情|更多|信息)"
    r"|^[（(][^（）()]{1,40}\bcc[ -]by"
)
_LINK = re.compile(r"[*_]*+\[[^\[\]\n]{1,80}\]\([^()\s]{1,300}\)[*_]*+")
_PERIODS = (1, 2, 3)  # units that come together again and again
_TURNS = 9  # times that they do so
# Laughter, noises and syllables that are sung come many times in a row.
_SOUNDS = frozenset(
    "啦哈呵嘿嘻呀哎哦噢呜嗯咚叮滴嘟汪喵嘀咯哒嘎咔砰轰咕噜啪沙吼嗷咩嗡铃当噗啊嗒哗喔咿哩啾唧"
)
_SPELLED = (
    "la na da ba ha ah oh hey hee hi ho ooh hmm doo dum ding dong yeah tick tock knock choo"
    " ja nein lalala haha hehe tra shoo bang beep"
)
_SOUNDS_SPELLED = frozenset(_SPELLED.split())
_MOST_SOUNDS = 40  # units of the longest row that somebody may have meant
_MARKS = 30  # of one kind in a row
_ROWS_OF_MARKS = tuple(mark * _MARKS for mark in "!！?？。，,~～")


@dataclass(frozen=True, slots=True)
class Repeat:
    """What comes again, and where it does."""

    what: str
    passage: Passage


def of_characters(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """One character, or a few words, many times in a row; ``units`` are those of the article."""
    whole = "\n".join([passage.plain for passage in passages])
    marks = [mark for mark in _ROWS_OF_MARKS if mark in whole]
    if not marks and not _turns(units) and max(map(len, units), default=0) <= _MARKS:
        return  # as in most texts
    for passage in passages:
        if passage.block.kind is Kind.CELL:
            continue
        if passage.again >= _TURNS and _turns(passage.units):
            yield Repeat("one word comes many times in a row", passage)
            return
        longest = max(map(len, passage.units), default=0)
        if hints.has(passage.plain, marks) or (longest > _MARKS and _is_run(passage.units)):
            yield Repeat("one character comes many times in a row", passage)
            return


def _turns(units: Sequence[str]) -> bool:
    for period in _PERIODS:
        least = _TURNS * period
        same = map(eq, units[::least], units[period::least])  # one in so many would be
        places = [number * least for number, is_same in enumerate(same) if is_same]
        for place in places:
            turns = _turns_at(units, place, period)
            if turns >= least and not (
                turns <= _MOST_SOUNDS and _sounds(units[place : place + period])
            ):
                return True
    return False


def _sounds(units: Sequence[str]) -> bool:
    return all(one in _SOUNDS_SPELLED or set(one) <= _SOUNDS for one in units)


def _turns_at(units: Sequence[str], place: int, period: int) -> int:
    """How many units around this one are the same as those a period behind them."""
    begin, end, last = place, place, len(units) - period
    while begin > 0 and units[begin - 1] == units[begin - 1 + period]:
        begin -= 1
    while end < last and units[end] == units[end + period]:
        end += 1
    return end - begin


def _is_run(units: Sequence[str]) -> bool:
    return any(len(one) > _MARKS and len(set(one)) == 1 for one in units)


def of_sentences(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A sentence that is said again and again."""
    prose = [one for one in passages if one.block.kind is Kind.PARAGRAPH and not _is_link(one)]
    if not said_again(prose):
        return  # as in most texts
    counts: Counter[str] = Counter()
    whole = sum(len(passage.said) for passage in passages)
    before: deque[str] = deque(maxlen=_AT_ONCE - 1)
    for passage in prose:
        if is_verse(passage) or leads_elsewhere(passage):
            continue
        for sentence in passage.sentences:
            key = sentence.rstrip(_ENDS)
            if len(key) < (_SENTENCE if key.isascii() else _SENTENCE_WIDE) or _leads_on(sentence):
                continue
            if _POINTS_ELSEWHERE.search(sentence):
                continue
            counts[key] += 1
            at_once = len(before) == _AT_ONCE - 1 and all(one == key for one in before)
            before.append(key)
            share = counts[key] * len(key) / whole
            if at_once and share < _SHARE_OF_TIMES:
                least = _LONG_AT_ONCE if key.isascii() else _LONG_AT_ONCE_WIDE
                at_once = len(key) >= least
            often = counts[key] >= _TIMES and share >= _SHARE_OF_TIMES
            at_once = at_once and share >= _SHARE_AT_ONCE  # who means it says it three times
            is_long = len(key) >= (_LONG if key.isascii() else _LONG_WIDE)
            twice = counts[key] > 1 and is_long and share >= _SHARE_OF_TWICE
            if often or at_once or twice:
                yield Repeat(f"one sentence comes again and again: {sentence[:60]}", passage)
                return


def _is_link(passage: Passage) -> bool:
    """Whether it is nothing but a link: "Back to the contents" may stand below each section."""
    return _LINK.fullmatch(passage.block.text.strip()) is not None


def of_frames(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """Lines that are whole sentences and differ by their first words only, one below the other."""
    for passage in passages:
        if "\n" not in passage.low or passage.block.kind is not Kind.PARAGRAPH:
            continue
        lines = [one.strip() for one in passage.low.split("\n")]
        run = 0
        for one, other in pairwise(lines):
            run = run + 1 if _end_alike(one, other) else 0
            if run >= _LINES_ALIKE:
                yield Repeat(f"line by line the same is said of others: {other[:60]}", passage)
                return


def _end_alike(one: str, other: str) -> bool:
    """Whether two sentences have half of their signs in common, at their ends."""
    if one == other or one[-1:] not in SENTENCE_MARKS or other[-1:] != one[-1:]:
        return False
    same = map(eq, reversed(one), reversed(other))
    common = len(list(takewhile(bool, same)))
    least = _SENTENCE if one.isascii() else _SENTENCE_WIDE
    return common >= least and 2 * common >= max(len(one), len(other))


def said_again(passages: Sequence[Passage]) -> int:
    """How many of their sentences stand there before: none in most texts."""
    text = "\n".join([passage.unwrapped for passage in passages])
    for mark in SENTENCE_MARKS:
        text = text.replace(mark, "\n")
    keys = [one.strip().rstrip(_ENDS) for one in text.split("\n") if one]
    different = set(keys)
    again = len(keys) - len(different)
    closing = sum([keys.count(one) - 1 for one in different & _CLOSING]) if again else 0
    return again if again > closing else 0


def of_copies(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """Paragraphs that stand there twice, and are a good part of the text."""
    seen: set[tuple[str, ...]] = set()
    again = 0
    for passage in passages:
        if passage.block.kind is not Kind.PARAGRAPH or len(passage.low) < _PARAGRAPH:
            continue
        key = tuple(passage.units)
        if len(key) < _PARAGRAPH or is_verse(passage):
            continue
        if key not in seen:
            seen.add(key)
            continue
        again += len(key)
        if again >= _SHARE_OF_COPIES * len(units):
            yield Repeat(f"a paragraph stands there twice: {passage.said[:60]}", passage)
            return


def of_parts(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """Sentences that follow each other a second time, and are a good part of the text.

    There are none where fewer than SENTENCES_AGAIN are said again.
    """
    seen: set[tuple[str, str]] = set()
    again = length = 0
    before = ""
    whole = sum(len(passage.said) for passage in passages)
    for passage in passages:
        if passage.block.kind not in {Kind.PARAGRAPH, Kind.ITEM} or is_verse(passage):
            continue
        for sentence in passage.sentences:
            pair = (before, sentence)
            before = sentence
            if len(sentence) < (_SENTENCE if sentence.isascii() else _SENTENCE_WIDE):
                continue
            if pair not in seen:
                seen.add(pair)
            elif CODE not in sentence and not _leads_on(sentence):
                again, length = again + 1, length + len(sentence)
            if again >= _PAIRS_AGAIN and length >= _SHARE_OF_COPIES * whole:
                yield Repeat(f"a part of the text stands there twice: {sentence[:60]}", passage)
                return


def say_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two parts are made of nearly the same words."""
    if min(len(one), len(other)) < _FEW_WORDS:
        return False
    low = "".join(one)
    is_wide = not low.isascii() and shapes.WIDE.search(low) is not None
    return _share(shapes.of(one, is_wide=is_wide), shapes.of(other, is_wide=is_wide)) >= _ALIKE


def of_likes(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """Paragraphs that say the same as their neighbours in slightly other words."""
    near: deque[shapes.Words] = deque(maxlen=_NEIGHBOURS)
    pairs, told, whole, compared = 0, 0, 0.0, 0
    for passage in passages:
        low, kind = passage.low, passage.block.kind
        is_headed = _HEADED.match(passage.block.text) is not None
        if is_headed:
            near.clear()
        if is_headed or kind is Kind.HEADING:
            pairs = told = 0  # what is told alike under headings of its own is a comparison
        if kind is not Kind.PARAGRAPH or len(low) < _LIKE or len(passage.units) < _LIKE:
            continue
        if is_verse(passage) or leads_elsewhere(passage) or _leads_on(passage.said):
            continue  # the steps of a lesson are told alike, and whose pages it links
        shape = passage.shape
        shares = [_share(shape, other) for other in near]
        whole, compared = whole + sum(shares), compared + len(shares)
        found = sum([share >= _ALIKE for share in shares])
        pairs, told = pairs + found, told + (len(passage.units) if found else 0)
        near.append(shape)
        most = max(shares, default=0.0)
        least = _SHARE_OF_COPIED if most >= _COPIED else _SHARE_OF_ALIKE
        again = most >= _VERY_ALIKE and len(passage.units) >= least * len(units)
        again = again or (most >= _RETOLD and _is_retold(passage, len(units)))
        often = pairs >= max(_PAIRS, len(units) / _UNITS_FOR_PAIR)
        if again or (often and told >= _SHARE_OF_TOLD * len(units)):
            said = f"paragraphs say the same in slightly other words: {passage.said[:60]}"
            yield Repeat(said, passage)
            return
    if compared >= _ALL * (_ALL - 1) // 2 and whole >= _ONE_THING * compared:
        yield Repeat("all paragraphs say the same in other words", passages[0])


def _is_retold(passage: Passage, whole: int) -> bool:
    """Whether a Chinese paragraph that says what one before it says is a good part of a text."""
    return passage.is_wide and len(passage.units) >= max(_LEAST_RETOLD, _SHARE_OF_RETOLD * whole)


def _leads_on(text: str) -> bool:
    """Whether it announces or asks for what follows, or says whose words came before."""
    return text.rstrip().endswith((":", "：", "?", "？")) or text.lstrip().startswith(
        ("--", "—", "–")
    )


def of_phrases(passages: Sequence[Passage], units: Sequence[str]) -> Iterator[Repeat]:
    """A few words that turn in a circle within one paragraph."""
    for passage in passages:
        if passage.again < _LEAST_AGAIN or len(passage.units) < _SHARE_OF_CIRCLE * len(units):
            continue  # as in most passages
        own = passage.units
        halves = (own[at : at + _HALF] for at in range(0, len(own) - _HALF + 1, _HALF))
        if not any(len(set(half)) <= _FEW_OF_HALF for half in halves):
            continue
        if passage.block.kind in {Kind.CELL, Kind.HTML} or is_verse(passage):
            continue
        for place in range(0, len(own) - _WINDOW + 1, _STEP):
            part = own[place : place + _WINDOW]
            if len(set(part)) < _FEW_OF_WINDOW * _WINDOW:
                said = " ".join(part[:12])
                yield Repeat(f"a few words turn in a circle: {said[:60]}", passage)
                return


def is_verse(passage: Passage) -> bool:
    """Several short lines, each broken where its author wanted it."""
    text = passage.block.text
    return "\n" in text and max(map(len, text.split("\n"))) <= _LONGEST_LINE


def _share(one: shapes.Words, other: shapes.Words) -> float:
    """How much of both is in both."""
    both = len(one & other)
    whole = len(one) + len(other) - both
    return both / whole if whole >= _FEWEST else 0.0
