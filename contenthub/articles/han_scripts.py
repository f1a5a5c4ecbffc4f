"""Simplified and traditional Chinese: the characters that only one of the two writes.

Old character sets tell: GB 2312 was made for simplified texts and Big5 for traditional ones, each
with its frequent characters first. What is frequent in one and missing in the other is its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

SIMPLIFIED, TRADITIONAL = "simplified", "traditional"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_IN_BOTH = "着"  # Hong Kong writes it as well
_TRADITIONAL_TAG = re.compile(r"[-_](?:hant|tw|hk|mo)\b", re.IGNORECASE)
_SIMPLIFIED_TAG = re.compile(r"[-_](?:hans|cn|sg|my)\b", re.IGNORECASE)


class Counts(NamedTuple):
    """How many characters of each kind there are, and how many different ones."""

    simplified: int
    traditional: int
    different_simplified: int
    different_traditional: int

    @property
    def share_of_simplified(self) -> float:
        """Of those that tell, from 0 to 1."""
        return self.simplified / ((self.simplified + self.traditional) or 1)


def counts(text: str) -> Counts:
    """The telling characters in words; one that stands alone is spoken of, not written with."""
    simplified = _in_words(SIMPLIFIED).findall(text)
    traditional = _in_words(TRADITIONAL).findall(text)
    return Counts(len(simplified), len(traditional), len(set(simplified)), len(set(traditional)))


def of_tag(tag: str) -> str:
    """The script that a tag such as zh-TW or zh-Hans names; "" where it names none."""
    if _TRADITIONAL_TAG.search(tag):
        return TRADITIONAL
    return SIMPLIFIED if _SIMPLIFIED_TAG.search(tag) else ""


def of_text(text: str) -> str:
    """The script of a few words, where they are written in one of the two; else ""."""
    found = counts(text)
    if found.traditional and not found.simplified:
        return TRADITIONAL
    return SIMPLIFIED if found.simplified and not found.traditional else ""


def only_in(script: str) -> frozenset[str]:
    """The characters that only texts in this script have."""
    return _own()[script]


@cache
def _own() -> dict[str, frozenset[str]]:
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    gb, gb_frequent = _set("gb2312", 0xF7, trails), _set("gb2312", 0xD7, trails)
    big5, big5_frequent = _set("big5", 0xF9, trails), _set("big5", 0xC6, trails)
    return {
        SIMPLIFIED: frozenset(gb_frequent - big5 - set(_IN_BOTH)),
        TRADITIONAL: frozenset(big5_frequent - gb - set(_IN_BOTH)),
    }


def _set(codec: str, last: int, trails: list[int]) -> set[str]:
    """The Han characters of a set of two bytes, up to this leading byte."""
    codes = (bytes((lead, trail)) for lead in range(0xA4, last + 1) for trail in trails)
    found = "".join(code.decode(codec, "ignore") for code in codes)
    return set(re.findall(f"[{_HAN}]", found))


@cache
def _in_words(script: str) -> re.Pattern[str]:
    own = "".join(sorted(only_in(script)))
    return re.compile(f"(?<=[{_HAN}])[{own}]|[{own}](?=[{_HAN}])")
