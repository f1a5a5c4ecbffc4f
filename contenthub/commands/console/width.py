"""How many columns of a terminal a text takes, and how it is cut to fit into fewer.

Measured in what a person sees as one character: a family or a flag is two columns wide however
many code points it is made of. Rich knows the widths; plain ASCII does without loading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARK = "…"  # where something was left out
_LONGEST = 16  # code points of one visible character; what is longer is no character of a script
_COMMAND = re.compile(r"\bcontenthub [a-z][^;`)]*[^;`).,: ]")
_HELD = "\N{NO-BREAK SPACE}"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def display_width(text: str) -> int:
    """Columns that the text takes: two for a Han character, none for an accent."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces up to ``width`` columns, in front of it for ``right``."""
    space = " " * (width - display_width(text))
    return space + text if right else text + space


def clip(text: str, width: int, mark: str = MARK) -> str:
    """The text in at most ``width`` columns; ends in ``mark`` where something was left out."""
    if display_width(text) <= width:
        return text
    room = width - display_width(mark)
    if room < 0:
        return ""
    return _beginning(text, room).rstrip() + mark


def fold(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns: broken at spaces, else anywhere."""
    lines: list[str] = []
    start = place = taken = 0
    for size, columns in _characters(text):
        while taken + columns > width and place > start:
            space = text.rfind(" ", start + 1, place + 1)
            end = space if space > start else place
            lines.append(text[start:end])
            start = end
            while text[start : start + 1] == " ":
                start += 1
            taken = display_width(text[start:place])
        place += size
        taken += columns if place > start else 0
    return [*lines, text[start:]] if start < len(text) or not lines else lines


def fold_at_words(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns, in which an address, a path and a command stay whole.

    What has no space and is copied from the screen is longer than that rather than broken: a word
    of ASCII, and ``contenthub`` with what follows it.
    """
    kept = _COMMAND.sub(lambda found: found.group().replace(" ", _HELD), text)
    lines = [""]
    for word in kept.split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if display_width(line) <= width:
            lines[-1] = line
        elif word.isascii() or _HELD in word:
            lines[-1:] = [*filter(None, [lines[-1]]), word]
        else:
            lines[-1:] = fold(line, width)
    return [line.replace(_HELD, " ") for line in lines]


def _beginning(text: str, width: int) -> str:
    if text.isascii():
        return text[:width]
    taken, end = 0, 0
    for size, columns in _characters(text):
        taken += columns
        if taken > width:
            break
        end += size
    return text[:end]


def _characters(text: str) -> Iterator[tuple[int, int]]:
    """(code points, columns) of each character that a person sees."""
    if text.isascii():
        yield from ((1, 1) for _ in text)
        return
    from rich.cells import split_graphemes

    spans, _ = split_graphemes(text)
    half = 0  # code points of the first letter of a flag
    for start, end, columns in spans:
        size = end - start
        letter = ord(text[start]) in _FLAG_LETTERS
        if half and letter:
            yield half + size, 2
            half = 0
            continue
        if half:
            yield half, 1
            half = 0
        if letter:
            half = size
        elif size > _LONGEST:
            yield from ((1, display_width(one)) for one in text[start:end])
        else:  # of signs that join nothing Rich gives another width here than by itself
            yield size, columns if size == 1 else max(columns, display_width(text[start:end]))
    if half:
        yield half, 1
