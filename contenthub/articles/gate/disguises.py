"""Banned words in disguise: letters set apart (c.a.s.i.n.o, 加-微-信), and look-alikes (сasinо).

Works on visible text as ``visible`` leaves it. Only what no honest text holds is undone: single
signs that the same mark parts again and again, and words of two scripts that look like one.
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "[\u3400-\u9fff\uf900-\ufaff]"
_LETTER = rf"(?!{_HAN})[^\W_]"
_APART = re.compile(
    rf"(?<![^\W_]){_LETTER}(?:([ ·•・.*_~/\\+-]){_LETTER}(?![^\W_]))(?:\1{_LETTER}(?![^\W_]))*+"
    rf"|{_HAN}(?:([·•・.*_~/\\+-]){_HAN})(?:\2{_HAN})*+"
)
# No disguise is without these: a sign between two that stand alone, letters of other scripts.
_SIGNS = r"[·•・.*_~/\\+-]"
_ALONE = re.compile(
    rf"{_SIGNS}(?:(?<=[^\W_].)(?<![^\W_][^\W_].)(?=[^\W_](?![^\W_]))|(?<={_HAN}.)(?={_HAN}))"
)
_ALONE_BY_SPACES = re.compile(r" (?<=[^\W_] )(?<![^\W_][^\W_] )(?=[^\W_](?![^\W_]))")
_STRANGE = re.compile("[\u0334-\u0338\u0370-\u052f\u20d0-\u20f0]")
_WORD = re.compile(r"[^\W_]+")
_LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһӏԛԝкмтвнгαεορτυνικχ", "aeopcyxijsdhlqwkmtbhraeoptuvikx")
_LATIN = re.compile("[a-z]")
_OTHER = re.compile("[\u0370-\u052f]")
_MARK = re.compile("[\u0334-\u0338\u20d0-\u20f0]")  # strokes through and circles around letters


def undone(text: str) -> str:
    """The words in disguise that a text holds, as they are meant; "" where it holds none."""
    found = _apart(text)
    if not text.isascii() and _STRANGE.search(text):
        found += [*_alike(text), *_struck(text)]
    return " \0 ".join(found)


def _apart(text: str) -> list[str]:
    found, end = [], 0
    signs = [one.start() for kind in (_ALONE, _ALONE_BY_SPACES) for one in kind.finditer(text)]
    for sign in sorted(signs):
        one = _APART.match(text, sign - 1) if sign > end else None
        if one is not None:
            found.append(one.group().replace(one[1] or one[2], ""))
            end = one.end()
    return found


def _alike(text: str) -> list[str]:
    """Words that mix Latin letters with Greek or Cyrillic ones."""
    return [
        word.translate(_LOOK_ALIKE)
        for word in _WORD.findall(text)
        if _LATIN.search(word) and _OTHER.search(word)
    ]


def _struck(text: str) -> list[str]:
    if _MARK.search(text) is None:
        return []
    return [unicodedata.normalize("NFC", _MARK.sub("", text))]
