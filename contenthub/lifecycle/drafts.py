"""A finished article on its way into the database: as a content, or kept with a late task."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from contenthub import money
from contenthub.usage import Cost, CostSource, Price, Usage, said_cost


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
    usage: Usage = field(default_factory=Usage)
    fingerprint: tuple[int, ...] | None = None  # None: not computed yet

    def in_currency(self, currency: str) -> Draft:
        """The same with its cost in ``currency``, unless that says its own."""
        usage = self.usage.in_currency(currency)
        return self if usage is self.usage else replace(self, usage=usage)

    def spent(self, currency: str) -> dict[str, Any]:
        """The columns of a task that say what its article took; ``currency`` is the one set."""
        cost = self.usage.cost
        return {
            "input_tokens": self.usage.input_tokens,
            "output_tokens": self.usage.output_tokens,
            "cost_micros": cost and cost.micros,
            "currency": (cost and cost.currency) or currency,
        }

    def facts(self) -> dict[str, Any]:
        """What the task keeps as its result; the text itself is in the content."""
        return {
            "title": self.title,
            "word_count": self.word_count,
            "quality_score": self.quality_score,
        }

    def late(self, now: datetime, attempt: int | None = None) -> dict[str, Any]:
        """The whole article of this attempt, as a task keeps it that had ended before it came."""
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
            **_kept(self.usage),
        }
        return {
            "late": True,
            "arrived_at": now.isoformat(),
            "attempt": attempt,
            "article": article,
        }

    @classmethod
    def from_late(cls, result: dict[str, Any]) -> Draft:
        """The draft that ``late`` kept, also before a task kept more than two counts and a cost."""
        article = dict(result["article"])
        usage = _usage({name: article.pop(name, None) for name in _USAGE})
        article |= {"images": tuple(article["images"]), "tags": tuple(article["tags"])}
        return cls(**article, usage=usage)


_TOKENS = ("input_tokens", "output_tokens", "cached_input_tokens", "reasoning_tokens")
_USAGE = (*_TOKENS, "model", "cost", "currency", "cost_source", "price")


def _kept(usage: Usage) -> dict[str, Any]:
    """The usage as JSON; ``cost`` is in units of the currency, the price in micros of it."""
    cost = usage.cost
    return {
        **{name: getattr(usage, name) for name in _TOKENS},
        "model": usage.model,
        "cost": money.amount(cost.micros) if cost else None,
        "currency": cost and cost.currency,
        "cost_source": cost and cost.source,
        "price": cost and cost.price and asdict(cost.price),
    }


def _usage(kept: dict[str, Any]) -> Usage:
    """The usage that ``_kept`` wrote."""
    cost: Cost | None = said_cost(kept["cost"])
    if cost is not None:
        cost = Cost(
            cost.micros,
            CostSource(kept["cost_source"] or CostSource.CREATOR),
            Price(**kept["price"]) if kept["price"] else None,
            kept["currency"],
        )
    counts = {name: kept[name] for name in _TOKENS}
    return Usage(cost=cost, model=kept["model"] or "", **counts).bounded()
