"""Texts that come on standard input, where a command takes ``-`` in place of a file."""

from __future__ import annotations

import sys
from pathlib import Path

from contenthub import text_files
from contenthub.commands.console.notes import say
from contenthub.commands.console.screen import is_terminal


def is_meant(path: Path) -> bool:
    """Whether this names standard input, and no file."""
    return str(path) == "-"


def read(what: str, most: int, too_large: str = "") -> bytes:
    """What comes on standard input, of at most ``most`` bytes; ``what`` calls it in errors.

    A person at a terminal is told that it is waited for. ``too_large`` says what to do with more.
    Raises InputError.
    """
    if is_terminal(sys.stdin):
        say(f"reading {what}; Ctrl-D on a line of its own ends it")
    return text_files.bounded(sys.stdin.buffer, what, most, too_large)
