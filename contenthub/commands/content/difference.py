"""How the difference of two texts is shown: long lines folded and in colours on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from contenthub.commands.console.colours import BLUE, GREEN, RED
from contenthub.commands.console.output import Format, print_document, print_text
from contenthub.commands.console.screen import Screen, screen_of
from contenthub.commands.console.width import fold
from contenthub.inert import inert

_OF_SIGN = {"-": RED, "+": GREEN, "@": BLUE}
_HEADING = 2  # lines with the names of both


def show(found: Mapping[str, Any], fmt: Format) -> None:
    """Print what ``operations.revisions.difference`` answers."""
    if fmt is not Format.TABLE:
        print_document(found, fmt)
    elif not found["difference"]:
        print_text("no difference\n")
    else:
        print_text("\n".join(_lines(found["difference"].split("\n"), screen_of(sys.stdout))) + "\n")


def _lines(difference: list[str], screen: Screen) -> Iterator[str]:
    for number, line in enumerate(difference):
        sign, text = line[:1], inert(line[1:].expandtabs(4))
        colour = _OF_SIGN.get(sign, "") if screen.colour and number >= _HEADING else ""
        parts = [text] if screen.width is None else fold(text, max(1, screen.width - 1))
        for part in parts:  # each with its sign, which says whether it went or came
            yield f"\x1b[{colour}m{sign}{part}\x1b[0m" if colour else f"{sign}{part}"
