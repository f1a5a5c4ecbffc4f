"""Turns rows into a table: which column stands how, and what a person reads in each cell.

On a terminal ids are as short as they may be typed, moments are told from now, states are in
colour, and a column that is empty in all rows makes room before any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.commands.console.colours import colour_of
from contenthub.commands.console.screen import Screen
from contenthub.commands.console.text_table import SENTENCE, Cell, Column, lay_out
from contenthub.commands.console.values import is_duration, label, readable
from contenthub.inert import one_line

SHORTEST = 8  # characters of a short id
_SHORTENED = {"task_id", "batch_id"}  # ids of which the beginning is enough for every command

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list stands on a terminal."""

    leave: Sequence[str] = ()  # what a narrow screen does without, the first one first
    exact: Collection[str] = ()  # moments that are written out, not told from now
    folded: Collection[str] = ()  # texts that go on in the next line instead of being cut
    whole: Collection[str] = ()  # texts that are typed again, such as the name of a setting
    foremost: Collection[str] = ()  # texts that the list is there for: others leave before they do


def table(
    rows: Sequence[Row],
    names: Sequence[str],
    screen: Screen,
    layout: Layout,
) -> Iterator[str]:
    """The lines of a table of these rows."""
    leave, exact = layout.leave, layout.exact
    if screen.width is not None:
        names = [name for name in names if name not in leave or _says_something(rows, name)]
        rows = _with_short_ids(rows, names)
    now = clock.now() if screen.width is not None else None
    columns = [_column(name, [row.get(name) for row in rows], layout) for name in names]
    cells = [
        [_cell(name, row.get(name), None if name in exact else now, screen) for name in names]
        for row in rows
    ]
    return lay_out(columns, cells, screen.width, screen.mark)


def painted(name: str, value: Any, text: str, screen: Screen) -> str:
    """The text in the colour that a value of this field has on this screen."""
    colour = colour_of(name, value) if screen.colour and text else ""
    return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def shortened(ids: Collection[str]) -> dict[str, str]:
    """For each id its beginning, as long as it takes to tell these ids apart."""
    ordered = sorted(set(ids))
    found = {}
    for before, one, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        shared = max(_shared(one, before), _shared(one, after))
        found[one] = one[: max(SHORTEST, shared + 1)]
    return found


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _says_something(rows: Sequence[Row], name: str) -> bool:
    return any(row.get(name) not in (None, "", [], {}) for row in rows)


def _with_short_ids(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    short = {
        name: shortened([str(row[name]) for row in rows if row.get(name)])
        for name in names
        if name in _SHORTENED
    }
    return [
        {**row, **{name: ids.get(str(row.get(name)), "") for name, ids in short.items()}}
        for row in rows
    ]


def _column(name: str, values: Sequence[Any], layout: Layout) -> Column:
    known = [value for value in values if value is not None]
    numbers = [v for v in known if isinstance(v, (int, float)) and not isinstance(v, bool)]
    column = Column(
        heading=label(name),
        right=(bool(numbers) and len(numbers) == len(known)) or is_duration(name),
        whole=_is_id(name)
        or name in layout.whole
        or any(isinstance(value, datetime) for value in known),
        leaves=layout.leave.index(name) if name in layout.leave else None,
        folds=name in layout.folded,
    )
    return replace(column, comfort=SENTENCE) if name in layout.foremost else column


def _is_id(name: str) -> bool:
    return name in {"id", "key"} or name.endswith(("_id", "_key"))


def _cell(name: str, value: Any, now: datetime | None, screen: Screen) -> Cell:
    text = screen.holds(one_line(readable(name, value, now)))
    return Cell(text, colour_of(name, value) if screen.colour else "")
