"""Where words end in Chinese, which is written without spaces: 替代购置 has no 代购 in it.

Asked only of a phrase that was found; the dictionary of ``rjieba`` is loaded then (0.1 s, 30 MB).
"""

from __future__ import annotations

import re
from itertools import accumulate

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_CONTEXT = 12  # characters on each side that words are looked for in


def straddles(text: str, begin: int, end: int) -> bool:
    """True when what stands there is the end of one word and the beginning of another.

    Both borders have to be within words: cutting is not certain, and what is banned matters more.
    """
    if not (_is_han(text, begin - 1) and _is_han(text, begin)):
        return False
    if not (_is_han(text, end - 1) and _is_han(text, end)):
        return False
    import rjieba

    first = max(0, begin - _CONTEXT)
    words = rjieba.cut(text[first : end + _CONTEXT], hmm=False)
    borders = {first, *(first + place for place in accumulate(map(len, words)))}
    return begin not in borders and end not in borders


def _is_han(text: str, place: int) -> bool:
    return 0 <= place < len(text) and _HAN.match(text[place]) is not None
