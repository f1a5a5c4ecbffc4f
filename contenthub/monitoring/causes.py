"""What failures have in common: an error without what is different each time. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby

LONGEST = 200  # characters of a cause
READ = 1_000  # characters of an error that are looked at
_ANY = "…"  # stands for what differs
_BEFORE_EXIT_CODE = ["exit", "code"]
_QUOTES = "'\"`"
_AROUND = ".,:;()[]{}<>"


def cause(error: str | None) -> str:
    """The error with ids, numbers and quoted names left out, so that the same ones are equal.

    Statuses of HTTP stay, and the exit codes of programs: 401 and 503 are not the same trouble.
    """
    words = list(_without_quoted((error or "").strip()[:READ].split()))
    found: list[str] = []
    for number, word in enumerate(words):
        before = [one.strip(_AROUND) for one in words[max(0, number - 2) : number]]
        told = word if before == _BEFORE_EXIT_CODE else _told(word)
        if not (told == _ANY and found and found[-1] == _ANY):
            found.append(told)
    return " ".join(found)[:LONGEST] or "no reason was given"


def group_id(creator: str, status: str, of: str) -> str:
    """By which a group of failures is named: the same one has the same id whenever it is asked."""
    text = "\0".join((creator, status, of))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _without_quoted(words: list[str]) -> Iterator[str]:
    """What stands between quotes becomes one sign; a quote without an end is left as it is."""
    place = 0
    while place < len(words):
        end = _end_of_quoted(words, place)
        if end is None:
            yield words[place]
            place += 1
        else:
            yield _ANY
            place = end + 1


def _end_of_quoted(words: list[str], place: int) -> int | None:
    mark = words[place].lstrip(_AROUND)[:1]
    if not mark or mark not in _QUOTES:
        return None
    for number in range(place, min(place + 20, len(words))):
        bare = words[number].rstrip(_AROUND)
        if bare.endswith(mark) and not (number == place and bare.lstrip(_AROUND) == mark):
            return number
    return None


def _told(word: str) -> str:
    """The word, with a sign for each of its parts that differs: of an address the steps of its
    path, of a language without spaces the numbers.
    """
    parts = ("".join(run) for _, run in groupby(word, _kind))
    return "".join(_ANY if _differs(part) else part for part in parts)


def _kind(sign: str) -> int:
    return 0 if sign == "/" else 1 if sign.isascii() else 2


def _differs(word: str) -> bool:
    bare = word.strip(_AROUND)
    if not any(sign.isdigit() for sign in bare):
        return False
    return not (len(bare) == 3 and bare.isdecimal() and bare[0] in "45")
