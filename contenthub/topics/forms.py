"""What makes two topics different though nearly all of their letters are the same.

Numbers in every writing (12, XII, twelve, 十二), a "not", and words that look alike (Austria,
Australia); against them stand plurals and spellings, which change nothing. All of it works on the
keys of ``duplicates``: lower case, without punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
# "One" alone and "first" alone are often no number, so they count only behind a word of ten.
_NUMBER_WORDS = {
    **{word: value for value, word in enumerate((*_UNITS, *_TEENS), 1) if word != "one"},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    **{word: value for value, word in enumerate(_ORDINALS, 1)},
}
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)}) ({'|'.join((*_UNITS, *_ORDINALS[:9]))})\b")
_WORDS = re.compile(r"[a-z]++")
_ROMAN = re.compile("m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NO_NUMERALS = frozenset({"mix", "dix"})

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
# One character alone is often no number (一些, 万一, 千万): it counts behind 第.
_HAN_NUMBER = re.compile("(第)?([〇零一二两兩三四五六七八九十百千万萬亿億]{1,20}+)")

_DIGITS = re.compile(r"\d+")
_SHORTENED = re.compile(
    "\\b(do|does|did|is|are|was|were|has|have|had|should|would|could|must)nt\\b"
)
_CANNOT = re.compile("\\bcan(?:no)?t\\b")
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|none|nor|neither|nicht|kein(?:e[nmrs]?)?|nie(?:mals)?|ohne|"
    r"ne|pas|jamais|sans|aucune?|rien|non|nunca|sin|jamás|ningún|ninguna|mai|senza|não|sem|niet|geen|"
    r"не|нет|без|никогда)\b"
    r"|[不没沒无無未勿莫]|非(?![常洲])|別|(?<![特区差告分级性个])别(?![人的墅致])"
    r"|ません|ない|なし|않|없|못"
)


def form(key: str) -> str:
    """The key with every number in digits and "don't" as "do not", to be compared."""
    text = _SHORTENED.sub(r"\1 not", key)
    text = _CANNOT.sub("can not", text)
    text = _COMPOUND.sub(lambda words: str(_word_value(words[1]) + _word_value(words[2])), text)
    return _HAN_NUMBER.sub(_han, _WORDS.sub(_word, text))


def signature(of: str) -> tuple[tuple[int, ...], bool]:
    """The numbers of a form, in order, and whether it negates: where these differ, topics do."""
    return tuple(int(number) for number in _DIGITS.findall(of)), bool(_NEGATION.search(of))


def _word_value(word: str) -> int:
    return 1 if word == "one" else _NUMBER_WORDS[word]


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if word in _NUMBER_WORDS:
        return str(_NUMBER_WORDS[word])
    # Of those with C, D or M, short ones are abbreviations far more often.
    short = len(word) < 3 and set(word) & set("cdm")
    if short or word in _NO_NUMERALS or not _ROMAN.fullmatch(word):
        return word
    values = [_ROMAN_VALUES[letter] for letter in word]
    return str(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def _han(found: re.Match[str]) -> str:
    counted, digits = found[1] or "", found[2]
    value = _han_value(digits) if counted or len(digits) > 1 else None
    return found[0] if value is None else f"{counted}{value}"


def _han_value(digits: str) -> int | None:
    """The value of a Chinese numeral; None where the characters are none, as in 千万."""
    if all(digit in _HAN_DIGITS for digit in digits):  # one by one, as in years
        return int("".join(str(_HAN_DIGITS[digit]) for digit in digits))
    total = section = digit = 0
    for place, character in enumerate(digits):
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _HAN_TENS:
            section += (digit or 1) * _HAN_TENS[character]
            digit = 0
        else:
            total += (section + digit) * _HAN_MYRIADS[character]
            section = digit = 0
            if place == 0 or not total:
                return None
    whole = total + section + digit
    return None if digits in {"千万", "千萬", "百万", "十万", "万千"} or not whole else whole


# They change with number and gender, and carry nothing.
ARTICLES = frozenset(
    {
        "a",
        "an",
        "the",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "le",
        "la",
        "les",
        "un",
        "une",
        "el",
        "los",
        "las",
        "il",
        "lo",
        "gli",
    }
)
_SPELLINGS = {
    "grey": "gray", "cheque": "check", "tyre": "tire", "aluminium": "aluminum", "doughnut": "donut",
    "yoghurt": "yogurt", "whiskey": "whisky", "programme": "program", "plough": "plow",
    "pyjama": "pajama", "moustache": "mustache", "sceptic": "skeptic", "mould": "mold",
    "children": "child", "women": "woman", "men": "man", "mice": "mouse", "feet": "foot",
    "teeth": "tooth", "geese": "goose", "leaves": "leaf", "knives": "knife", "wolves": "wolf",
    "halves": "half", "loaves": "loaf", "shelves": "shelf", "lives": "life", "wives": "wife",
}  # fmt: skip
_BRITISH = (
    (re.compile("(?<=[a-z]{3})our(?=s?$|ed$|ing$|ful$|ite|able$|less$)"), "or"),
    (re.compile("(?<=[a-z]{3})is(?=e[srd]?$|ing$|ations?$|ers$)"), "iz"),
    (re.compile("ys(?=e[srd]?$|ing$)"), "yz"),
    (re.compile("(?<=[a-z]{2}[tb])re(?=s?$)"), "er"),
    (re.compile("ogue(?=s?$)"), "og"),
    (re.compile("(?<=[a-z]{3}en)ce(?=s?$)"), "se"),
    (re.compile("(?<=[a-z]{3})ll(?=ing$|ed$|ers?$|ors?$|ery$)"), "l"),
    (re.compile("^(?:(an)ae|(p)ae|(f)oe|(man)oe|(encyclop)ae|(gyn)ae)"), r"\1\2\3\4\5\6e"),
)
_PLURALS = (
    (re.compile("(?<=[a-z]{2})ies$"), "y"),
    (re.compile("(?<=[a-z](?:ch|sh))es$|(?<=[a-z](?:s|x|z))es$"), ""),
    (re.compile("(?<=[a-z]{2}[rl])es$"), ""),
    (re.compile("(?<=[^\\W\\d_]{2}[^\\W\\d_su])(?<!i)s$"), ""),
    (re.compile("(?<=[a-z]{2}[sxzrl])e$"), ""),
    (re.compile("(?<=[a-zäöü]{6})en$|(?<=[a-zäöü]{6})e$"), ""),
    (re.compile("(?<=[а-яё]{3})[аеиоуыэюяйь]$"), ""),
    (re.compile("(?<=[\u30a1-\u30fa])ー$"), ""),
)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """What the plurals and spellings of a word have in common; no word of any language."""
    word = "".join(c for c in unicodedata.normalize("NFD", word) if not _is_latin_mark(c))
    word = unicodedata.normalize("NFC", word[:100])
    word = _SPELLINGS.get(word, word)
    for expression, instead in (*_BRITISH, *_PLURALS):
        word = expression.sub(instead, word)
    return _SPELLINGS.get(word, word)


def _is_latin_mark(character: str) -> bool:
    return "\u0300" <= character <= "\u0304" or character in "\u0308\u030a\u030c\u0327"
