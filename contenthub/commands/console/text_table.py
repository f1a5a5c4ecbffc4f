"""Lays out a table in plain text, at most as wide as the screen; a row is one line.

Not by rich: importing it takes longer than reading and printing the rows. What does not fit
goes in this order: columns that matter less, then the ends of long texts. Only a column that is
there to be read, such as an advice, goes on in the next line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contenthub.commands.console.width import MARK, clip, display_width, fold
from contenthub.inert import one_line

_GAP = "  "
_COMFORT = 18  # columns, or a quarter of a wide screen with its gap: a column leaves before a text
# gets less
SENTENCE = 36  # columns in which a reason says what it is about
_LEAST = 4  # columns of a text on the narrowest screen


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and how its cells stand.

    Numbers are ``right``; a ``whole`` cell, such as an id or a time, is not cut. ``leaves`` says
    when the column makes room: the lowest number first, None never. A text that ``folds`` goes on
    in the next line and is never cut. ``comfort`` is the width that a text keeps before columns
    leave.
    """

    heading: str
    right: bool = False
    whole: bool = False
    leaves: int | None = None
    folds: bool = False
    comfort: int = _COMFORT


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and its colour: a number of the terminal's, such as 31 for red."""

    text: str
    colour: str = ""


def lay_out(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    screen: int | None = None,
    mark: str = MARK,
) -> Iterator[str]:
    """The lines of a table; ``screen`` is the width to keep to, None to use what it takes."""
    cells = [[_one_line(cell) for cell in row] for row in rows]
    headings = [Cell(one_line(column.heading)) for column in columns]
    natural = [
        max(display_width(cell.text) for cell in column)
        for column in zip(headings, *cells, strict=True)
    ]
    kept = list(range(len(columns)))
    widths = dict(enumerate(natural))
    if screen is not None:
        natural = [min(width, screen) for width in natural]
        kept = _kept(columns, natural, screen)
        widths = _fitting(columns, natural, kept, screen)
    lines = [headings, [Cell("-" * widths.get(i, 0)) for i in range(len(columns))], *cells]
    for line in lines:
        yield from _lines([(line[i], columns[i], widths[i]) for i in kept], screen, mark)


def _one_line(cell: Cell | str) -> Cell:
    found = cell if isinstance(cell, Cell) else Cell(cell)
    return Cell(one_line(found.text), found.colour)


def _kept(columns: Sequence[Column], natural: Sequence[int], screen: int) -> list[int]:
    """The columns that stay on this screen, so that each text still has room to be read."""
    kept = list(range(len(columns)))
    leaving = sorted(
        (column.leaves, i) for i, column in enumerate(columns) if column.leaves is not None
    )
    for _, leaves in leaving:
        if _total([_need(columns[i], natural[i], screen) for i in kept]) <= screen:
            break
        if len(kept) > 1:
            kept.remove(leaves)
    return kept


def _need(column: Column, natural: int, screen: int) -> int:
    return (
        natural
        if column.whole or column.right
        else min(natural, max(column.comfort, screen // 4 - len(_GAP)))
    )


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _fitting(
    columns: Sequence[Column], natural: Sequence[int], kept: Sequence[int], screen: int
) -> dict[int, int]:
    """A width for each column: the widest texts give way first, and all texts before ids."""
    widths = {i: natural[i] for i in kept}
    texts = [i for i in kept if not (columns[i].whole or columns[i].right)]
    for shrinking in (texts, list(kept)):
        excess = _total(list(widths.values())) - screen
        while excess > 0:
            widest = max(shrinking, key=lambda i: widths[i], default=None)
            if widest is None or widths[widest] <= _LEAST:
                break
            widths[widest] -= 1
            excess -= 1
    return widths


def _lines(
    cells: Sequence[tuple[Cell, Column, int]], screen: int | None, mark: str
) -> Iterator[str]:
    """The line of a row, and those on which its folded cells go on."""
    texts = [
        fold(cell.text, max(width, 1)) if column.folds else [cell.text]
        for cell, column, width in cells
    ]
    for number in range(max(map(len, texts))):
        part = [
            (Cell(text[number] if number < len(text) else "", cell.colour), column, width)
            for text, (cell, column, width) in zip(texts, cells, strict=True)
        ]
        yield _line(part, screen, mark)


def _line(cells: Sequence[tuple[Cell, Column, int]], screen: int | None, mark: str) -> str:
    """The cells in their widths; what is over the edge of the narrowest screen is left out."""
    parts: list[str] = []
    room = screen
    for cell, column, width in cells:
        if room is not None:
            width = min(width, room)
            room -= width + len(_GAP)
            if width < 1:
                break
        text = clip(cell.text, width, mark)
        space = " " * (width - display_width(text))
        shown = f"\x1b[{cell.colour}m{text}\x1b[0m" if cell.colour and text else text
        parts.append(space + shown if column.right else shown + space)
    return _GAP.join(parts).rstrip()
