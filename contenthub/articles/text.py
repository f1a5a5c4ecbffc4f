"""Small pure functions on text that several parts need; all of them take linear time.

Texts come from outside: an expression that backtracks would hold the whole process.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from contenthub.inert import INVISIBLE, OVERRIDES

# Scripts that are written without spaces: each character counts as a word.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_WORD = re.compile(r"[^\W_]++(?:['’\-.][^\W_]++)*+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]++(?:['\-.][A-Za-z0-9]++)*+")
_HAN_OR_KANA = re.compile(rf"[{_CJK}]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
# Marks of typesetting that part words, or join them, as their plain forms do.
_PLAIN_MARKS = (("\u2019", "'"), *((mark, " ") for mark in "\u2018\u201c\u201d\u2013\u2014\u2026"))
_LINK_TARGET = re.compile(r"\]\([^)]*\)")  # only for text that ends with ")": see word_count


def word_count(markdown: str) -> int:
    """Words of a Markdown text; each Han character or kana counts as one.

    Addresses of links and images do not count.
    """
    text = markdown
    if "](" in markdown:
        # Behind the last ")" no target ends, and to look for the end of each would take for ever.
        last = markdown.rfind(")") + 1
        text = _LINK_TARGET.sub("]", markdown[:last]) + markdown[last:]
    plain = _plainly_set(text)
    if plain.isascii():  # the shorter way to the same number
        return len(_ASCII_WORD.findall(plain))
    single = len(_HAN_OR_KANA.findall(text))
    return single + len(_WORD.findall(_HAN_OR_KANA.sub(" ", text) if single else text))


def counts_by_character(text: str) -> int:
    """Characters that ``word_count`` takes for a word each: Han and kana."""
    return len(_HAN_OR_KANA.findall(text))


def _plainly_set(text: str) -> str:
    if not text.isascii():
        for mark, plain in _PLAIN_MARKS:  # many times faster than str.translate
            text = text.replace(mark, plain)
    return text


def has_control_characters(text: str) -> bool:
    """True if the text holds characters that no person types: controls, lone surrogates."""
    return any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text)


def guess_language(text: str) -> str:
    """ "zh", "ja", "ko" or "en", from the script of the text."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh" if _HAN_OR_KANA.search(text) else "en"


def tail(text: str, limit: int = 2000) -> str:
    """The last ``limit`` characters, with a mark where something was left out."""
    return text if len(text) <= limit else "…" + text[-limit:]


_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")


def heading(line: str) -> tuple[int, str] | None:
    """(level, text) of a line that is an ATX heading (CommonMark 4.2) and has a text."""
    mark = _HEADING.match(line)
    if mark is None:
        return None
    text = line[mark.end() :].strip(" \t")
    open_ = text.rstrip("#")
    if not open_ or open_[-1] in " \t":  # what closes a heading stands apart: C# stays
        text = open_.rstrip(" \t")
    return (len(mark[1]), text) if text else None


# What nobody sees in a name or a phrase: also the blank of Braille, and what Unicode has not
# given out.
UNSEEN = f"{INVISIBLE}\u2800\ufffc-\uffff\U000e0000-\U000e0fff"

# Controls, lone surrogates, and what turns the direction of text around: it hides what is there.
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{OVERRIDES}\ud800-\udfff]")


def printable(text: str) -> str:
    """The text without controls and lone surrogates, which no database and no file takes."""
    return _UNPRINTABLE.sub("", text)


def clean(value: Any) -> Any:
    """``printable`` for every text in lists and mappings; other values as they are."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(key)): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def percent(value: object) -> int | None:
    """A progress as it may be kept: 0 to 100, or None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return int(max(0, min(100, value)))
