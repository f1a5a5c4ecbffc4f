"""Gaps in the marks of mailing tools, and those that editors leave for what they do not know yet.

"%%FirstName%%", "~phone~" and "*|CITY|*" are fields that a tool fills in. "TK", "XX", "00" and "??"
stand for a figure that is to come, in Chinese ○○, ×× and N. Each has honest uses: what a mark is
beside tells them apart, and the weak ones count by twos.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import gaps
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage, without_code
from contenthub.articles.gate.spelled_out import simplified

_FIELDS = (
    (2, re.compile(r"%%[A-Za-z][\w .-]{1,40}%%")),
    (2, re.compile(r"\*\|[A-Za-z][\w :.-]{1,40}\|\*")),
    (2, re.compile(r"\{\$[A-Za-z_][\w.>-]{1,40}\}")),
    (2, re.compile(r"(?<![\w@])@@[A-Za-z][\w .-]{1,30}@@(?![\w@])")),
)
# Markdown has other uses for these: what stands in them has to name what is missing.
_NAMED = (
    re.compile(r"(?<!\w)\[\[([A-Za-z][\w .-]{1,40})\]\](?![\w(])"),
    re.compile(r"(?<![\w~/])~([A-Za-z][A-Za-z_ ]{1,24}[A-Za-z])~(?![\w~/])"),
    re.compile(r"(?<![\w_])__([A-Z][A-Z0-9_]{1,30})__(?![\w_])"),
)
_UNITS = (
    "(?:%|percent|per cent|million|billion|thousand|tonnes|tons|euros|pounds|dollars|metres|meters"
    "|feet|inches|miles|kilometres|kilometers|km|kg|litres|liters|grams|hectares|acres|degrees"
    "|seats|people|visitors|guests|members|minutes|hours|days|weeks|months|years)"
)
_MARKS = (
    (
        2,
        re.compile(
            rf"\b(?:TK|XX|XXX) ?{_UNITS}(?!\w)|\(TK\b[^()]{{3,80}}\)|\bTK (?:to come|check)"
        ),
    ),
    (2, compiled(r"(?<![\w-])1\dXX(?!\w)|\d{2}[○◯×△Ｘ]{2}年")),
    (
        2,
        re.compile(
            r"\b(?!(?i:chapter|part|page|volume|book|canto|title|vol|type|size|bowl|marked|psalm)\b)"
            r"[A-Za-z][a-z]{1,14} X{3,4} [a-z]{3,}s\b"
        ),
    ),
    (1, compiled(r"(?<![\w-])TK (?:[a-z]{3,}s|\w*men|people)\b")),
    (1, compiled(r"(?<![\w-])\?{2,4} (?:percent|million|[a-z]{3,}s)\b")),
    (1, compiled(r"(?<![\w:.,+-])00 (?:percent|million|[a-z]{3,}s)\b|(?:in|since|of) 0000(?!\w)")),
    (1, compiled(r"\b(?:about|than|nearly|over|some|almost|of|by) XX\b(?! chromosome)")),
    (
        2,
        compiled(r"""
            (?<![一二三四五六七八九十零〇○百千\d])[○◯△□]{2,4}(?![一二三四五六七八九十零〇○年\d])(?=[\u4e00-\u9fff])
        """),
    ),
    (1, compiled(r"(?<![\u4e00-\u9fff\w×])[×Ｘ]{2,4}[\u4e00-\u9fff]{1,2}|(?<![A-Za-z0-9])[Nn]年")),
)
_SIGNS = ("%%", "*|", "{$", "@@", "[[", "~", "__", "TK", "XX", "??", " 00 ", "0000")
_WIDE = "○◯△□×Ｘ"
_WIDE_SIGNS = (*_WIDE, "N年", "n年")
_DEFINES = re.compile(r"[(（]TK[)）]|\bTK[-+]|\bTK (?:Maxx|Elevator)|\bX{2,3}(?:,| and| or) X")


# Of courts, and of what the police say: names and places are hidden, and nobody is to fill them in.
_BY_LAW = compiled("法院|判决|裁定|字第|被告|原告|嫌[犯疑]|警方|化名|隐去|个资")


def stands_there(article: Finished) -> bool:
    """False where none of the marks is in the text, as in most."""
    if has(article.body, _SIGNS) or has(article.foreign_characters, _WIDE):
        return True
    return "年" in article.foreign_characters and has(article.body, _WIDE_SIGNS)


def found(passages: Sequence[Passage]) -> Iterator[tuple[int, str, Passage]]:
    """(points, text, passage) of each."""
    defines = any("TK" in one.said or "XX" in one.said for one in passages) and any(
        _DEFINES.search(one.said) for one in passages
    )
    weak: set[str] = set()  # one word that comes again says no more
    whole = "\n".join([passage.block.text for passage in passages])
    signs = [sign for sign in (*_SIGNS, *_WIDE_SIGNS) if sign in whole]
    is_hidden = has(whole, _WIDE) and _BY_LAW.search(simplified(whole)) is not None
    for passage in passages:
        text = passage.block.text
        if not has(text, signs):
            continue
        text = without_code(text) if "`" in text else text
        for points, field in _FIELDS:
            yield from ((points, one[0], passage) for one in field.finditer(text))
        for field in _NAMED:
            yield from ((_weight(one[1]), one[0], passage) for one in field.finditer(text))
        for points, mark in _MARKS:
            for one in mark.finditer(passage.said):
                is_known = defines and one[0].startswith(("TK", "XX"))
                if is_hidden and one[0][0] in _WIDE:
                    continue
                if not is_known and (points > 1 or one[0] not in weak):
                    weak.add(one[0])
                    yield points, one[0], passage


def _weight(inside: str) -> int:
    return 2 if gaps.names_a_gap(inside.replace("_", " ")) else 1
