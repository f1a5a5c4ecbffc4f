"""What one server calls the fields of a request, learnt from how it refuses them.

The protocol has two names for the limit of tokens, models have limits of their own, and some
servers refuse every field that they do not know. A refusal costs nothing, so the request is
changed and sent again; what was learnt holds for the life of the process.
"""

from __future__ import annotations

import threading
from typing import Any

_SMALLEST_LIMIT = 256  # tokens: below it, a refusal is about something else
_REFUSALS = frozenset({400, 422})
_OLD_NAME, _NEW_NAME = "max_tokens", "max_completion_tokens"
# Prompt and answer together are too long for the model: true of this prompt, not of the next one.
_CONTEXT = ("context length", "context_length_exceeded", "context size", "context window")
_TOO_LONG = (*_CONTEXT, "too large", "too long", "too many tokens")
# Said of the limit itself: more than the model ever writes.
_TOO_LARGE = (
    *("too large", "too high", "too big", "exceed", "at most", "maximum", "less than", "must be"),
    *("range", "<=", "larger than", "greater than"),
)
# OpenAI's models that think refuse an answer which the limit ends before it begins.
_LIMIT_REACHED = ("output limit was reached",)


class Dialect:
    """The fields that a server takes, as far as is known."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._limit_name = _OLD_NAME
        self._most: int | None = None  # tokens
        self._counts_usage = True

    def body(self, model: str, prompt: str, limit: int) -> dict[str, Any]:
        """A streamed chat completion. One user message: some models refuse any other first."""
        with self._lock:
            tokens = limit if self._most is None else min(limit, self._most)
            usage = {"stream_options": {"include_usage": True}} if self._counts_usage else {}
            return {
                "model": model,
                "messages": [{"role": "user", "content": prompt}],
                "stream": True,
                self._limit_name: tokens,
                **usage,
            }

    def learn(self, status: int, text: str, refused: dict[str, Any]) -> bool:
        """Take a lesson from a refusal (the whole text of it); False where it holds none."""
        if status not in _REFUSALS:
            return False
        said = text.lower()
        with self._lock:
            return (
                self._learn_name(said, refused)
                or self._learn_usage(said, refused)
                or self._learn_most(said, refused)
            )

    @staticmethod
    def fewer(status: int, text: str, refused: dict[str, Any]) -> int | None:
        """The limit with which to ask again for this prompt alone; None where that is no help."""
        if status not in _REFUSALS or not any(word in text.lower() for word in _TOO_LONG):
            return None
        return _half(refused)

    def _learn_name(self, said: str, refused: dict[str, Any]) -> bool:
        if _OLD_NAME in refused and _NEW_NAME in said:
            self._limit_name = _NEW_NAME
            return True
        return False

    def _learn_usage(self, said: str, refused: dict[str, Any]) -> bool:
        if "stream_options" in refused and "stream_options" in said:
            self._counts_usage = False
            return True
        return False

    def _learn_most(self, said: str, refused: dict[str, Any]) -> bool:
        half = _half(refused)
        if half is None or not _is_of_the_limit(said):
            return False
        self._most = half
        return True


def tokens_of(body: dict[str, Any]) -> int | None:
    """The limit of tokens in a request, by whichever name; None where it has none."""
    return body.get(_OLD_NAME) or body.get(_NEW_NAME)


def _half(refused: dict[str, Any]) -> int | None:
    """Half of the limit that was sent; None where it is not the limit that is wrong."""
    half = (tokens_of(refused) or 0) // 2
    return half if half >= _SMALLEST_LIMIT else None


def _is_of_the_limit(said: str) -> bool:
    named = _OLD_NAME in said or _NEW_NAME in said
    of_the_prompt = any(word in said for word in _CONTEXT)
    return named and not of_the_prompt and any(word in said for word in _TOO_LARGE)


def reached_limit(text: str) -> bool:
    """Whether a refusal says that the model did begin, and the limit ended it at once."""
    return any(mark in text.lower() for mark in _LIMIT_REACHED)
