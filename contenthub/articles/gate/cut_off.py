"""Was the text cut off? Half an article must not be called a whole one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import endings, genres, joining_words, open_marks, tables
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind, Line, is_open
from contenthub.articles.gate.spelled_out import lowered, simplified
from contenthub.articles.text import word_count

NAME = "cut_off"
_WITHIN_SENTENCE = "the text ends within a sentence"
_LIMIT = "the creator stopped at its limit: the text is cut off"
_UNSEEN = {Kind.BLANK, Kind.DEFINITION, Kind.RULE}
_SHOWN = {Kind.TEXT, Kind.LIST, Kind.QUOTE, Kind.HTML}
_FEW_WORDS = 5  # an item of a list that is longer is a sentence
_LINES = 4  # of the shortest poem whose lines tell how its author ends them
_LAST_STEPS = frozenset(["serve", "enjoy", "done", "eat", "repeat", "voilà", "voila", "servieren"])
_SENTENCE = 4  # words of the shortest item, where all are sentences
_MEASURE_OF = re.compile(r"(?:^|\s)\d[\d.,/½¼]{0,6} ?[a-zA-Z]{1,12} (?:of|de|di)$")  # "150 g of"
_PARAGRAPH = 12  # characters of the shortest one that tells how its author ends them
_OFTEN = 6  # one in as many
_LONG = 1_500  # characters of a text in which one is enough
_LAST_WORD = 45  # characters of the longest last one, whose mark may be left out there
_SUMS_UP = re.compile(
    r"conclusion|summary|final thoughts|wrapping up|fazit|schluss|zusammenfassung|résumé|conclusión"
    r"|conclusione|conclusão|wniosk|podsumowanie|заключение|итог|结语|结论|总结|小结|まとめ|결론",
    re.IGNORECASE,
)


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
    last = next(
        (place for place in reversed(range(len(lines))) if lines[place].kind not in _UNSEEN), None
    )
    has_notes = last is not None and any(
        one.kind is Kind.DEFINITION and one.text.startswith("[^") for one in lines[last:]
    )
    if last is not None:
        what = _what_breaks_off(lines, last, article.body)
        is_whole = what == _WITHIN_SENTENCE and (
            has_notes  # what stands behind its notes is whole
            or _is_unmarked_verse(article)
            or _leaves_marks_out(lines, lines[last])
            or _is_last_word(lines, last)
        )
        if what and not is_whole:
            yield _found(what, lines[last])


def _is_unmarked_verse(article: Finished) -> bool:
    """A poem whose author ends no line with a mark: its last word is an end like any other."""
    if not genres.are_in(article.subject):
        return False
    said = [line.text for line in article.lines if line.kind is Kind.TEXT]
    return len(said) >= _LINES and endings.is_verse(said) and not any(map(endings.is_ended, said))


def _leaves_marks_out(lines: list[Line], last: Line) -> bool:
    """An author who often ends a paragraph or a step without its mark, and does so at the end."""
    if not endings.may_be_whole(last.text):
        return False
    kinds = {Kind.TEXT} if endings.lacks_only_its_mark(last.text) else {Kind.TEXT, Kind.LIST}
    below = [*(one.kind for one in lines[1:]), Kind.BLANK]
    ends = [
        one.text
        for one, then in zip(lines, below, strict=True)
        if one.kind in kinds
        and one is not last
        and _tells(one)
        and (then is not Kind.TEXT or not one.text.isascii())  # Chinese lines are not wrapped
    ]
    unmarked = [text for text in ends if endings.may_be_whole(text)]
    if endings.lacks_only_its_mark(last.text) and sum(map(len, ends)) >= _LONG:
        return any(map(endings.lacks_only_its_mark, unmarked))
    return len(unmarked) > 1 and len(unmarked) * _OFTEN >= len(ends)


def _is_last_word(lines: list[Line], last: int) -> bool:
    """One short sentence that ends a long text in Chinese, as a paragraph of its own."""
    said = lines[last].text
    if len(said) > _LAST_WORD or any(mark in said for mark in "。！？"):
        return False
    if len(_block(lines, last)) > 1 or not endings.lacks_only_its_mark(said):
        return False
    return sum(len(one.text) for one in lines if one.kind is Kind.TEXT) >= _LONG


def _tells(line: Line) -> bool:
    """Whether it is long enough to tell how its author ends what he says: no label, no name."""
    if line.text.isascii():
        return word_count(line.text) > _FEW_WORDS
    return len(line.text) >= _PARAGRAPH


def _found(message: str, line: Line) -> Finding:
    return Finding(NAME, Level.HOLD, line.span, message)


def _what_breaks_off(lines: list[Line], last: int, body: str) -> str | None:
    if _comment_is_open(lines, body):
        return "the text ends within a comment"
    line = lines[last]
    block = _block(lines, last)
    own = _last_item(block) if line.kind is Kind.LIST else block
    what = open_marks.left_open([one.text for one in own]) if line.kind in _SHOWN else None
    if what:
        return what
    if line.kind is Kind.TABLE:
        return "the text ends within a table" if tables.breaks_off(block) else None
    if line.kind is Kind.LIST:
        return "the text ends within a list" if _list_breaks_off(block) else None
    if line.kind is Kind.QUOTE:
        return "the text ends within a quotation" if _quotation_breaks_off(block) else None
    if line.kind is Kind.HTML:
        said = line.text.rpartition(">")[2].strip()
        return _WITHIN_SENTENCE if said and endings.breaks_off([said]) else None
    if line.kind is Kind.TEXT and block[0].kind is Kind.TEXT:
        broken = endings.breaks_off([one.text for one in block]) or _is_fragment(lines, block)
        return _WITHIN_SENTENCE if broken else None
    if line.kind is Kind.TEXT and endings.expects_more(line.text):  # of a list, of a quotation
        return _WITHIN_SENTENCE
    return None


def _comment_is_open(lines: list[Line], body: str) -> bool:
    """A comment that begins outside of code and never ends."""
    place = body.rfind("<!--")
    if place < 0 or body.find("-->", place) >= 0:
        return False
    line = next(one for one in reversed(lines) if one.text and one.start <= place)
    return line.kind is not Kind.CODE and body.count("`", line.start, place) % 2 == 0


def _quotation_breaks_off(block: list[Line]) -> bool:
    said = [one.text.lstrip("> ") for one in block if one.kind is Kind.QUOTE]
    if endings.is_verse(said):
        return endings.expects_more(said[-1].rstrip(",;:—– "))  # a verse is quoted as it stands
    last = endings.bare(said[-1])
    joins = endings.ends_in_word(last) and joining_words.ends_joining_in_prose(last)
    return joins or endings.expects_more(last)


def _is_fragment(lines: list[Line], block: list[Line]) -> bool:
    """A few words under a heading that promises a conclusion, and no sentence."""
    if len(block) > 1 or not endings.ends_in_word(block[0].text):
        return False
    seen = [one for one in lines if one.kind not in _UNSEEN][-2:]
    return (
        len(seen) == 2
        and seen[0].kind is Kind.HEADING
        and bool(_SUMS_UP.search(simplified(seen[0].text[:90])))
    )


def _block(lines: list[Line], last: int) -> list[Line]:
    """The lines that belong to the last one, which no blank line parts."""
    first = last
    apart = _UNSEEN | {Kind.HEADING, Kind.UNDERLINE, Kind.FENCE, Kind.CODE}
    while first > 0 and lines[first - 1].kind not in apart:
        first -= 1
    return lines[first : last + 1]


def _last_item(block: list[Line]) -> list[Line]:
    """The lines of the last item: its marks close within it."""
    return block[max(n for n, line in enumerate(block) if line.kind is Kind.LIST) :]


def _list_breaks_off(block: list[Line]) -> bool:
    items = [line.text for line in block if line.kind is Kind.LIST]
    last = items[-1]
    said = last.partition(" ")[2].strip()
    if not said:
        return True
    if said[-1] in ";；" and any(item.endswith(said[-1]) for item in items[:-1]):
        return False  # its author ends each item so
    if endings.expects_more(said) or said in {"[ ]", "[x]", "[X]"}:
        return True
    if _MEASURE_OF.search(said):
        return True
    others = items[:-1]
    ended = len(others) > 1 and all(map(endings.is_ended, others))
    if not ended or not endings.ends_in_word(said):
        return False
    if joining_words.ends_joining_in_prose(endings.bare(said)):
        return True
    if lowered(said) in _LAST_STEPS:
        return False
    words = word_count(said)
    if words > _FEW_WORDS:
        return True
    shortest = min(map(word_count, others))
    return shortest >= _SENTENCE and words * 2 < shortest
