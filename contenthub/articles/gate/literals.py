"""The words of which a text must hold one so that an expression can match in it.

They are read from the expression itself, so that nobody has to list them: see "Regular Expression
Matching with a Trigram Index" by Russ Cox on how. The text is one in lower case, on one line, with
single spaces. An expression without such words has to be looked for in every text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import groupby
from typing import Any

_MOST = 64  # strings that are followed together
_MOST_OF_SET = 12  # characters
_FOLDED = frozenset("iskISK")  # letters that other letters are the same as, but for their case
_BITS, _BITS_OF_SPACE, _BITS_WIDE = 2.0, 0.8, 7.0  # how much a character tells
_IGNORE_CASE = int(re.IGNORECASE)

Strings = frozenset[str]
# (all strings that it matches, or None for too many; the words of which each match has one)
Found = tuple[Strings | None, Strings | None]
_UNKNOWN: Found = (None, None)
_EMPTY: Strings = frozenset({""})


def of(source: str, flags: int = 0) -> Strings:
    """The words of an expression; empty where it needs none, or this Python cannot tell."""
    try:
        parser = import_module("re._parser")
    except ImportError:
        return frozenset()
    parsed = parser.parse(source, flags)
    _, words = _sequence(parsed, parsed.state.flags)
    return _shortest(words or ())


def _shortest(words: Iterable[str]) -> Strings:
    """Without those that hold another one."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(map(word.__contains__, kept)):
            kept.append(word)
    return frozenset(kept)


def _sequence(items: Iterable[tuple[Any, Any]], flags: int) -> Found:
    """One part after the other: as long as their strings are few, they are put together."""
    run, best, is_whole = _EMPTY, None, True
    for strings, words in _parts(items, int(flags)):
        best = _better(best, words)
        if strings is not None and len(run) * len(strings) <= _MOST:
            run = frozenset([one + other for one in run for other in strings])
        else:
            best, is_whole = _better(best, run), False
            run = _EMPTY if strings is None else strings
    return (run if is_whole else None), _better(best, run)


def _parts(items: Iterable[tuple[Any, Any]], flags: int) -> Iterator[Found]:
    """The parts of a sequence; letters that follow each other are one."""
    for name, group in groupby(getattr(items, "data", items), key=lambda item: item[0].name):
        if name == "LITERAL" and not flags & _IGNORE_CASE:
            text = "".join([chr(value) for _, value in group])
            yield _characters([text], flags), None
        else:
            yield from (_part(name, value, flags) for _, value in group)


def _part(name: str, value: Any, flags: int) -> Found:
    if name == "LITERAL":
        return _characters([chr(value)], flags), None
    if name == "IN":
        return _characters(_set(value), flags), None
    if name == "BRANCH":
        return _either([_sequence(one, flags) for one in value[1]])
    if name == "SUBPATTERN":
        return _sequence(value[3], (flags | value[1]) & ~value[2])
    if name == "ATOMIC_GROUP":
        return _sequence(value, flags)
    if name.endswith("_REPEAT"):
        least, most, repeated = value
        return _repeated(least, most, _sequence(repeated, flags))
    return (_EMPTY, None) if name in {"AT", "ASSERT", "ASSERT_NOT"} else _UNKNOWN


def _repeated(least: int, most: Any, once: Found) -> Found:
    strings, words = once
    if most != 1:
        return None, words if least else None
    if least:
        return strings, words
    return (None if strings is None else strings | _EMPTY), None


def _either(ways: list[Found]) -> Found:
    strings = _together([one for one, _ in ways])
    few = strings if strings is not None and len(strings) <= _MOST else None
    return few, _together([words for _, words in ways])


def _together(sets: list[Strings | None]) -> Strings | None:
    known = [one for one in sets if one is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _set(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """The characters of a set; none where they are not known, or many."""
    found: list[str] = []
    for kind, value in items:
        if kind.name == "LITERAL":
            found.append(chr(value))
        elif kind.name == "RANGE" and value[1] - value[0] < _MOST_OF_SET:
            found += map(chr, range(value[0], value[1] + 1))
        else:
            return []
    return found if len(found) <= _MOST_OF_SET else []


def _characters(those: list[str], flags: int) -> Strings | None:
    """These in lower case; None for none, and for what the text has in another form."""
    if any(one.isspace() and one != " " for text in those for one in text):
        return None
    if flags & _IGNORE_CASE and any(one in _FOLDED or not one.isascii() for one in those):
        return None
    return frozenset(map(str.casefold, those)) or None


def _better(one: Strings | None, other: Strings | None) -> Strings | None:
    """Those words that fewer texts hold."""
    if other is None or "" in other or not all(map(_is_telling, other)):
        return one
    return other if one is None or _likelihood(other) < _likelihood(one) else one


def _is_telling(word: str) -> bool:
    bare = word.strip()
    return len(bare) > 1 or (bare != "" and not bare.isascii())


@lru_cache(maxsize=64)
def _likelihood(words: Strings) -> float:
    return sum([math.pow(2.0, -_bits(word)) for word in words])


def _bits(word: str) -> float:
    if word.isascii():
        spaces = word.count(" ")
        return _BITS * (len(word) - spaces) + _BITS_OF_SPACE * spaces
    return sum([_BITS if one < "\u2e80" else _BITS_WIDE for one in word])
