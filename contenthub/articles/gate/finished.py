"""What the checks look at: a finished article with its order, read line by line only once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from contenthub.articles.gate.lines import Line, read


@dataclass(frozen=True)
class Rules:
    """What the account asks of its articles. ``levels`` are its own words on checks."""

    language: str = ""  # the language that was ordered; empty: none
    banned_words: tuple[str, ...] = ()
    required_words: tuple[str, ...] = ()
    min_length: int | None = None  # words (for Chinese: characters)
    max_length: int | None = None
    levels: dict[str, str] = field(default_factory=dict)  # check -> off, warn or hold


@dataclass(frozen=True)
class Finished:
    """A finished article: all of it that will be published, and what its creator said of it."""

    title: str
    body: str  # Markdown
    words: int
    summary: str = ""
    html: str | None = None
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    category: str = ""
    topic: str = ""
    language: str = ""  # the language it is written in, as far as its creator knows
    metadata: dict[str, Any] = field(default_factory=dict)
    rules: Rules = Rules()

    @cached_property
    def lines(self) -> list[Line]:
        """The body's lines, each with what it is."""
        return read(self.body)
