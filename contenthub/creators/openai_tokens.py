"""Reads the tokens that an OpenAI-compatible server counted for one answer, and what they cost.

The field ``usage`` of a chat completion
(platform.openai.com/docs/api-reference/chat/object): cached tokens are part of the prompt's, and
reasoning tokens part of the completion's. xAI counts the latter apart
(docs.x.ai/docs/key-information/consumption-and-rate-limits), which only the total tells.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contenthub import money
from contenthub.usage import Price, Usage

if TYPE_CHECKING:
    from contenthub.settings import Settings


def usage_in(said: dict[str, Any]) -> Usage:
    """The tokens by kind; what the server does not count is not known."""
    given, written = _count(said, "prompt_tokens"), _count(said, "completion_tokens")
    reasoning = _count(said.get("completion_tokens_details"), "reasoning_tokens")
    if given and reasoning and written is not None:
        apart = _count(said, "total_tokens") == given + written + reasoning
        written += reasoning if apart else 0
    cached = _count(said.get("prompt_tokens_details"), "cached_tokens")
    return Usage(given, written, cached_input_tokens=cached, reasoning_tokens=reasoning)


def priced(usage: Usage, settings: Settings) -> Usage:
    """The same with its cost, where both prices are set."""
    of_input = money.micros(settings.openai_price_input)
    of_output = money.micros(settings.openai_price_output)
    if of_input is None or of_output is None:
        return usage
    price = Price(of_input, of_output)
    return replace(usage, cost=price.cost_of(usage.input_tokens, usage.output_tokens))


def _count(counts: Any, name: str) -> int | None:
    """A count from 0; None for what is none."""
    value = counts.get(name) if isinstance(counts, dict) else None
    return value if type(value) is int and value >= 0 else None
