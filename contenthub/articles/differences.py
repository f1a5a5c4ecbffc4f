"""What two texts differ in, as a unified difference: lines that went, that came, and three around.

Comparing line by line can take quadratic time and more for lines that come often. Texts for which
it would take too long differ in one piece: all between their first and last different lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

AROUND = 3  # lines that stay the same, before and behind
_MOST_STEPS = 2e7  # of the comparison: some seconds


def unified(before: Sequence[str], after: Sequence[str], names: tuple[str, str]) -> list[str]:
    """The difference of these lines under the names of both; empty where there is none."""
    if list(before) == list(after):
        return []
    if _steps(before, after) > _MOST_STEPS:
        return [f"--- {names[0]}", f"+++ {names[1]}", *_in_one_piece(before, after)]
    from difflib import unified_diff

    return list(unified_diff(before, after, *names, n=AROUND, lineterm=""))


def _steps(before: Sequence[str], after: Sequence[str]) -> float:
    """About how many steps a comparison takes: pairs of equal lines, for each block of them."""
    there = Counter(after)
    pairs = sum(count * there[line] for line, count in Counter(before).items())
    return float(pairs + len(before)) * min(len(before), len(after))


def _in_one_piece(before: Sequence[str], after: Sequence[str]) -> list[str]:
    start = _shared(before, after)
    left, right = before[start:], after[start:]
    end = _shared(left[::-1], right[::-1])
    head = before[max(0, start - AROUND) : start]
    tail = left[len(left) - end :][:AROUND]
    went, came = left[: len(left) - end], right[: len(right) - end]
    first, around = start - len(head) + 1, len(head) + len(tail)
    return [
        f"@@ -{first},{len(went) + around} +{first},{len(came) + around} @@",
        *(f" {line}" for line in head),
        *(f"-{line}" for line in went),
        *(f"+{line}" for line in came),
        *(f" {line}" for line in tail),
    ]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many equal lines both begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
