"""Events as lines of a list that has no end: on a terminal they are as wide as that, and aligned.

Nothing that comes later can make a column wider, so each has its width from the start; only what
tells most, the end of the line, gets what is left. In a pipe a line has everything.
"""

from __future__ import annotations

import sys
from datetime import date

from contenthub import clock
from contenthub.commands.console.colours import colour_of
from contenthub.commands.console.row_table import SHORTEST
from contenthub.commands.console.screen import Screen, screen_of
from contenthub.commands.console.values import readable
from contenthub.commands.console.width import clip, pad
from contenthub.inert import one_line
from contenthub.queries.events import Row

_TYPE = 19  # columns: `task.request_cancel`
_ACCOUNT = 12
_ALL = ("created_at", "type", "task_id", "attempt", "event", "account", "who", "reason", "id")


class Lines:
    """Writes one event after the other; says the day where a new one begins."""

    def __init__(self, screen: Screen | None = None) -> None:
        """``screen`` is where they are shown; None: what standard output is."""
        self._screen = screen_of(sys.stdout) if screen is None else screen
        self._day: date | None = None

    def of(self, row: Row) -> str:
        """The event in one line, with the line of its day in front where that is another one."""
        if self._screen.width is None:
            cells = (one_line(readable(name, row[name])) for name in _ALL)
            return "  ".join(cells).rstrip() + "\n"
        at = clock.local(row["created_at"])
        heading = "" if at.date() == self._day else f"{at:%Y-%m-%d}\n"
        self._day = at.date()
        return f"{heading}{self._line(row, f'{at:%H:%M:%S}', self._screen.width)}\n"

    def _line(self, row: Row, at: str, width: int) -> str:
        type_ = self._cell(row["type"], _TYPE)
        colour = colour_of("to_state", row["to_state"]) if self._screen.colour else ""
        shown = f"\x1b[{colour}m{type_}\x1b[0m" if colour else type_
        start = [at, type_]
        rest = [
            self._cell((row["task_id"] or "")[:SHORTEST], SHORTEST),
            self._cell(row["account"] or "", _ACCOUNT),
            self._told(row),
        ]
        text = clip("  ".join(start + rest).rstrip(), width, self._screen.mark)
        return text.replace(type_, shown, 1)

    def _told(self, row: Row) -> str:
        """Why it happened, and who did it."""
        return self._screen.holds(one_line(row["reason"] or f"by {row['who']}"))

    def _cell(self, text: str, width: int) -> str:
        held = self._screen.holds(one_line(text))
        return pad(clip(held, width, self._screen.mark), width)
