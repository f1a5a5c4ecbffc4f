"""What the terminal can show: how wide it is, whether it wants colours, which characters it has.

``NO_COLOR``, ``FORCE_COLOR``, ``CLICOLOR_FORCE``, ``CLICOLOR`` and ``TERM=dumb`` mean what they
mean to other programs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

from contenthub.commands.console.width import MARK

_PLAIN_TERMINALS = {"", "dumb", "unknown"}


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a table is shown; ``width`` None: no terminal, so that nothing has to be left out."""

    width: int | None = None
    colour: bool = False
    encoding: str = "utf-8"

    @property
    def mark(self) -> str:
        """What stands where a text was cut."""
        return MARK if self.holds(MARK) == MARK else "~"

    def holds(self, text: str) -> str:
        """The text with escapes for what this encoding has no character for."""
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)


def screen_of(stream: TextIO) -> Screen:
    """What this stream can show."""
    return Screen(
        _width(stream), wants_colour(stream), getattr(stream, "encoding", None) or "utf-8"
    )


def is_terminal(stream: TextIO) -> bool:
    """True for a terminal, False for a file, a pipe and a stream that is closed."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def can_redraw(stream: TextIO) -> bool:
    """True for a terminal on which a line can be written anew."""
    return is_terminal(stream) and os.environ.get("TERM", "") not in _PLAIN_TERMINALS


def wants_colour(stream: TextIO) -> bool:
    """Whether to write colours to this stream."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE")
    if forced:
        return forced.lower() not in {"0", "false"}
    return can_redraw(stream) and os.environ.get("CLICOLOR") != "0"


def _width(stream: TextIO) -> int | None:
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):  # no terminal, or not even a file
        return None
