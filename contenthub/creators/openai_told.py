"""Puts the pieces of a streamed text together, also where a server says more than what is new.

The protocol sends what was added. Some servers send with each piece all that came before it
(DashScope without ``incremental_output``), or at the end the whole text once more. Put together as
they came, such pieces tell the article twice, or hundreds of times.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_FEWEST = 3  # pieces by which a growing text is told from pieces that are alike by chance
_SHORTEST = 40  # characters that no piece of an article repeats by chance


def told_once(pieces: Sequence[str]) -> str:
    """The text of which these are the pieces, none of them empty."""
    if _grows(pieces):
        return pieces[-1]
    before = "".join(pieces[:-1])
    if len(before) >= _SHORTEST and pieces[-1].startswith(before.strip()):
        return pieces[-1]
    return before + pieces[-1] if pieces else ""


def _grows(pieces: Sequence[str]) -> bool:
    """Whether each piece is the one before it and what follows."""
    return (
        len(pieces) >= _FEWEST
        and len(pieces[-1]) > len(pieces[0])
        and all(later.startswith(earlier) for earlier, later in pairwise(pieces))
    )
