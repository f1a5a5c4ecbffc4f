"""What is said to the person beside the answer, on standard error."""

from __future__ import annotations

from typing import Any

from contenthub.commands.console import streams
from contenthub.inert import one_line


def say(text: str) -> None:
    """A note, of one line or several."""
    streams.note("\n".join(map(one_line, text.splitlines())))


def tell_if_unreachable(bell: Any) -> bool:
    """Say when the service could not be rung and has to look by itself; True when it is so."""
    unreachable = bell is not None and not bell.reachable
    if unreachable:
        say(f"{redis_is_away(bell)}; the service will see it by itself")
    return unreachable


def redis_is_away(bell: Any) -> str:
    """The beginning of a note: that it could not be rung, and why."""
    return f"Redis cannot be reached ({bell.trouble})"
