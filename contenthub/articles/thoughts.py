"""Takes a model's thoughts out of its text where they can be told from it: at its beginning.

An article may be about the marks, in the middle of a sentence or behind a heading. What stands
there stays, and the gate holds the text: a reader sees no thoughts, and no article loses words.
Everything is one pass over the marks, so that a text of any shape costs time in proportion to its
length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from contenthub.articles.code_regions import CODE, MOST_TOKENS, Walk
from contenthub.articles.text import word_count
from contenthub.articles.thought_marks import (
    AROUND_ANSWER,
    CLOSING,
    ENDS,
    OPENING,
    PACKED,
    PLAIN,
)
from contenthub.articles.thought_places import (
    HEADING,
    Place,
    ends_thoughts_alone,
    only_joins,
    place_of,
)
from contenthub.errors import TransientError

_OPENING = re.compile(rf"{OPENING}|(?P<packed>{PACKED[0]})")
_CLOSING = re.compile(CLOSING)
_PACKED_CLOSING = re.compile(PACKED[1])
_MARK = re.compile(f"{OPENING}|{CLOSING}|{PACKED[0]}")
_TOKEN = re.compile(rf"(?P<opening>{OPENING})|(?P<closing>{CLOSING})|{CODE}", re.MULTILINE)
_BLANK = re.compile(r"\s*+")
_FEW = 4  # marks around an answer, at each end
_MOST_BLOCKS = 50  # of thoughts, one behind the other
_FRONT_MATTER = ("---", "+++")
_REST = 20  # words that an article has at least where its thoughts have headings


def without_thoughts(text: str, *, closing_alone: bool = True) -> str:
    """The text without the thoughts at its beginning; stripped where any were found.

    Thoughts are what stands between an opening mark at the very beginning and the closing mark at
    the end of its block; with ``closing_alone`` also what stands before a closing mark without an
    opening one, unless it looks like an article. Raises TransientError for a text that is nothing
    but thoughts and for thoughts that do not end: the model's next answer will be another one.
    """
    begin = _after_plain(text)
    if _MARK.search(text, begin):
        begin = _after_blocks(text, begin, closing_alone=closing_alone)
    if begin == 0:
        return text
    rest = _unpacked(text[begin:])
    if HEADING.search(text, 0, begin) and word_count(rest[:1000]) < _REST:
        return text  # the article itself may stand in the marks
    return rest


def _after_plain(text: str) -> int:
    """Where the text goes on behind thoughts that are set apart by plain words."""
    start = _after_blank(text, 0)
    for opening, answer in PLAIN:
        if opening.match(text, start) and (found := answer.search(text, start)):
            return found.end()
    return 0


def _after_blocks(text: str, begin: int, *, closing_alone: bool) -> int:
    """Where the article begins, behind all blocks of thoughts before it."""
    unclosed = int(closing_alone and begin == 0)  # closing marks that may come alone
    for _ in range(_MOST_BLOCKS):
        opening = _OPENING.match(text, _after_tokens(text, begin))
        if opening is None:
            break
        end = _end_of_block(text, opening)
        if end is None:
            return begin
        unclosed = sum(1 for _ in _OPENING.finditer(text, opening.end(), end))
        begin = end
    if unclosed:
        begin = _after_closing_alone(text, begin)
    return begin


def _after_tokens(text: str, begin: int) -> int:
    """Behind the blanks and the tokens that a template puts before an answer."""
    begin = _after_blank(text, begin)
    for _ in range(_FEW):
        if (found := AROUND_ANSWER.match(text, begin)) is None:
            break
        begin = _after_blank(text, found.end())
    return begin


def _end_of_block(text: str, opening: re.Match[str]) -> int | None:
    """Where the thoughts end that begin here; None where the marks are words of the article.

    Code counts for nothing here: thoughts leave fences open.
    """
    closing_mark = _PACKED_CLOSING if opening["packed"] else _CLOSING
    attached: int | None = None
    seen = 0
    last = opening.end()
    for closing in closing_mark.finditer(text, opening.end()):
        if seen and HEADING.search(text, last, closing.start()):
            break  # behind a mark in a sentence, this is the article
        place = place_of(text, closing)
        if place is Place.END and not only_joins(text[opening.end() : closing.start()]):
            return closing.end()
        if place is Place.ATTACHED and attached is None:
            attached = closing.end()
        seen, last = seen + 1, closing.end()
    if not seen:
        raise TransientError(
            f"the text has thoughts that do not end (they begin with {opening.group()!r})"
        )
    return attached


def _after_closing_alone(text: str, begin: int) -> int:
    """Behind the closing mark that ends thoughts without an opening one; ``begin`` if none does."""
    if text.startswith(_FRONT_MATTER, _after_blank(text, begin)):
        return begin
    heading = HEADING.search(text, begin)
    last = len(text) if heading is None else heading.start()
    for found in _outside_of_code(text, begin):
        if found.start() > last or found["opening"] is not None:
            break
        if ends_thoughts_alone(text, found):
            return found.end()
    return begin


def _outside_of_code(text: str, begin: int) -> Iterator[re.Match[str]]:
    walk = Walk(list(islice(_TOKEN.finditer(text, begin), MOST_TOKENS)))
    while (step := walk.next()) is not None:
        if step[0]["opening"] is not None or step[0]["closing"] is not None:
            yield step[0]


def _after_blank(text: str, begin: int) -> int:
    found = _BLANK.match(text, begin)
    return begin if found is None else found.end()


def _unpacked(text: str) -> str:
    """An answer without what its template puts around it."""
    text = text.strip()
    for _ in range(_FEW):
        if (found := AROUND_ANSWER.match(text)) is not None:
            text = text[found.end() :].lstrip()
    for _ in range(_FEW):
        for end in ENDS:
            text = text.removesuffix(end).rstrip()
    if not text:
        raise TransientError("the model wrote only thoughts, and no article")
    return text
