"""What the command line says of errors and remarks: which command or option helps, by their codes.

Below the command line nobody knows commands and options, since other faces have none. ``ADVICE``
says what to do; ``INSTEAD`` says what is wrong where this is told best by the options themselves.
"""

from __future__ import annotations

import shlex
import string
from collections.abc import Mapping
from typing import Any

from contenthub.codes import Code, Remark
from contenthub.errors import ContentHubError

# Both are filled with the facts; `!q` quotes a value for the shell, `!o` makes options of names.
ADVICE: Mapping[Code, str] = {}
INSTEAD: Mapping[Code, str] = {}


def line(said: ContentHubError | Remark) -> str:
    """The one line for a person: what is wrong, and what to do about it."""
    return "; ".join(filter(None, (_text(said), _of_code(said))))


def of(said: ContentHubError | Remark) -> str:
    """What to do alone; empty where nothing is known."""
    return "; ".join(filter(None, (said.advice, _of_code(said))))


def _text(said: ContentHubError | Remark) -> str:
    words = "" if said.code is None else INSTEAD.get(said.code, "")
    if not words:
        return str(said)
    text = _filled(words, said.facts)
    return f"{text}: {said.advice}" if said.advice else text


def _of_code(said: ContentHubError | Remark) -> str:
    return "" if said.code is None else _filled(ADVICE.get(said.code, ""), said.facts)


def _filled(words: str, facts: Mapping[str, Any]) -> str:
    return _Words().vformat(words, (), facts)


class _Words(string.Formatter):
    """Fills in facts, with two conversions more."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "q":
            return shlex.quote(str(value))
        if conversion == "o":
            names = [value] if isinstance(value, str) else value
            return " and ".join(f"--{name.replace('_', '-')}" for name in names)
        return super().convert_field(value, conversion)
