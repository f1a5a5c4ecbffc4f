"""The parts of a Markdown text that are plainly headings, paragraphs, items or quotations.

Most articles are made of these alone, and the parser takes twice as long for them. What is not
plain is left to the parser, with all lines around it that it may belong to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum, auto
from itertools import accumulate
from typing import NamedTuple

from contenthub.articles.gate.plain_members import plain_members


@plain_members
class Shape(IntEnum):
    """What a line is, or a part of the text."""

    BLANK = auto()
    TEXT = auto()
    HEADING = auto()
    ITEM = auto()  # of a list: one line
    QUOTE = auto()  # a paragraph in a quotation, between blank lines
    OTHER = auto()  # for the parser


class Part(NamedTuple):
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
_QUOTED = re.compile(rf"> ?(?:{_PLAIN}|{_WORDS.pattern})")
_MARK = re.compile(r"[-*+]|\d++[.)]")
_NO_FIRST = re.compile(r"(?!1[.)])\d")  # a list that begins so ends no paragraph
_FENCE = re.compile("`{3,}(?=[^`]*$)|~{3,}")
_INDENT = 4  # spaces that make a line one of code
_UNNESTED = {Shape.BLANK, Shape.TEXT, Shape.HEADING}
_RUNS = (Shape.TEXT, Shape.QUOTE)  # the next line goes on with the paragraph
_OPEN_ENDED = ("```", "~~~", "<")  # what may run over blank lines


def parts(lines: Sequence[str]) -> list[Part]:
    """The parts of a text in their order; blank lines between them are none."""
    text, blank = Shape.TEXT, Shape.BLANK
    shapes = [
        (text if line[0] not in _SPECIAL else _shape(line)) if line else blank for line in lines
    ]
    if Shape.ITEM in shapes:
        _leave_what_runs_on(lines, shapes)
    if Shape.QUOTE in shapes:
        _leave_what_is_not_alone(shapes)
    found: list[Part] = []
    place = 0
    while place < len(lines):
        other = _next(shapes, Shape.OTHER, place)
        first = _boundary_before(shapes, other, place)
        _add_plain(found, shapes, place, first)
        place = first
        if first < len(lines):
            place = _boundary_behind(shapes, other, lines, first)
            found.append(Part(Shape.OTHER, first, place))
    return found


def _next(shapes: list[Shape], wanted: Shape, place: int) -> int:
    """Where the next line of this shape is; behind the last line where there is none."""
    try:
        return shapes.index(wanted, place)
    except ValueError:
        return len(shapes)


def item(line: str) -> str:
    """What an item of a list says."""
    return line[_MARK.match(line).end() :].strip()  # type: ignore[union-attr]  # an item has one


def quotation(lines: Sequence[str]) -> str:
    """What the lines of a quotation say."""
    return "\n".join([line[2:] if line[1] == " " else line[1:] for line in lines]).strip()


def heading(line: str) -> tuple[int, str]:
    """(level, text) of a heading."""
    text = line.lstrip("#")
    return len(line) - len(text), text.strip()


def _shape(line: str) -> Shape:
    """What a line is that begins with a special character, or is empty."""
    if not line.strip(" \t"):
        return Shape.BLANK
    first = line[0]
    if first == "#":
        return _shape_of_heading(line)
    if first == ">":
        return Shape.QUOTE if _QUOTED.match(line) else Shape.OTHER
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
    for place in [place for place, shape in enumerate(shapes) if shape is Shape.ITEM]:
        after_text = place > 0 and shapes[place - 1] is Shape.TEXT
        if after_text and _NO_FIRST.match(lines[place]):
            shapes[place] = Shape.OTHER
        elif place + 1 < len(shapes) and shapes[place + 1] is Shape.TEXT:
            shapes[place + 1] = Shape.OTHER


def _leave_what_is_not_alone(shapes: list[Shape]) -> None:
    """A quotation goes on in the line below it; between blank lines it is one paragraph."""
    place = 0
    while (first := _next(shapes, Shape.QUOTE, place)) < len(shapes):
        place = first
        while place < len(shapes) and shapes[place] is Shape.QUOTE:
            place += 1
        begins = first == 0 or shapes[first - 1] is Shape.BLANK
        ends = place == len(shapes) or shapes[place] is Shape.BLANK
        if not (begins and ends):
            shapes[first:place] = [Shape.OTHER] * (place - first)


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


def _add_plain(found: list[Part], shapes: list[Shape], first: int, end: int) -> None:
    """Add the parts of lines that are all plain."""
    place, blank = first, Shape.BLANK
    while place < end:
        shape, begin = shapes[place], place
        place += 1
        if shape is blank:
            continue
        if shape in _RUNS:
            while place < end and shapes[place] is shape:
                place += 1
        found.append(Part(shape, begin, place))


def starts(lines: Sequence[str]) -> list[int]:
    """Where each line begins in the text, and where one more would."""
    return [0, *accumulate([len(line) + 1 for line in lines])]
