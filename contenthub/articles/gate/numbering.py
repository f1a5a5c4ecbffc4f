"""Does its numbering jump? "Step 1", "Step 2", "Step 4": something between them was lost.

Numbers that begin with one and go on by one, but for a gap, count; a text that speaks of the
number in the gap, or that counts otherwise (1, 3, 5), is let alone. Items of a list say nothing:
whoever shows them numbers them anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "fewer_than_promised"
_LEAST = 3  # numbers, of which one is behind the gap
_MOST = 20
_WIDE_DIGITS = "一二三四五六七八九十"
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAID = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = tuple(_SAID.split())
_VALUES = {sign: value for value, sign in enumerate(_WIDE_DIGITS, 1)}
_VALUES |= {word: value for value, word in enumerate(_WORDS, 1)}
_VALUES |= {word: value for value, word in enumerate(_ORDINALS, 1)}
_NUMBER = rf"(\d{{1,2}}|[{_WIDE_DIGITS}]|{'|'.join(_WORDS)})"
# "3. Wait", "Step 3: wait", "第三步：等", "三、等": what stands before the number is its kind.
_BEGINS = re.compile(
    rf"[\W_]{{0,4}}([a-z]{{3,12}} (?:no\. ?|number |#)?|第|[\u4e00-\u9fff]{{2}})?{_NUMBER}"
    r"\s?(步|条|点|招|部分|个[^\W\d]{1,4}|、|[.:：)）—–,，](?!\d)|$)"
)
_SENTENCES = re.compile(
    rf"(?:^|[。！？；\n])\s*(第[{_WIDE_DIGITS}])(?=[，,、：:是])"
    rf"|(?:^|[.!?\n])\s*({'|'.join(_ORDINALS)})(?:ly)?(?=[,:])"
)
_OTHER_WORDS = {2: ("second", "其次", "再次", "接着", "然后", "another", "next", "then ", "also")}


def check(article: Finished) -> Iterator[Finding]:
    """The first number behind a gap."""
    found = _of_beginnings(article) or _of_sentences(article)
    if found is not None:
        passage, missing = found
        said = f"the numbers jump: {missing} is missing before {passage.said.strip()[:40]}"
        yield Finding(NAME, Level.HOLD, passage.block.span, said)


def _of_beginnings(article: Finished) -> tuple[Passage, int] | None:
    """Headings of one level, or paragraphs, that begin with numbers of one kind."""
    rows: defaultdict[tuple[object, ...], list[tuple[int, Passage]]] = defaultdict(list)
    for passage in article.passages:
        block = passage.block
        if block.kind not in {Kind.HEADING, Kind.PARAGRAPH}:
            continue
        found = _BEGINS.match(passage.low[:60])
        if found is None or (block.kind is Kind.PARAGRAPH and not _stands_out(passage)):
            continue
        value = _value(found[2])
        if 0 < value <= _MOST:
            kind = (block.kind, block.level, found[1] or "", found[3], found[2].isdigit())
            rows[kind].append((value, passage))
    for row in rows.values():
        if (gap := _gap([value for value, _ in row])) is None:
            continue
        at, missing = gap
        if not _speaks_of(article, missing):
            return row[at][1], missing
    return None


def _stands_out(passage: Passage) -> bool:
    """Whether a paragraph begins in bold or is a line: a sentence may begin with a number."""
    return passage.block.text.lstrip().startswith(("**", "__", "第", *_WIDE_DIGITS))


def _of_sentences(article: Finished) -> tuple[Passage, int] | None:
    """Ordinals at the beginnings of sentences: "First, … Third, …"."""
    if "第三" not in article.low and "third" not in article.low:
        return None
    row: list[tuple[int, Passage]] = []
    passages = article.passages
    for passage in passages:
        if passage.block.kind in {Kind.PARAGRAPH, Kind.ITEM}:
            found = _SENTENCES.finditer(passage.low)
            row += [(_value((one[1] or one[2]).strip("第")), passage) for one in found]
    values = [value for value, _ in row]
    if values[:2] != [1, 3] or sorted(values) != values:
        return None
    between = passages[passages.index(row[0][1]) : passages.index(row[1][1]) + 1]
    said = "\n".join([one.low for one in between])
    others = ("第二", "其二", "二是", *_OTHER_WORDS[2])
    return None if any(word in said for word in others) else (row[1][1], 2)


def _value(sign: str) -> int:
    return int(sign) if sign.isdigit() else _VALUES.get(sign, 0)


def _gap(values: Sequence[int]) -> tuple[int, int] | None:
    """(place behind it, number in it) where numbers go 1, 2, 4; None where they do not jump."""
    if len(values) < _LEAST or values[0] != 1 or sorted(set(values)) != list(values):
        return None
    steps = [after - before for before, after in pairwise(values)]
    jumps = [place for place, step in enumerate(steps) if step > 1]
    if len(jumps) != 1 or steps[jumps[0]] > _LEAST or steps.count(1) < len(steps) - 1:
        return None
    return jumps[0] + 1, values[jumps[0]] + 1


def _speaks_of(article: Finished, number: int) -> bool:
    """Whether the number stands somewhere in the text, in figures or in words."""
    names = [rf"(?<!\d){number}(?!\d)"]
    if number <= len(_WORDS):
        names += [rf"\b{_WORDS[number - 1]}\b", rf"\b{_ORDINALS[number - 1]}", _wide(number)]
    return re.search("|".join(names), article.low) is not None


def _wide(number: int) -> str:
    sign = _WIDE_DIGITS[number - 1]
    return rf"第{sign}|其{sign}|{sign}[、是]"
