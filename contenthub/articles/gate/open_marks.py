"""Marks that a last paragraph opens and never closes.

Inline code, bold, links, tags, brackets, formulas; blocks of code are in ``cut_off``.
"""

from __future__ import annotations

import re

_IN_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*+(?:\s[^<>]*+)?|/)$")
_HOST_CUT = re.compile(r"https?:/{0,2}(?!localhost$)[A-Za-z0-9-]*+$")
_FORMULA = re.compile(r"(?<![\w$\\])\$(?=[^\s$\d])[^$\n]*[\\^_=][^$\n]*$")
_ENVIRONMENTS = (("\\[", "\\]"), ("\\begin{", "\\end{"))
_INTERVAL = re.compile(r"\[[^\[\]()\n]{1,40},[^\[\]()\n]{1,40}\)")  # [2, 13) is closed
_BRACKETS = (("(", ")"), ("（", "）"), ("「", "」"), ("《", "》"), ("【", "】"))
_MOST = 2_000  # characters of the last line that are looked at
# "0912-***-118", "s**t": what somebody hid behind stars is not bold.
_HIDDEN = re.compile(r"(?<=[A-Za-z0-9-])\*{2,}(?=[A-Za-z0-9-])")
_SENTENCE_ENDS = tuple(".!?。！？…")


def left_open(paragraph: list[str]) -> str | None:
    """What the last paragraph of a text ends within; None where all is closed."""
    text = paragraph[-1][-_MOST:]
    if _formula_is_open(paragraph, text):
        return "the text ends within a formula"
    if _code_or_bold_is_open(paragraph, text):
        return "the text ends within a sentence"
    if "`" in text:
        text = text[text.rfind("`") + 1 :]
    if "<" in text and _IN_TAG.search(text[text.rfind("<") :]):
        return "the text ends within a tag"
    if _link_is_open(text):
        return "the text ends within a link"
    return "the text ends within a sentence" if _bracket_is_open(text) else None


def _formula_is_open(paragraph: list[str], text: str) -> bool:
    first = paragraph[0].lstrip("> ")
    if first.startswith("$$") and sum(one.count("$$") for one in paragraph) % 2:
        return len(paragraph) > 1 or any(mark in first for mark in "\\^_=") or len(first) == 2
    for begin, end in _ENVIRONMENTS:
        opened = sum(one.count(begin) for one in paragraph)
        if opened > sum(one.count(end) for one in paragraph):
            return True
    return (
        text.count("$") % 2 == 1
        and "`" not in text
        and bool(_FORMULA.search(text[text.rfind("$") :]))
    )


def _code_or_bold_is_open(paragraph: list[str], text: str) -> bool:
    if text.rstrip("*_ ”」』").endswith(_SENTENCE_ENDS):
        return False  # a mark was forgotten, and the sentence is whole
    ticks = text.count("`") % 2 and "``" not in text
    if ticks and sum(one.count("`") for one in paragraph) % 2:
        return True
    if "****" in text or text.rfind("**") + 2 >= len(text):
        return False
    said = [_HIDDEN.sub("", one) for one in paragraph if "**" in one]
    return sum(one.count("**") for one in said) % 2 == 1


def _link_is_open(text: str) -> bool:
    text = _INTERVAL.sub("", text)
    place = text.rfind("](")
    if place >= 0 and ")" not in text[place:]:
        return True
    bracket = text.rfind("[")
    if bracket >= 0 and "]" not in text[bracket:] and not text.endswith(_SENTENCE_ENDS):
        return True
    return _HOST_CUT.search(text[-300:].rpartition(" ")[2]) is not None


def _bracket_is_open(text: str) -> bool:
    """A bracket or a quotation that holds words, and ends with one."""
    quotes = ("„", "“") if "„" in text else ("“", "”")
    text = text.replace("”", "“") if "„" in text else text
    for begin, end in (*_BRACKETS, quotes):
        place = text.rfind(begin)
        if place >= 0 and end not in text[place:] and text[place + 1 :].strip():
            return text[-1].isalnum() and not _is_face(text, place)
    return False


def _is_face(text: str, place: int) -> bool:
    return place > 0 and text[place - 1] in ":;=-'8xX"
