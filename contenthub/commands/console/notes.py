"""What is said to the person beside the answer, on standard error."""

from __future__ import annotations

import sys
from typing import Any

from contenthub.commands.console import streams
from contenthub.commands.console.screen import screen_of
from contenthub.commands.console.width import fold_at_words
from contenthub.inert import one_line


def say(text: str) -> None:
    """A note, of one line or several."""
    streams.note("\n".join(folded(one_line(line)) for line in text.splitlines()))


def folded(line: str) -> str:
    """The line as the terminal of standard error has room for it, broken between words."""
    width = screen_of(sys.stderr).width
    return line if width is None else "\n".join(fold_at_words(line, width))


def tell_if_unreachable(bell: Any) -> bool:
    """Say when the service could not be rung and has to look by itself; True when it is so."""
    unreachable = bell is not None and not bell.reachable
    if unreachable:
        say(f"{redis_is_away(bell)}; the service will see it by itself")
    return unreachable


def redis_is_away(bell: Any) -> str:
    """The beginning of a note: that it could not be rung, and why."""
    return f"Redis cannot be reached ({bell.trouble})"
