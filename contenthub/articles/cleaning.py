"""Text of others without the characters that no database and no reader takes.

What such a character stood for stays: a word that was parted by one is still two words, and a
quotation mark of Windows is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# What terminals are steered by (ECMA-48: CSI; OSC up to its end on the same line).
_STEERING = re.compile(
    "\x1b(?:\\[[0-?]{0,40}[ -/]{0,9}[@-~]|\\][^\x07\x1b\n]{0,500}(?:\x07|\x1b\\\\))"
)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A heading or a row of a table, which a break would end.
_ON_ONE_LINE = re.compile("^ {0,3}[#|][^\n]*[\x0b\x0c\u2028\u2029][^\n]*", re.MULTILINE)
_BREAK = re.compile("[\x0b\x0c\u2028\u2029]")
_UNSEEN_BEFORE = re.compile("^[\u200b\u2060]+", re.MULTILINE)  # a mark of Markdown is none there
_WINDOWS = re.compile("[\x80-\x84\x86-\x9f]")

_NEXT_LINE = "\x85"
# Line breaks of Word, of pages, of EBCDIC and of Unicode; the separators of ASCII.
_BREAKS = {
    **dict.fromkeys(("\x0b", "\x0c", _NEXT_LINE, "\u2028"), "\n"),
    "\u2029": "\n\n",
    **dict.fromkeys("\x1c\x1d\x1e\x1f", " "),
}
# Windows-1252 that was read as Latin-1, where these are controls that nobody writes. Browsers read
# it in the same way (encoding.spec.whatwg.org: latin1 is a label of windows-1252).
_SIGNS = {
    chr(byte): sign
    for byte in range(0x80, 0xA0)
    if (sign := bytes([byte]).decode("cp1252", "ignore"))
}


def clean(text: str) -> str:
    """The text without what no database and no reader takes; its line ends become LF.

    Other breaks of lines become one, signs of Windows-1252 what they were, halves of one character
    that came apart are put together. Other control characters and byte order marks go, lone
    surrogates become U+FFFD. An article that took minutes is not thrown away for one stray NUL.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text:
        text = _STEERING.sub("", text)
    if _UNFIT.search(text):
        text = _UNFIT.sub(_meant(text), _ON_ONE_LINE.sub(_kept_whole, text))
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", _PAIR.sub(_joined, text))
    if "\u200b" in text or "\u2060" in text:
        text = _UNSEEN_BEFORE.sub("", text)
    return text


def one_line(text: str) -> str:
    """The text as one clean line."""
    return " ".join(clean(text).split())


def _meant(text: str) -> Callable[[re.Match[str]], str]:
    """What stands in the place of an unfit character of this text."""
    signs = _SIGNS if _WINDOWS.search(text) else {}  # else NEL is no ellipsis, and ends a line
    meant = _BREAKS | signs
    return lambda found: meant.get(found[0], "")


def _kept_whole(line: re.Match[str]) -> str:
    return _BREAK.sub(" ", line[0])


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
