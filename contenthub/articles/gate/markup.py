"""Are its links, brackets and bold words sound? Broken ones are shown as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_letters, digits

from contenthub.articles.gate import blocks
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has

BROKEN, MARKS = "broken_markup", "mostly_marks"
# What is left in the text of a paragraph where a link or a bold word was not closed.
_LEFT = re.compile(r"\]\(|\[[^\[\]\n]{1,80}\((?:https?://|www\.)|\] \((?:https?://|www\.)")
_BRACKETS = (("（", "）"), ("《", "》"), ("【", "】"), ("「", "」"))
_LINKS = ("](", "(http", "] (")
_SIGNS_OF_FAULTS = ("**", *_LINKS, *(begin for begin, _ in _BRACKETS))  # each fault has one
_MOST_BOLD = 100  # marks of a block that are parsed: many take quadratic time
_NO_TEXT = frozenset({Kind.CODE, Kind.HTML, Kind.CELL})
_ENOUGH = 3
_WORDS_FOR_ONE = 800  # a long text may have more of them
# "真是没想到（笑。": a tone, whose bracket nobody closes
_TONE = re.compile(r"（[^（）()\s，。！？]{1,2}(?=[，。！？～~]|$)", re.MULTILINE)
_LEAST_LETTERS = 0.45  # of all that is shown; prose has 0.8
_LONG_ENOUGH = 80  # characters of which a share says something
_RULES = ("|", "---", "===", "___", "...", "***")
_SIGNS = re.compile(r"[\W_]+")
_LETTERS_AND_DIGITS = (ascii_letters + digits).encode()
_LINES = re.compile(r"([^\w\s])\1{2,}|\|")


def check(article: Finished) -> Iterator[Finding]:
    """Links that are no links, bold that never ends, brackets that nothing closes."""
    if not has(article.body, _SIGNS_OF_FAULTS):
        return
    spans: list[tuple[int, int]] = []
    links = [sign for sign in _LINKS if sign in article.body]
    brackets = [pair for pair in _BRACKETS if pair[0] in article.body]
    for block in article.blocks:
        if block.kind in _NO_TEXT or block.quoted:
            continue
        spans += [block.span] * _faults(block.text, links, brackets)
    if len(spans) >= max(_ENOUGH, article.words // _WORDS_FOR_ONE):
        said = f"links, brackets or bold words are broken in {len(spans)} places"
        yield Finding(BROKEN, Level.HOLD, spans[0], said)


def _faults(text: str, links: Sequence[str], brackets: Sequence[tuple[str, str]]) -> int:
    """How many there are in a block, of the links and brackets that the article has."""
    bold = text.count("**")
    count = bold % 2 if bold > _MOST_BOLD else 0
    if bold <= _MOST_BOLD and (bold % 2 or has(text, links)):
        left = "".join(blocks.shown(text))
        count = len(_LEFT.findall(left)) + left.count("**") % 2
    if brackets:
        # A quotation of several paragraphs opens in each of them, and closes in the last.
        rest = _TONE.sub("", text.lstrip("「『“"))
        count += sum(
            rest.count(begin) > rest.count(end) + (rest.count(")") if begin == "（" else 0)
            for begin, end in brackets
        )  # who types Chinese closes with either mark
    return count


def mostly_marks(article: Finished) -> Iterator[Finding]:
    """More marks than letters in what is to be read."""
    passages = [one for one in article.passages if one.block.kind is not Kind.CELL]
    if _has_words("".join([one.plain for one in passages])):
        return
    shown = letters = 0
    for passage in passages:
        text = "".join(passage.plain.split())
        if has(text, _RULES):
            text = _LINES.sub("", text)
        shown += len(text)
        letters += _letters(text)
    if shown >= _LONG_ENOUGH and letters < _LEAST_LETTERS * shown:
        yield Finding(MARKS, Level.HOLD, None, "the text is mostly marks, and hardly words")


def _has_words(text: str) -> bool:
    """Whether there are letters enough, if all the rest were shown."""
    least = _LEAST_LETTERS * len(text)
    return _letters(text.encode("ascii", "ignore").decode()) >= least or _letters(text) >= least


def _letters(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode("ascii").translate(None, _LETTERS_AND_DIGITS))
    return len(_SIGNS.sub("", text))
