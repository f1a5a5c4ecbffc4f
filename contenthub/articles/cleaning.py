"""Text of others without the characters that no database and no reader takes."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what no database and no reader takes; its line ends become LF.

    Control characters go, lone surrogates become U+FFFD. An article that took minutes is
    not thrown away for one stray NUL.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def one_line(text: str) -> str:
    """The text as one clean line."""
    return " ".join(clean(text).split())
