"""Takes a model's thoughts out of its text: no reader is to see them, in whatever mark they come.

Everything is one pass over the marks, so that a text of any shape costs time in proportion to
its length. What stands in code stays: there, an article writes about the marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contenthub.articles.code_regions import CODE, Walk
from contenthub.articles.thought_marks import AROUND_ANSWER, CLOSING, ENDS, OPENING, PLAIN
from contenthub.errors import TransientError

_TOKEN = re.compile(rf"(?P<opening>{OPENING})|(?P<closing>{CLOSING})|{CODE}", re.MULTILINE)
_MARK = re.compile(rf"{OPENING}|{CLOSING}")
_CLOSING = re.compile(CLOSING)
_ENDS_BEFORE = frozenset("\n.!?。！？…`")  # what thoughts end with, where text follows on the line
_BEGINS_ARTICLE = ("# ", "---", "+++", "```", "~~~")
_FEW = 4  # marks around an answer, at each end


def without_thoughts(text: str) -> str:
    """The text without the thoughts in it; what remains is stripped where any were found.

    Thoughts are what stands between an opening and a closing mark, and what stands before a
    closing mark that has no opening one. Raises TransientError for a text that is nothing but
    thoughts, for thoughts that do not end and for a closing mark that may be one or not: the
    model's next answer will be another one.
    """
    answer = _without_plain(text)
    kept = _kept(answer) if _MARK.search(answer) else answer
    return text if kept == text else _unpacked(kept)


def _kept(text: str) -> str:
    """The text without what stands in marks."""
    pieces: list[str] = []
    begin = 0  # of the piece that is being read
    walk = Walk(list(_TOKEN.finditer(text)))
    while (step := walk.next()) is not None:
        found, block = step
        if found["opening"] is not None:
            pieces.append(text[begin : found.start()])
            begin = _end_of_thoughts(text, found)
            walk.skip_to(begin)
        elif found["closing"] is None:
            _demand_whole(text, begin, block)
        elif _ends_thoughts(text, found):  # what was read since the last ones belongs to them
            begin = found.end()
        else:
            raise _cannot_tell(found)
    return "".join([*pieces, text[begin:]])


def _end_of_thoughts(text: str, opening: re.Match[str]) -> int:
    """Where the thoughts end that begin here. Code counts for nothing: they leave fences open."""
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise TransientError(
            f"the text has thoughts that do not end (they begin with {opening.group()!r})"
        )
    return closing.end()


def _ends_thoughts(text: str, mark: re.Match[str]) -> bool:
    """Whether a closing mark alone ends thoughts, and is not a word of a sentence."""
    before = text[max(0, mark.start() - 2) : mark.start()].rstrip(" ")
    return _ends_its_line(text, mark) or not before or before[-1] in _ENDS_BEFORE


def _ends_its_line(text: str, mark: re.Match[str]) -> bool:
    return not text[mark.end() : mark.end() + 20].partition("\n")[0].strip()


def _demand_whole(text: str, begin: int, block: Sequence[re.Match[str]]) -> None:
    """Refuse a block of code that may have begun in thoughts and hidden their end.

    Thoughts leave fences open, and the article's first fence then seems to close theirs. An
    article that begins like one is taken for one.
    """
    if text[begin : begin + 200].lstrip().startswith(_BEGINS_ARTICLE):
        return
    if any(token["opening"] is not None for token in block):
        return
    for token in block:
        if token["closing"] is not None and _stands_alone(text, token):
            raise _cannot_tell(token)


def _stands_alone(text: str, mark: re.Match[str]) -> bool:
    before = text[max(0, mark.start() - 20) : mark.start()].rpartition("\n")[2]
    return not before.strip(" `~") and _ends_its_line(text, mark)


def _cannot_tell(mark: re.Match[str]) -> TransientError:
    return TransientError(
        f"the text has a mark of thoughts, {mark.group()!r}, in a place where what is thoughts "
        "and what is article cannot be told"
    )


def _without_plain(text: str) -> str:
    """The text without thoughts that are set apart by plain words."""
    start = text[:100].lstrip()
    for opening, answer in PLAIN:
        if start.startswith(opening) and (found := text.find(answer)) >= 0:
            return text[found + len(answer) :]
    return text


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
