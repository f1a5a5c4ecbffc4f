"""What the checks look at: a finished article with its order, read once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from contenthub.articles.gate import blocks, lines, own_words


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
    def lines(self) -> list[lines.Line]:
        """The body's lines, each with what it is."""
        return lines.read(self.body)

    @cached_property
    def blocks(self) -> tuple[blocks.Block, ...]:
        """The body's blocks, as Markdown parts them."""
        return blocks.read(self.body)

    @cached_property
    def passages(self) -> tuple[own_words.Passage, ...]:
        """What the article says in its own words, block by block: no code, no block quotes.

        A text that is nothing but block quotes says them itself.
        """
        own = [block for block in self.blocks if block.kind is not blocks.Kind.CODE]
        told = [block for block in own if not block.quoted]
        quotes_all = all(block.kind is blocks.Kind.HEADING for block in told)
        return tuple(map(own_words.passage, own if quotes_all else told))

    @cached_property
    def low(self) -> str:
        """All passages in lower case: to see at once that a word is nowhere in them."""
        return "\n".join(passage.low for passage in self.passages)
