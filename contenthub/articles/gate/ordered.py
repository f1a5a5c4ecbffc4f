"""What was ordered, in a line or two, and the questions that checks ask about it.

Is it about texts, so that it may speak of drafts? Is it for a poem? The words of all questions are
looked for at once. They have hints of their own: some are short, as "ai", and most passages hold
these.
"""

from __future__ import annotations

from contenthub.articles.gate import hints
from contenthub.articles.gate.expressions import Expression, together
from contenthub.articles.gate.once import once
from contenthub.articles.gate.spelled_out import lowered, on_one_line

_KNOWN = hints.Hints()


class Question:
    """An expression over what was ordered, in lower case."""

    def __init__(self, source: str) -> None:
        self.expression = Expression(source, known=_KNOWN)


def question(lines: str) -> Question:
    """A question that any of the lines answers, as in ``one_of``."""
    return Question(together(lines))


class Ordered:
    """A topic, mostly with its title; it is looked at when it is first asked about."""

    def __init__(self, *parts: str) -> None:
        self.low = lowered(" ".join(parts))
        self._answers: dict[Question, bool] = {}

    @once
    def _held(self) -> int:
        return _KNOWN.held(on_one_line(self.low))

    def is_about(self, one: Question) -> bool:
        """Whether the expression is found in it."""
        if one not in self._answers:
            held = self._held & one.expression.bits
            found = one.expression.search(self.low, held) if held else None
            self._answers[one] = found is not None
        return self._answers[one]
