"""Was the text cut off? Half an article must not be called a whole one."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import endings
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind, Line, is_open
from contenthub.text import word_count

NAME = "cut_off"
_LIMIT = "the creator stopped at its limit: the text is cut off"
_UNSEEN = {Kind.BLANK, Kind.DEFINITION, Kind.RULE}
_FEW_WORDS = 5  # an item of a list that is longer is a sentence


def check(article: Finished) -> Iterator[Finding]:
    """One finding at most: the surest sign that the text ends before its end."""
    said = article.metadata
    reason = str(said.get("finish_reason", "")).casefold()
    if said.get("truncated") is True or reason in {"length", "max_tokens", "max_output_tokens"}:
        yield Finding(NAME, Level.HOLD, None, _LIMIT)
        return
    lines = article.lines
    opening = is_open(lines)
    if opening is not None:
        yield _found("the text ends within a block of code", opening)
        return
    last = next((place for place in reversed(range(len(lines)))
                 if lines[place].kind not in _UNSEEN), None)  # fmt: skip
    if last is not None:
        what = _what_breaks_off(lines, last, article.body)
        if what:
            yield _found(what, lines[last])


def _found(message: str, line: Line) -> Finding:
    return Finding(NAME, Level.HOLD, line.span, message)


def _what_breaks_off(lines: list[Line], last: int, body: str) -> str | None:
    comment = body.rfind("<!--")
    if comment >= 0 and body.find("-->", comment) < 0 and lines[last].kind is not Kind.CODE:
        return "the text ends within a comment"
    line = lines[last]
    block = _block(lines, last)
    if line.kind is Kind.TABLE:
        return "the text ends within a table" if _table_breaks_off(block) else None
    if line.kind is Kind.LIST:
        return "the text ends within a list" if _list_breaks_off(block) else None
    if line.kind is Kind.QUOTE:
        said = endings.expects_more(line.text.lstrip("> "))
        return "the text ends within a quotation" if said else None
    if line.kind is Kind.TEXT and block[0].kind is Kind.TEXT:
        broken = _mark_is_open(block) or endings.breaks_off([one.text for one in block])
        return "the text ends within a sentence" if broken else None
    if line.kind is Kind.TEXT and endings.expects_more(line.text):  # of a list, of a quotation
        return "the text ends within a sentence"
    return None


def _block(lines: list[Line], last: int) -> list[Line]:
    """The lines that belong to the last one, which no blank line parts."""
    first = last
    apart = _UNSEEN | {Kind.HEADING, Kind.UNDERLINE, Kind.FENCE, Kind.CODE}
    while first > 0 and lines[first - 1].kind not in apart:
        first -= 1
    return lines[first : last + 1]


def _mark_is_open(block: list[Line]) -> bool:
    """Bold, code or a link that begins in the last line and never ends."""
    text = block[-1].text
    if text.count("`") % 2 and "``" not in text and sum(one.text.count("`") for one in block) % 2:
        return True
    place = text.rfind("](")
    if place >= 0 and ")" not in text[place:]:
        return True
    bold = sum(one.text.count("**") for one in block)
    return bool(bold % 2) and text.rfind("**") + 2 < len(text) and "****" not in text


def _table_breaks_off(block: list[Line]) -> bool:
    rows = [line.text for line in block if line.kind is Kind.TABLE]
    if len(rows) == 1:
        return rows[0].startswith("|") and len(block) == 1 and rows[0].count("|") > 2
    if len(rows) == 2 and not rows[1].strip("|:- "):  # a head and nothing beneath
        return True
    last, others = rows[-1], rows[:-1]
    if all(row.endswith("|") for row in others) and not last.endswith("|"):
        return True
    return _bars(last) < min(map(_bars, others))


def _bars(row: str) -> int:
    return row.replace("\\|", "").count("|")


def _list_breaks_off(block: list[Line]) -> bool:
    items = [line.text for line in block if line.kind is Kind.LIST]
    last = items[-1]
    said = last.partition(" ")[2].strip()
    if not said:
        return True
    if endings.expects_more(said) or _mark_is_open(block[-1:]):
        return True
    others = items[:-1]
    ended = len(others) > 1 and all(map(endings.is_ended, others))
    return ended and endings.ends_in_word(said) and word_count(said) > _FEW_WORDS
