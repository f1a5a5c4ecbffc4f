"""Banned words in disguise: letters set apart (c.a.s.i.n.o, 加-微-信), look-alikes (сasinо).

Works on visible text as ``visible`` leaves it. Only what no honest text holds is undone: single
signs that the same mark parts again and again, and words of two scripts that look like one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

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
# Signs that nobody sets between two characters of a word, and characters that sound like others.
_SET_BETWEEN = re.compile(rf"(?<={_HAN})[★☆❤♥♡●◆◇■▲△※✨✿❀]\ufe0f?(?={_HAN})")
_SOUNDS_ALIKE = re.compile("[薇徽Vv](?=信)")  # for 微信
_WORD = re.compile(r"[^\W_]+")
_LONE = "ai"  # words of one letter
_LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһӏԛԝкмтвнгαεορτυνικχ", "aeopcyxijsdhlqwkmtbhraeoptuvikx")
_LATIN = re.compile("[a-z]")
_OTHER = re.compile("[\u0370-\u052f]")
_HYPHENED = re.compile(r"(?<![^\W_])[^\W\d_]{2,20}-[^\W\d_]{2,20}(?![^\W_]|-)")
_MARK = re.compile("[\u0334-\u0338\u20d0-\u20f0]")  # strokes through and circles around letters
# Figures and signs that stand for letters where letters are on one side of them at least.
# The sign first: it is rarer than what is around it.
_SWAPPED = re.compile(r"[@€$!|013457](?:(?<=[a-z].)(?=[a-z@€$!|013457])|(?<=[@€$])(?=[a-z]))")
_SWAPS = str.maketrans("@4€301!|$57", "aaeeoiilsst")
_AROUND = 20  # signs of a word on each side
_TAIL, _HEAD = re.compile(r"[a-z@€$!|0-9]*+$"), re.compile(r"[a-z@€$!|0-9]*+")
_FEW_LETTERS = 2
# A word of which letters are covered, as "c*re".
_COVERED = re.compile(r"(?<![^\W_])(?<![*#])[^\W\d_]{1,20}[*#](?:[^\W\d_]|[*#]){1,20}(?![^\W_])")
_COVER = re.compile(r"[*#](?<=[^\W\d_].)")
_BEFORE = re.compile(r"[^\W\d_]++$")
_LONGEST = 20  # letters before the first that is covered
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,}")


def undone(text: str) -> str:
    """The words in disguise that a text holds, as they are meant; "" where it holds none."""
    found = [*_apart(text), *_swapped(text)]
    if "-" in text:  # "de-tox"
        found += [one.replace("-", "") for one in _HYPHENED.findall(text)]
    if not text.isascii():
        found += _in_han(text)
        if _STRANGE.search(text):
            found += [*_alike(text), *_struck(text)]
    return " \0 ".join(found)


def _apart(text: str) -> list[str]:
    found, end = [], 0
    signs = [one.start() for kind in (_ALONE, _ALONE_BY_SPACES) for one in kind.finditer(text)]
    for sign in sorted(signs):
        one = _APART.match(text, sign - 1) if sign > end else None
        if one is not None:
            word = one.group().replace(one[1] or one[2], "")
            found.append(word)
            if one[1] == " " and word[0] in _LONE:  # "a m i r a c l e": the first is a word itself
                found.append(word[1:])
            end = one.end()
    return found


def _in_han(text: str) -> list[str]:
    """The text without signs set between its characters, and with those that were meant."""
    meant = _SOUNDS_ALIKE.sub("微", _SET_BETWEEN.sub("", text))
    return [meant] if meant != text else []


def _swapped(text: str) -> list[str]:
    """Words with signs for letters: "mir@cle", "m0ney"; each with the words beside it."""
    found, end = [], 0
    for sign in _SWAPPED.finditer(text):
        place = sign.start()
        if place < end:
            continue
        before = _TAIL.search(text, max(0, place - _AROUND), place)
        start = before.start() if before else place
        end = _HEAD.match(text, place, place + _AROUND).end()  # type: ignore[union-attr]
        word = text[start:end].rstrip("!|0123456789")
        if sum(map(str.isalpha, word)) >= _FEW_LETTERS and not word.isalpha():
            meant = word.translate(_SWAPS)
            found += [f"{text[max(0, start - 2 * _AROUND) : start]}{meant} ", f"{meant} "]
    return [one.translate(_SWAPS) for one in found]


def uncovered(source: str, words: Iterable[str]) -> str:
    """The words of ``words`` of which ``source``, as it was written, covers letters: "c*re".

    A mark is one letter; half of the letters at least are to be seen.
    """
    if "*" not in source and "#" not in source:
        return ""
    known = {word for one in words for word in _PLAIN_WORD.findall(one.casefold())}
    found = []
    for one in _covered(source):
        shape = one.group().casefold()
        letters = sum(map(str.isalpha, shape))
        if letters < max(_FEW_LETTERS, len(shape) / 2):
            continue
        before = source[max(0, one.start() - 2 * _AROUND) : one.start()].casefold()
        found += [f"{before}{word} " for word in known if _fits(shape, word)]
    return " \0 ".join(found)


def _covered(source: str) -> Iterator[re.Match[str]]:
    end = 0
    for sign in _COVER.finditer(source):
        place = sign.start()
        before = _BEFORE.search(source, max(end, place - _LONGEST), place) if place >= end else None
        one = _COVERED.match(source, before.start()) if before else None
        if one is not None:
            end = one.end()
            yield one


def _fits(shape: str, word: str) -> bool:
    return len(shape) == len(word) and all(
        sign in {"*", "#", letter} for sign, letter in zip(shape, word, strict=True)
    )


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
