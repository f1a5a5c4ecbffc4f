"""What a generation took: tokens by kind, and its cost with where that came from.

What is not known is None, never 0: a sum of known costs must not look like the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from contenthub import money

MOST_TOKENS = 2**31 - 1  # what a task's columns hold on both databases
MOST_MODEL = 200  # characters of a model's name


class CostSource(StrEnum):
    """Where a cost came from."""

    CREATOR = "creator"  # the creator said it
    PRICE = "price"  # reckoned from the tokens by the prices that are set


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in micros of the currency."""

    input: int
    output: int

    def cost_of(self, input_tokens: int | None, output_tokens: int | None) -> Cost | None:
        """The cost of these tokens, rounded to whole micros; None where a count is not known."""
        if input_tokens is None or output_tokens is None:
            return None
        parts = input_tokens * self.input + output_tokens * self.output
        return Cost((parts + 500_000) // 1_000_000, CostSource.PRICE, self)


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount in micros. ``currency`` is its ISO 4217 code, or None for the one that is set."""

    micros: int
    source: CostSource = CostSource.CREATOR
    price: Price | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a generation took, as far as it is known."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Cost | None = None
    cached_input_tokens: int | None = None  # of the input tokens
    reasoning_tokens: int | None = None  # of the output tokens
    model: str = ""  # what answered; "" where nobody said

    def bounded(self) -> Usage:
        """The same as it can be stored: what can be no count or amount is not known."""
        cost = self.cost if self.cost and 0 <= self.cost.micros <= money.MOST else None
        return Usage(
            _count(self.input_tokens),
            _count(self.output_tokens),
            cost,
            _count(self.cached_input_tokens),
            _count(self.reasoning_tokens),
            self.model[:MOST_MODEL],
        )

    def in_currency(self, currency: str) -> Usage:
        """The same with its cost in ``currency``, unless that says its own."""
        if self.cost is None or self.cost.currency is not None:
            return self
        return replace(self, cost=replace(self.cost, currency=currency))


def said_cost(amount: float | None) -> Cost | None:
    """The cost that a creator names, in units of the currency; None for what can be none."""
    in_micros = money.micros(amount)
    return None if in_micros is None else Cost(in_micros)


def _count(tokens: int | None) -> int | None:
    if tokens is None or tokens < 0:
        return None
    return min(tokens, MOST_TOKENS)
