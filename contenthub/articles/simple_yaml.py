"""Reads the simple part of YAML: a mapping of texts and lists of texts, one level deep.

The whole of YAML is a large language with anchors, types and tags; a front matter that a model
wrote needs none of it. What is not understood is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# A key: one to three words of any script, which may be quoted.
KEY = r"(?P<quote>[\"']?)(?P<key>[^\W\d][\w-]{0,60}(?: [\w-]{1,60}){0,2})(?P=quote)[ \t]{0,20}"
_KEY = re.compile(rf"{KEY}(?::(?:[ \t]+(?P<value>.*))?|：[ \t]*(?P<wide>.*))$")
# YAML 1.2, 5.7. What is a kind of blank there is a blank here, where all is one line.
_ESCAPES = {
    **dict.fromkeys("ntrvfNLP_", " "),
    **dict.fromkeys("0abe", ""),
}
_DIGITS = {"x": 2, "u": 4, "U": 8}  # of a character's number
_NOT_SIMPLE = ("&", "*", "!", "{", "@", "`", "%")


def read(text: str) -> dict[str, str | list[str]]:
    """The keys at the left margin with a value that is a text or a list of texts."""
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if _KEY.match(line)]
    found: dict[str, str | list[str]] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        key = _KEY.match(lines[start])
        if key is None:
            continue
        value = _value(key["value"] or key["wide"] or "", lines[start + 1 : end])
        if value is not None:
            found.setdefault(key["key"], value)
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
    return None if first.startswith(_NOT_SIMPLE) else _scalar(_folded([first, *below]))


def _folded(lines: Sequence[str]) -> str:
    """Lines of one value; in quotes a backslash at a line's end leaves no blank there."""
    text = lines[0]
    for line in lines[1:]:
        ticks = len(text) - len(text.rstrip("\\"))
        text = text[:-1] + line if text[:1] == '"' and ticks % 2 else f"{text} {line}"
    return text


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
        at += 1
        if character == "\\" and quote == '"':
            character, at = _escaped(text, at)
        elif character == quote:
            if quote == '"' or text[at : at + 1] != "'":
                return _whole("".join(found)), text[at:]
            at += 1  # '' in single quotes
        found.append(character)
    return None, ""


def _escaped(text: str, at: int) -> tuple[str, int]:
    """The character that is named behind a backslash, and where the text goes on."""
    name = text[at : at + 1]
    end = at + 1 + _DIGITS.get(name, 0)
    if name not in _DIGITS:
        return _ESCAPES.get(name, name), end
    try:
        return chr(int(text[at + 1 : end], 16)), end
    except (ValueError, OverflowError):  # no number, or none of a character
        return name, at + 1


def _whole(text: str) -> str:
    """Without halves of characters: JSON, which is YAML, names those beyond U+FFFF by two."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_comment(text: str) -> str:
    if text.startswith("#"):
        return ""
    return text.partition(" #")[0].strip()
