"""How far the work is, on standard error: a bar on a terminal, a few lines elsewhere.

A log of a cron job gets a line for each state and at most one for each ten percent; rich, which
draws the bar, is loaded on a terminal only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from contenthub import logs
from contenthub.commands.console import streams
from contenthub.commands.console.screen import can_redraw, wants_colour
from contenthub.commands.console.width import clip, display_width
from contenthub.inert import one_line

_BAR = 20  # columns of the bar
_BESIDE = 8  # columns of the percent and of the gaps
_STEP = 10  # percent between two lines where no bar can be drawn


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is: ``state`` in one word or more, percent (None: unknown), what is being done."""

    state: str
    percent: int | None = None
    detail: str = ""

    def line(self) -> str:
        """The same in one line."""
        percent = "" if self.percent is None else f"{self.percent} %"
        parts = (self.state, percent, self.detail)
        return "  ".join(one_line(part) for part in parts if part)


class Throttle:
    """Lets a line pass when its state is new, or ten percent more are done."""

    def __init__(self) -> None:
        self._passed: dict[Hashable, tuple[str, int]] = {}

    def lets_pass(self, key: Hashable, standing: Standing) -> bool:
        """Whether to tell of it; ``key`` says whose standing it is."""
        mark = (standing.state, (standing.percent or 0) // _STEP)
        before = self._passed.get(key)
        if before is not None and before[0] == mark[0] and mark[1] <= before[1]:
            return False
        self._passed[key] = mark
        return True


class Reporter:
    """Shows one standing after the other; to be left with ``with``, whatever happens."""

    def __init__(self) -> None:
        self._throttle = Throttle()
        self._live = can_redraw(sys.stderr)
        self._bar: Any = None

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        _divert(None)
        if self._bar is not None:
            self._bar.stop()

    @property
    def is_live(self) -> bool:
        """True on a terminal, where a person sees the bar."""
        return self._live

    def show(self, standing: Standing) -> None:
        """Show where it stands now."""
        if self._live:
            self._draw(standing)
        elif self._throttle.lets_pass(None, standing):
            streams.note(standing.line())

    def _draw(self, standing: Standing) -> None:
        if self._bar is None:
            self._bar = _new_bar()
            _divert(self._print_above)
        state = one_line(standing.state)
        room = self._bar.console.width - display_width(state) - _BAR - _BESIDE
        detail = clip(one_line(standing.detail), max(room, 0))
        total = None if standing.percent is None else 100
        (task,) = self._bar.tasks
        task.total = total  # `update` takes None for "as before": "published 0%" would be shown
        self._bar.update(task.id, completed=standing.percent or 0, state=state, detail=detail)

    def _print_above(self, text: str) -> None:
        """Lines stand above the bar: written past it they would be glued into it."""
        from rich.text import Text

        self._bar.console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=True)


def _divert(write: Callable[[str], None] | None) -> None:
    streams.divert(write)
    logs.divert(write)


def _new_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(file=sys.stderr, no_color=not wants_colour(sys.stderr), highlight=False)
    bar = Progress(
        TextColumn("{task.fields[state]}", markup=False),
        BarColumn(bar_width=_BAR),
        TaskProgressColumn(),
        TextColumn("{task.fields[detail]}", markup=False),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("", total=None, state="", detail="")
    bar.start()
    return bar
