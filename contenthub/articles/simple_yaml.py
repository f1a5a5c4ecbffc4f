"""Reads the simple part of YAML: a mapping of texts and lists of texts, one level deep.

The whole of YAML is a large language with anchors, types and tags; a front matter that a model
wrote needs none of it. What is not understood is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_KEY = re.compile(r"([A-Za-z_][\w-]{0,60})[ \t]{0,20}:(?:[ \t]+(.*))?$")
_ESCAPES = {"n": " ", "t": " ", '"': '"', "\\": "\\", "/": "/"}
_NOT_SIMPLE = ("&", "*", "!", "{", "@", "`", "%")


def read(text: str) -> dict[str, str | list[str]]:
    """The keys at the left margin with a value that is a text or a list of texts."""
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if _KEY.match(line)]
    found: dict[str, str | list[str]] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        key = _KEY.match(lines[start])
        if key is not None and (value := _value(key[2] or "", lines[start + 1 : end])) is not None:
            found.setdefault(key[1], value)
    return found


def _value(first: str, rest: Sequence[str]) -> str | list[str] | None:
    first = first.strip()
    below = [line.strip() for line in rest if line.strip() and not line.lstrip().startswith("#")]
    if first[:1] in {"|", ">"}:
        return " ".join(line.strip() for line in rest if line.strip())
    if first.startswith("["):
        return _flow(" ".join([first, *below]))
    if _without_comment(first) == "":
        return _items(below)
    return None if first.startswith(_NOT_SIMPLE) else _scalar(" ".join([first, *below]))


def _items(lines: Sequence[str]) -> list[str] | None:
    """A list with one item on each line."""
    if not lines or not all(line.startswith("- ") for line in lines):
        return None
    found = [_scalar(line[2:].strip()) for line in lines]
    return [item for item in found if item]


def _flow(text: str) -> list[str] | None:
    """A list in brackets; items may be quoted."""
    items: list[str] = []
    rest = text[1:].lstrip()
    while rest and rest[0] != "]":
        item, rest = _next_item(rest)
        if item is None:
            return None
        items.append(item)
        rest = rest.lstrip().removeprefix(",").lstrip()
    return [item for item in items if item] if rest else None


def _next_item(text: str) -> tuple[str | None, str]:
    if text[0] in {'"', "'"}:
        return _quoted(text)
    end = min((at for at in (text.find(","), text.find("]")) if at >= 0), default=-1)
    if end < 0 or text[0] in {"[", "{"}:
        return None, ""
    return text[:end].strip(), text[end:]


def _scalar(text: str) -> str | None:
    if text[:1] in {'"', "'"}:
        value, rest = _quoted(text)
        return value if not _without_comment(rest.strip()) else None
    return _without_comment(text)


def _quoted(text: str) -> tuple[str | None, str]:
    """The quoted text that ``text`` begins with, and what follows it."""
    quote, at = text[0], 1
    found: list[str] = []
    while at < len(text):
        character = text[at]
        if character == quote and not (quote == "'" and text[at + 1 : at + 2] == "'"):
            return "".join(found), text[at + 1 :]
        if character == quote or (character == "\\" and quote == '"'):  # '' and \"
            at += 1
            character = text[at : at + 1]
            character = _ESCAPES.get(character, character) if quote == '"' else character
        found.append(character)
        at += 1
    return None, ""


def _without_comment(text: str) -> str:
    if text.startswith("#"):
        return ""
    return text.partition(" #")[0].strip()
