"""Where words end in Chinese, which is written without spaces: 替代购置 has no 代购 in it.

Asked only of a phrase that was found; the dictionary of ``rjieba`` is loaded then (0.1 s, 30 MB).
"""

from __future__ import annotations

import re
from itertools import accumulate

from contenthub.articles.gate.spelled_out import simplified

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_CONTEXT = 12  # characters on each side that words are looked for in
_LONG = 3  # characters of a word that is one beyond doubt
# What makes the character before it a verb: 一次性交了 is paid at once (一次性, 交了).
_OF_VERBS = re.compile("[了过完清齐足够满给掉好]")


def straddles(text: str, begin: int, end: int) -> bool:
    """True when what stands there is the end of one word and the beginning of another.

    Both borders have to be within words: cutting is not certain, and what is banned matters more.
    Or the first is within a long word, and what is left of the phrase is a verb of its own.
    """
    if not (_is_han(text, begin - 1) and _is_han(text, begin)):
        return False
    if not (_is_han(text, end - 1) and _is_han(text, end)):
        return False
    import rjieba

    first = max(0, begin - _CONTEXT)
    words = rjieba.cut(simplified(text[first : end + _CONTEXT]), hmm=False)
    borders = [first, *(first + place for place in accumulate(map(len, words)))]
    if begin in borders:
        return False
    return end not in borders or _is_left_a_verb(text, begin, end, borders)


def _is_left_a_verb(text: str, begin: int, end: int, borders: list[int]) -> bool:
    """Whether the phrase is the end of a long word and one verb, by what comes after it."""
    last = borders[borders.index(end) - 1]
    before = max(place for place in borders if place < begin)
    if not begin < last == end - 1 or last - before < _LONG:
        return False
    return _OF_VERBS.match(simplified(text[end : end + 1])) is not None


def _is_han(text: str, place: int) -> bool:
    return 0 <= place < len(text) and _HAN.match(text[place]) is not None
