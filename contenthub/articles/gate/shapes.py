"""What a passage is about, to compare it with others: its content words, or pairs of characters."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_WIDE_ONES = re.compile(f"{WIDE.pattern}++")
STEM, CONTENT = 5, 4  # letters that are compared, and letters of the shortest content word

Words = Set[object]  # content words, and pairs of characters


def are_alike(one: Words, other: Words, least: float) -> bool:
    """Whether both have so much of the smaller one in common."""
    return len(one & other) >= least * min(len(one), len(other))


def of(units: Sequence[str], *, is_wide: bool) -> Words:
    """Content words without their endings; of Chinese and Japanese, pairs of characters."""
    if not is_wide:
        return {one[:STEM] for one in units if len(one) >= CONTENT}
    pairs = set(zip(units, [*units[1:], ""], strict=True))
    different = set(units)
    others = _WIDE_ONES.sub("", "".join(different))
    if not others:
        return pairs
    narrow = {one for one in different if len(one) > 1 or one in others}
    stems = {one[:STEM] for one in narrow if len(one) >= CONTENT}
    return {*stems, *[pair for pair in pairs if pair[0] not in narrow]}
