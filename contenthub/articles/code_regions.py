"""Which parts of a Markdown text are code: there, marks are what the article is about.

Only what is closed counts as code. A fence that a model opened and forgot must not hide the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_SPAN = 8  # ticks; longer runs are text, so that looking for their ends stays linear
_LONGEST_FENCE = 16  # a longer fence is taken for one of this length, for the same reason

MOST_TOKENS = 100_000  # of a text: each costs 230 bytes, and no article has so many

# A line that may open or close a fence (also in a quote or a list), a run of ticks, a blank line.
# Possessive throughout: nothing here is ever read twice. An info string ends at a "<": marks may
# follow a fence on its line.
CODE = (
    r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)"
    r"(?P<info>[^\n<◁]*+)(?=$|[<◁])|(?P<ticks>`++)|(?P<blank>\n(?:[ \t]*+\n)++)"
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A line of a fence: ``bare`` ones have no info string, and so may close one."""

    character: str
    length: int
    info: str = ""

    def closes(self, opening: Fence) -> bool:
        """Whether this line ends the block that ``opening`` began."""
        same = self.character == opening.character
        return not self.info and same and self.length >= opening.length


def fence_of(found: re.Match[str]) -> Fence | None:
    """The fence in a match of ``CODE``, or None."""
    marks = found["fence"]
    if marks is None:
        return None
    return Fence(marks[0], min(len(marks), _LONGEST_FENCE), found["info"].strip())


class Walk:
    """Goes over the matches of an expression that has ``CODE`` in it, and knows what is code."""

    def __init__(self, tokens: Sequence[re.Match[str]]) -> None:
        self.tokens = tokens
        self._index = 0
        self._unclosed_fences: set[tuple[str, int]] = set()
        self._unclosed_spans: set[int] = set()

    def next(self) -> tuple[re.Match[str], Sequence[re.Match[str]]] | None:
        """The next token that is not code, or the next fenced block; None at the end.

        Comes as (token, what stands in the block that it opens, which is empty for a mark).
        """
        while self._index < len(self.tokens):
            start = self._index
            found, end = self.tokens[start], None
            self._index = start + 1
            if (fence := fence_of(found)) is not None:
                end = self._end_of_fence(start, fence)
                if end is not None:
                    self._index = end
                    return found, self.tokens[start + 1 : end]
            elif found["ticks"] is not None:
                end = self._end_of_span(start)
                self._index = start + 1 if end is None else end
            elif found["blank"] is not None:
                self._unclosed_spans.clear()  # spans end with their paragraph
            else:
                return found, ()
        return None

    def _end_of_fence(self, start: int, opening: Fence) -> int | None:
        """The index after the block that begins here; None where it is not closed."""
        kind = opening.character, opening.length
        if kind in self._unclosed_fences:
            return None
        for index in range(start + 1, len(self.tokens)):
            fence = fence_of(self.tokens[index])
            if fence is not None and fence.closes(opening):
                return index + 1
        self._unclosed_fences.add(kind)
        return None

    def _end_of_span(self, start: int) -> int | None:
        """The index after the code span that begins here; None where it is not closed."""
        length = len(self.tokens[start]["ticks"])
        if length > _LONGEST_SPAN or length in self._unclosed_spans:
            return None
        for index in range(start + 1, len(self.tokens)):
            token = self.tokens[index]
            if token["blank"] is not None or token["fence"] is not None:
                break
            if token["ticks"] is not None and len(token["ticks"]) == length:
                return index + 1
        self._unclosed_spans.add(length)
        return None
