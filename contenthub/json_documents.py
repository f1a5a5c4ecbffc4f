"""JSON of others, read so that it says one thing.

Python's reader keeps the last of two values under one name and drops the first unseen: a result
that says ``"status": "failed"`` and then ``"status": "completed"`` would be a success.
"""

from __future__ import annotations

import json
from typing import Any


class DoubledNameError(ValueError):
    """An object gives one name two values that differ; ``name`` is that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name[:60]!r} is given twice in one object, with values that differ")
        self.name = name


class ConstantError(ValueError):
    """The document holds NaN or an infinity, which are no numbers of JSON; ``word`` is which."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word} is no number of JSON")
        self.word = word


def read(text: str | bytes, *, constants: bool = True) -> Any:
    """The value of a document.

    Without ``constants`` NaN and the infinities, which Python reads, are refused. Raises
    json.JSONDecodeError, DoubledNameError, ConstantError, another ValueError for a number of
    thousands of digits, and RecursionError for thousands of levels.
    """
    return json.loads(
        text, object_pairs_hook=each_once, parse_constant=None if constants else refuse
    )


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises DoubledNameError."""
    values = dict(pairs)
    if len(values) < len(pairs):
        for name, value in pairs:
            if not _say_the_same(values[name], value):
                raise DoubledNameError(name)
    return values


def _say_the_same(one: Any, other: Any) -> bool:
    """Whether two values are one in JSON. For Python true is 1 as well, and false is 0."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_say_the_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        same_names = one.keys() == other.keys()
        return same_names and all(_say_the_same(one[name], other[name]) for name in one)
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def refuse(word: str) -> Any:
    """For a reader to call at NaN and the infinities. Raises ConstantError."""
    raise ConstantError(word)
