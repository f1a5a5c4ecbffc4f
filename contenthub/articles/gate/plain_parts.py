"""The parts of a Markdown text that are plainly headings, paragraphs or items of a simple list.

Most articles are made of these alone, and the parser takes twice as long for them. What is not
plain is left to the parser, with all lines around it that it may belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from itertools import accumulate


class Shape(IntEnum):
    """What a line is, or a part of the text."""

    BLANK = auto()
    TEXT = auto()
    HEADING = auto()
    ITEM = auto()  # of a list: one line
    OTHER = auto()  # for the parser


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together, from ``first`` up to ``end``."""

    shape: Shape
    first: int
    end: int


# What a line may begin with that is no plain text, and no blank of other scripts.
_SPECIAL = frozenset(["", *" \t\x0b\x0c\xa0#`~<>|[:-+*=_0123456789"])
_SPECIAL |= frozenset("\u1680\u2028\u2029\u202f\u205f") | frozenset(map(chr, range(0x2000, 0x200B)))
_EMPHASIS = r"\*{1,3}+[^\s*]|_{1,3}+[^\s_]"
_NUMBER = r"\d++(?![.)])"
_CODE = "`(?!``)"
_WORDS = re.compile(rf"{_EMPHASIS}|{_NUMBER}|{_CODE}|\[[^\[\]\\]++\](?!:)")
_PLAIN = r"[^\s#`~<>|\[:\-+*=_\d]"
_ITEM = re.compile(rf"(?:[-*+]|\d{{1,9}}+[.)]) (?:{_PLAIN}|\*\*[^\s*]|{_NUMBER}|{_CODE})")
_MARK = re.compile(r"[-*+]|\d++[.)]")
_FIRST_NUMBERS = ("1.", "1)")  # a list that begins with another one ends no paragraph
_FENCE = re.compile("`{3,}(?=[^`]*$)|~{3,}")
_INDENT = 4  # spaces that make a line one of code
_UNNESTED = {Shape.BLANK, Shape.TEXT, Shape.HEADING}
_OPEN_ENDED = ("```", "~~~", "<")  # what may run over blank lines


def parts(lines: Sequence[str]) -> Iterator[Part]:
    """The parts of a text in their order; blank lines between them are none."""
    shapes = [_shape(line) for line in lines]
    if Shape.ITEM in shapes:
        _leave_what_runs_on(lines, shapes)
    place = 0
    while place < len(lines):
        try:
            other = shapes.index(Shape.OTHER, place)
        except ValueError:
            other = len(lines)
        first = _boundary_before(shapes, other, place)
        yield from _plain(shapes, place, first)
        if first == len(lines):
            return
        place = _boundary_behind(shapes, other, lines, first)
        yield Part(Shape.OTHER, first, place)


def item(line: str) -> str:
    """What an item of a list says."""
    return line[_MARK.match(line).end() :].strip()  # type: ignore[union-attr]  # an item has one


def heading(line: str) -> tuple[int, str]:
    """(level, text) of a heading."""
    text = line.lstrip("#")
    return len(line) - len(text), text.strip()


def _shape(line: str) -> Shape:
    first = line[:1]
    if first not in _SPECIAL:
        return Shape.TEXT
    if not line.strip(" \t"):
        return Shape.BLANK
    if first == "#":
        return _shape_of_heading(line)
    if _ITEM.match(line):
        return Shape.ITEM
    return Shape.TEXT if _WORDS.match(line) else Shape.OTHER


def _shape_of_heading(line: str) -> Shape:
    level, text = heading(line)
    after = line[level : level + 1]
    if after not in {"", " ", "\t"}:
        return Shape.TEXT  # "#tag"
    is_plain = level <= 6 and text and text[-1] != "#"
    return Shape.HEADING if is_plain else Shape.OTHER


def _leave_what_runs_on(lines: Sequence[str], shapes: list[Shape]) -> None:
    """A line below an item goes on with it; a number within a paragraph begins no list."""
    for place in range(1, len(lines)):
        before, here = shapes[place - 1], shapes[place]
        runs_on = before is Shape.ITEM and here is Shape.TEXT
        if before is Shape.TEXT and here is Shape.ITEM:
            runs_on = lines[place][0].isdigit() and not lines[place].startswith(_FIRST_NUMBERS)
        if runs_on:
            shapes[place] = Shape.OTHER


def _is_boundary(shapes: list[Shape], place: int) -> bool:
    """Whether something new begins here, and nothing above goes on."""
    after_blank = place == 0 or shapes[place - 1] is Shape.BLANK
    return after_blank and shapes[place] in {Shape.TEXT, Shape.HEADING}


def _ends_plainly(shapes: list[Shape], place: int) -> bool:
    """Whether a paragraph or a heading ends above, with a blank line below it."""
    if shapes[place] is Shape.BLANK:
        return False
    before = place - 1
    while before > 0 and shapes[before] is Shape.BLANK:
        before -= 1
    return before < place - 1 and shapes[before] in {Shape.TEXT, Shape.HEADING}


def _boundary_before(shapes: list[Shape], place: int, least: int) -> int:
    if place == len(shapes):
        return place
    while place > least and not (_is_boundary(shapes, place) or _ends_plainly(shapes, place)):
        place -= 1
    return place


def _boundary_behind(shapes: list[Shape], place: int, lines: Sequence[str], first: int) -> int:
    """The next boundary; the text's end where something begins that may run over it."""
    if all(shape in _UNNESTED for shape in shapes[first:place]):
        fence = _FENCE.match(lines[place])
        if fence is not None:
            return _end_of_fence(lines, place, fence[0])
    end = place + 1
    while end < len(shapes) and not _is_boundary(shapes, end):
        end += 1
    runs_over = any(mark in line for line in lines[first:end] for mark in _OPEN_ENDED)
    return len(shapes) if runs_over else end


def _end_of_fence(lines: Sequence[str], place: int, fence: str) -> int:
    """Behind the line that closes the block of code that begins here."""
    for end in range(place + 1, len(lines)):
        text = lines[end].strip(" \t")
        if text.startswith(fence) and not text.strip(fence[0]):
            before = lines[end].partition(fence[0])[0]
            if "\t" not in before and len(before) < _INDENT:
                return end + 1
    return len(lines)


def _plain(shapes: list[Shape], first: int, end: int) -> Iterator[Part]:
    """The parts of lines that are all plain."""
    begin = first
    for place in range(first, end):
        shape = shapes[place]
        if shape is not Shape.TEXT:
            if shape is not Shape.BLANK:
                yield Part(shape, place, place + 1)
            begin = place + 1
        elif place + 1 == end or shapes[place + 1] is not Shape.TEXT:
            yield Part(shape, begin, place + 1)


def starts(lines: Sequence[str]) -> list[int]:
    """Where each line begins in the text, and where one more would."""
    return [0, *accumulate([len(line) + 1 for line in lines])]
