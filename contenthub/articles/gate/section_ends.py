"""Does a part within the text break off? A section, before the next heading; a table.

Parts that were made one by one and put together stop anywhere. Only a sentence that follows another
one tells: notes, labels and prices end without a mark, and so do sections whose author ends none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import closings, endings, genres, joining_words
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind, Line

NAME = "cut_off"
_UNSEEN = {Kind.BLANK, Kind.DEFINITION, Kind.RULE}
_ENDED = 2  # sections that end as they should, for each that does not
_READ = 2_000  # characters of a paragraph
_SENTENCE = re.compile(r"[.!?…][\"'”’)]* (?=[\"'“‘(]?[A-Z\u00c0-\u00de])|[。！？…；]")
# People forget a mark now and then: without a joining word it tells in a text of this many
# characters that ends all it says.
_TELLS = 1_500
_FEW_WORDS, _FEW_WIDE = 5, 10  # of the sentence before; of one that ends with a comma
_LONG_TEXT = 800  # words
_LONG = 13  # words of a sentence that stands alone; characters of a Chinese one
_THAT = (" that", " which", " who")
_THAT_HAS = re.compile(r"\b(?:that|which|who)(?: (?:has|have|had|is|are|was|were|will|can|must))?$")
_SPACED = re.compile(r"\S+")
_COMMAS = frozenset(",，、;；")
_WIDE_NUMBERS = "一二三四五六七八九十"
_WIDE_HEADING = re.compile(f"[{_WIDE_NUMBERS}]{{1,3}}、[^。！？；]{{1,30}}")
# It speaks of such an end itself.
_SPEAKS_OF_IT = re.compile(r"middle of|cut off|breaks? off|truncat|截断|中断|戛然")
_NO_PROSE = frozenset("$\\!<|*_")  # begins a formula, a picture, a label
_NOTES = (" · ", "|", "$", "=", "→")


def check(article: Finished) -> Iterator[Finding]:
    """The first part that ends before its end."""
    lines = article.lines
    kinds = {line.kind for line in lines}
    found = (_table(lines) if Kind.TABLE in kinds else None) or _section(article, lines)
    if found is not None:
        what, line = found
        yield Finding(NAME, Level.HOLD, line.span, f"{what} breaks off: …{line.text[-40:]}")


def _table(lines: list[Line]) -> tuple[str, Line] | None:
    """A table that something follows, and whose last row is not whole."""
    begin = None
    for place, line in enumerate(lines):
        if line.kind is Kind.TABLE:
            begin = place if begin is None else begin
        elif begin is not None:
            rows = lines[begin:place]
            if len(rows) > 2 and _row_is_open(rows):
                return "a table", rows[-1]
            begin = None
    return None


def _row_is_open(rows: list[Line]) -> bool:
    """Whether the last row alone has no bar at its end; one that sums up may have fewer cells."""
    return all(one.text.endswith("|") for one in rows[:-1]) and not rows[-1].text.endswith("|")


def _section(article: Finished, lines: list[Line]) -> tuple[str, Line] | None:
    """A paragraph that ends within a sentence, where others end with theirs."""
    if genres.are_in(article.subject):
        return None
    broken = [
        one
        for one, is_last in _paragraphs(lines)
        if not endings.is_ended(one.text)
        and _breaks_off(one.text[-_READ:], is_last=is_last, is_short=article.words < _LONG_TEXT)
    ]
    if broken and not _ends_all_else(article, lines, broken):
        broken = [one for one in broken if not _may_be_whole(one.text[-_READ:])]
    if not broken:
        return None
    ended = sum(endings.is_ended(one.text) for one in lines if one.kind is Kind.TEXT)
    return ("a section", broken[0]) if ended > _ENDED * len(broken) else None


def _ends_all_else(article: Finished, lines: list[Line], broken: list[Line]) -> bool:
    """Whether a short text ends every paragraph and item, but for those that break off."""
    if len(article.body) > _TELLS:
        return False
    broken_at = {one.start for one in broken}
    said = [
        one
        for one in lines
        if one.kind is Kind.LIST
        or (one.kind is Kind.TEXT and len(one.text) >= _LONG and not _is_bold(one.text))
    ]
    return not any(endings.ends_in_word(one.text) for one in said if one.start not in broken_at)


def _may_be_whole(text: str) -> bool:
    """Whether its mark is missing or is a comma, as far as one can tell."""
    said = endings.bare(text)
    if said[-1] in ",，":
        said = said[:-1]
    return endings.may_be_whole(said) and _THAT_HAS.search(said) is None


def _paragraphs(lines: list[Line]) -> Iterator[tuple[Line, bool]]:
    """Each paragraph of one line that a paragraph or a heading follows, and whether a heading does.

    A text's last paragraph is another check's.
    """
    last: Line | None = None  # what was seen last, where it is a paragraph of one line
    above = Kind.BLANK
    for line in lines:
        if line.kind not in _UNSEEN:
            text, is_text = line.text, line.kind is Kind.TEXT
            is_heading = line.kind is Kind.HEADING or (
                text[:1] in _WIDE_NUMBERS and _WIDE_HEADING.fullmatch(text) is not None
            )
            goes_on = is_text and above in _UNSEEN and text[0] not in _NO_PROSE
            if last is not None and (is_heading or goes_on or _is_bold(text)):
                yield last, is_heading
            is_alone = is_text and above is not Kind.TEXT and not is_heading
            last = line if is_alone else None
        above = line.kind


def _is_bold(text: str) -> bool:
    return text.startswith("**") and text.endswith("**")


def _breaks_off(text: str, *, is_last: bool, is_short: bool) -> bool:
    """Whether a paragraph ends within a sentence; ``is_last``: it is the last one of its part.

    ``is_short``: the text is. In a long one an author has forgotten a full stop somewhere.
    """
    said = endings.bare(text)
    if not said or text[0] in "*_#" or any(one in said for one in _NOTES):
        return False
    if _SPEAKS_OF_IT.search(said) or endings.names_speaker(said):
        return False
    is_wide = said[-1] >= "\u2e80" or said[-2:-1] >= "\u2e80"
    least = _FEW_WIDE if is_wide else _FEW_WORDS
    size = _size(said, is_wide=is_wide)
    if said[-1] in _COMMAS:
        if said[-1] == "；":  # people end a thought with it, and begin the next one below
            return False
        return is_last and size >= (least if is_wide else 2 * least)
    if not endings.ends_in_word(said) or not (is_wide or said[-1].islower()):
        return False
    joins = joining_words.ends_joining_in_prose(said) or _THAT_HAS.search(said) is not None
    if not ((is_last and is_short) or is_wide or joins):
        return False  # a part that was cut off goes no further
    sentences = [one for one in _SENTENCE.split(said) if one.strip()]
    if len(sentences) > 1 and _size(sentences[-2], is_wide=is_wide) >= least // (1 + is_wide):
        return True
    if size >= 2 * least and (joining_words.ends_joining(said) or said.endswith(_THAT)):
        return True
    if closings.is_closing([said]) or closings.speaks_to_reader([said]):
        return False
    return is_last and size >= _LONG and not is_wide and ", " in said


def _size(text: str, *, is_wide: bool) -> int:
    return len(text.strip()) if is_wide else len(_SPACED.findall(text))
