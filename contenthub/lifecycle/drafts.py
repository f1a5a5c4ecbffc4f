"""A finished article on its way into the database: as a content, or kept with a late task."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished article, checked and complete, ready to become a content."""

    title: str
    body: str
    summary: str
    language: str
    word_count: int
    html: str | None = None
    images: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    quality_score: float | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None

    def facts(self) -> dict[str, Any]:
        """What the task keeps as its result; the text itself is in the content."""
        return {
            "title": self.title,
            "word_count": self.word_count,
            "quality_score": self.quality_score,
        }

    def late(self, now: datetime) -> dict[str, Any]:
        """The whole article, as a task keeps it that had ended before it came."""
        article = {
            "title": self.title,
            "body": self.body,
            "summary": self.summary,
            "html": self.html,
            "language": self.language,
            "word_count": self.word_count,
            "images": list(self.images),
            "tags": list(self.tags),
            "quality_score": self.quality_score,
            "metadata": self.metadata,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost": self.cost,
        }
        return {"late": True, "arrived_at": now.isoformat(), "article": article}

    @classmethod
    def from_late(cls, result: dict[str, Any]) -> Draft:
        """The draft that ``late`` kept."""
        article = dict(result["article"])
        article |= {"images": tuple(article["images"]), "tags": tuple(article["tags"])}
        return cls(**article)
