"""A text as its reader sees it, for comparing words: without marks, one way of writing each sign.

Every expression here is linear: what it looks for cannot begin twice in the same characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape

_TARGET = re.compile(r"\]\(((?:[^()\[\]\n]|\([^()\[\]\n]*\))*+)\)")  # [text](this "and this")
_REFERENCE = re.compile(r"\]\[[^\[\]\n]*\]")
_DEFINITION = re.compile(r"\n[ \t]*\[[^\[\]\n]+\]:[ \t]*\S+")
_TOOLTIP = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]*)>")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*+)([^<>]*+)>")
_SHOWN_ATTRIBUTE = re.compile(
    r"\b(?:alt|title|placeholder|aria-label)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
# Tags within a line of text; all others begin something new.
_INLINE_TAGS = (
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PREFIX = re.compile(r"\n[ \t]*(?:>[ \t]?)+[ \t]*")  # of quotations: they run on
# What begins something new: an item of a list, a fence. A heading ends there, too.
_BLOCK = re.compile(r"\n[ \t]*(?:[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|```|~~~)")
_HEADING = re.compile(r"\n[ \t]*#{1,6}[ \t]([^\n]*)")
_UNDERSCORES = re.compile(r"_(?:(?<![^\W_]_)_*|_*(?![^\W_]))")  # emphasis; snake_case stays
_WIDE = "\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_BETWEEN_WIDE = re.compile(rf" (?<=[{_WIDE}] )(?=[{_WIDE}])")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*+\n)++")
BREAK = "\0"  # where something new begins: no phrase runs over it, and no text holds it
_FEW_SIGNS = 20
_ASCII = bytes(range(128))
# Signs that never join those beside them: each is made normal by itself, and most are already.
_APART = re.compile(
    "[\x00-\u02ff\u2010-\u2027\u2030-\u205e\u3000-\u3020\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
    "\uff01-\uff5e]*+"
)
_CHUNK = 512  # characters: normalising sorts runs of combining marks, in quadratic time


def of_markdown(text: str) -> str:
    """A Markdown text, as ``folded`` leaves it; what pops up or stands for a picture follows it."""
    extra: list[str] = []
    text = f"\n{text}"  # each line begins behind one: that is found faster than "^"
    if "[" in text:
        text = _DEFINITION.sub("\n", text)
        text = _TARGET.sub(lambda found: _without_target(found, extra), text)
        text = _REFERENCE.sub("]", text).replace("![", "[")
        text = text.replace("[", "").replace("]", "")
    text = text.replace("\\\n", "\n")
    text = _PREFIX.sub("\n", text) if ">" in text else text
    text = _HEADING.sub(rf"\n{BREAK}\1{BREAK}", text) if "#" in text else text
    text = _BLOCK.sub(f"\n{BREAK}", text).replace("|", BREAK)
    text = _without_tags(text, extra)
    text = _ESCAPED.sub(r"\1", text) if "\\" in text else text
    text = text.replace("*", "").replace("`", "").replace("~~", "")
    text = _UNDERSCORES.sub("", text) if "_" in text else text
    return folded(BREAK.join([text, *extra]))


def of_html(text: str) -> str:
    """An HTML text, as ``folded`` leaves it, with what stands in for its pictures."""
    extra: list[str] = []
    shown = _without_tags(text, extra).replace("\n", " ")
    return folded(BREAK.join([shown, *extra]))


def folded(text: str) -> str:
    """Entities, case, widths, quotes, dashes and white space made one; invisible signs gone."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    if not text.isascii():
        text = _normal(_translated(text, _unified()))
    text = text.casefold()
    if not text.isascii():
        text = _normal(text)
    shown = BREAK.join(_paragraphs(text))
    return shown if shown.isascii() else _BETWEEN_WIDE.sub("", shown)


def _paragraphs(text: str) -> Iterator[str]:
    """What blank lines and breaks part, each on one line."""
    for block in text.split(BREAK):
        for paragraph in _EMPTY_LINES.split(block):
            if line := " ".join(paragraph.split()):
                yield line


def _without_target(found: re.Match[str], extra: list[str]) -> str:
    if '"' in found[1] or "'" in found[1]:
        extra += ["".join(groups) for groups in _TOOLTIP.findall(found[1])]
    return "]"


def _without_tags(text: str, extra: list[str]) -> str:
    if "<" not in text:
        return text
    text = _AUTOLINK.sub(r"\1", _without_comments(text))
    return _TAG.sub(lambda found: _instead(found, extra), text)


def _instead(found: re.Match[str], extra: list[str]) -> str:
    if "=" in found[2]:
        extra += ["".join(groups) for groups in _SHOWN_ATTRIBUTE.findall(found[2])]
    name = found[1].lower()
    return "" if name in _INLINE else " " if name == "br" else BREAK


def _without_comments(text: str) -> str:
    parts, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        parts.append(text[place:start])
        end = text.find("-->", start)
        place = len(text) if end < 0 else end + 3
    return "".join([*parts, text[place:]])


def _translated(text: str, table: Mapping[int, str]) -> str:
    """What ``translate`` makes of it, sign by sign that is there: few are, and that is faster."""
    there = [sign for sign in {"`", *_foreign(text)} if ord(sign) in table]
    if len(there) > _FEW_SIGNS:
        return text.translate(table)
    for sign in there:
        text = text.replace(sign, table[ord(sign)])
    return text


def _foreign(text: str) -> set[str]:
    """The characters that are not in ASCII."""
    foreign = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return set(foreign.decode("utf-8", "surrogatepass"))


def _normal(text: str) -> str:
    """NFKC, in pieces: the canonical order of a long run of marks takes quadratic time."""
    signs = "".join(_foreign(text))
    if _APART.fullmatch(signs):
        for sign in signs:
            if not unicodedata.is_normalized("NFKC", sign):
                text = text.replace(sign, unicodedata.normalize("NFKC", sign))
        return text
    pieces = (text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))
    return "".join(map(_normal_piece, pieces))


def _normal_piece(text: str) -> str:
    is_normal = unicodedata.is_normalized("NFKC", text)
    return text if is_normal else unicodedata.normalize("NFKC", text)


@cache
def _unified() -> dict[int, str]:
    """Signs that look alike or that nobody sees."""
    table = dict.fromkeys(map(ord, "‘’‚‛′ʼ`´"), "'")
    table |= dict.fromkeys(map(ord, "“”„‟″«»"), '"')
    table |= dict.fromkeys(map(ord, "‐‑‒–—―−﹘"), "-")
    unseen = [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xAD,
        0x34F,
        0x61C,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x180E,
        0x3164,
        0xFEFF,
        0xFFA0,
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
        *range(0xE0100, 0xE01F0),
    ]
    return table | dict.fromkeys(unseen, "")
