"""What a reviewer is: the seam to whoever gives a second opinion on a finished text.

It may hold a text, and it can never pass what the checks of the gate hold: it is not asked about
those. What it answers is foreign text, and is read by ``answers``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from contenthub.articles.gate import Level
from contenthub.creators.base import Check, Control, Profile
from contenthub.usage import Usage

MOST_TEXT = 40_000  # characters of an article that a reviewer is given
BEST = 100.0  # the score of a text that nothing could be better in; the worst has 0


@dataclass(frozen=True, slots=True)
class Order:
    """What the article was ordered to be."""

    topic: str
    account: Profile
    keywords: tuple[str, ...] = ()
    category: str = ""
    requirements: str = ""
    min_quality: float | None = None  # the least score that its account takes


@dataclass(frozen=True, slots=True)
class Question:
    """One text to be looked at. ``key`` is the same for the same try only."""

    key: str
    title: str
    text: str  # Markdown
    language: str
    words: int
    order: Order
    findings: tuple[dict[str, Any], ...] = ()  # of the gate's checks: check, level, message

    @property
    def is_cut(self) -> bool:
        """True where the text is longer than what the reviewer gets of it."""
        return len(self.text) > MOST_TEXT

    def document(self) -> dict[str, Any]:
        """What a reviewer gets, as JSON; the documentation has its schema."""
        order, account = self.order, self.order.account
        return {
            "key": self.key,
            "article": {
                "title": self.title,
                "text": self.text[:MOST_TEXT],
                "is_cut": self.is_cut,
                "language": self.language,
                "words": self.words,
            },
            "order": {
                "topic": order.topic,
                "keywords": list(order.keywords),
                "category": order.category,
                "requirements": order.requirements,
                "language": account.language,
            },
            "account": {
                "name": account.name,
                "tone": account.tone,
                "audience": account.audience,
                "requirements": account.requirements,
                "banned_words": list(account.banned_words),
                "required_words": list(account.required_words),
                "min_length": account.min_length,
                "max_length": account.max_length,
                "min_quality": order.min_quality,
            },
            "findings": [dict(one) for one in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a reviewer says of a text; ``quote`` is the place that it means, or empty."""

    level: Level
    message: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reviewer's answer; ``score`` is from 0 to 100."""

    score: float
    remarks: tuple[Remark, ...] = ()
    usage: Usage = field(default_factory=Usage)


@runtime_checkable
class Reviewer(Protocol):
    """Looks at one text in one blocking call."""

    name: str

    def review(self, question: Question, control: Control) -> Opinion:
        """Return the opinion; raise TransientError, PermanentError or StoppedError.

        An error's ``usage`` is what the try took all the same.
        """
        ...

    def check(self) -> Check: ...
