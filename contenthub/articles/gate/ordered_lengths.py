"""The length that an order asks for in words: "about 600 words", "不少于1500字", "at most 70"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contenthub.articles.gate.spelled_out import simplified

_MOST_READ = 2_000  # characters of requirements
_LEAST, _MOST = 30, 1_000_000  # words of an article that somebody may mean
_BEFORE, _BEHIND = 30, 12  # characters in which a figure is explained
_NUMBER = r"(\d{1,3}(?: \d{3})+|\d{1,7})"
_HAN_NUMBER = "([一二两三四五六七八九十百千万]{1,9}|[0-9０-９]{1,7})"
_TO = r"(?:\s?[-–—~～]\s?|\s(?:to|bis|à|a)\s|[到至])"
_UNIT = r"[ -]?(?:words?\b|wörtern?\b|worte\b|mots\b|palabras\b|parole\b|palavras\b)"
_NO_UNIT = "诀|文(?!章)|经|成语"  # 五字诀, 千字文
_WORDS = re.compile(rf"(?:{_NUMBER}{_TO})?{_NUMBER}{_UNIT}", re.IGNORECASE)
_CHARACTERS = re.compile(
    rf"(?:{_HAN_NUMBER}{_TO})?{_HAN_NUMBER}\s?(?:个|余|多)?汉?[字词](?!{_NO_UNIT})"
)
_GROUPED = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")  # the comma of 1,200 ends no clause
_CLAUSE = re.compile(r"[,;.!?，；。！？、\n]")
# What is bounded is a part of the article, and not the whole.
_OF_A_PART = re.compile(
    r"\b(?:each|every|per|titles?|headlines?|headings?|summar(?:y|ies)|abstract|intro(?:duction)?"
    r"|captions?|paragraphs?|sections?|sentences?|quotes?|answers?|meta|slogans?|first|last|je|pro"
    r"|jede[rs]?|titel|absatz|absätze|überschrift)\b"
    r"|\b(?:none|neither|keine[rs]|aucune?|ning[uú]n[oa]?)\b|\bno (?:item|entry|one|piece|part)\b"
    r"|\b(?:items|entries|bullets|briefs|points|tips|pieces)(?= (?:of|with|under|below|up|at|no)\b)"
    "|都不|均不|任何一|任一|单条|单个|每|各|标题|摘要|导语|段|节|句|简介|开头|结尾",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:at most|no more than|not more than|up to|max(?:imum|imal)?|under|below|less than|within"
    r"|fewer than|not exceed\w*|shorter than|or (?:less|fewer)|höchstens|bis zu|unter|au plus"
    r"|moins de|máximo|como mucho)\b"
    "|以内|以下|之内|不(?:要|得|能)?[超多](?:过|于)|最多|至多|少于|控制在",
    re.IGNORECASE,
)
_NOT_LESS = re.compile(r"不(?:能|要|得|可)?[少低]于|\b(?:no|not) (?:less|fewer) than\b")
_AT_LEAST = re.compile(
    r"\b(?:at least|min(?:imum|destens)?|more than|over|or more|longer than|mindestens|au moins"
    r"|plus de|al menos|mínimo)\b|至少|以上|超过|不下|多于",
    re.IGNORECASE,
)
_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one clause asks for; ``said`` is the clause. None bounds nothing."""

    said: str
    least: int | None = None
    most: int | None = None
    roughly: bool = False  # "about": the bounds are one figure, or two


def asked(requirements: str) -> list[Asked]:
    """Every length of the whole article that the words ask for."""
    clauses = _CLAUSE.split(_GROUPED.sub("", requirements[:_MOST_READ]))
    return [found for clause in clauses for found in _of_clause(clause.strip())]


def _of_clause(clause: str) -> Iterator[Asked]:
    wording = simplified(clause)
    found = _WORDS.search(wording) or _CHARACTERS.search(wording)
    if found is None:
        return
    low, high = (None if one is None else _number(one) for one in found.groups())
    about = wording[max(0, found.start() - _BEFORE) : found.end() + _BEHIND]
    if high is not None and _LEAST <= high <= _MOST and not _OF_A_PART.search(about):
        yield _bounds(clause, about, low, high)


def _bounds(clause: str, about: str, low: int | None, high: int) -> Asked:
    if low is not None:
        return Asked(clause, low, high, roughly=True)
    if _NOT_LESS.search(about):
        return Asked(clause, least=high)
    if _AT_MOST.search(about):
        return Asked(clause, most=high)
    if _AT_LEAST.search(about):
        return Asked(clause, least=high)
    return Asked(clause, high, high, roughly=True)


def _number(text: str) -> int | None:
    digits = text.replace(" ", "")
    return int(digits) if digits.isdigit() else _han_number(text)


def _han_number(text: str) -> int | None:
    """一千五百 is 1500, 一千五 as well; None for what is no number."""
    total = part = digit = 0
    unit = 10
    for one in text:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one in _TENS:
            unit = _TENS[one]
            part += (digit or 1) * unit
            digit = 0
        elif one == "万":
            total += (part + digit or 1) * 10_000
            part, digit, unit = 0, 0, 10_000
        else:
            return None
    return total + part + digit * (unit // 10 or 1)
