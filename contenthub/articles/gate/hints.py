"""Words without which an expression cannot match: looking for them takes a hundredth of its time.

Most articles have none of them, and so most checks cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable


def of(words: str) -> tuple[str, ...]:
    """The words between the bars."""
    return tuple(words.split("|"))


def has(text: str, hints: Iterable[str]) -> bool:
    """True if the text holds one of these."""
    return any(map(text.__contains__, hints))
