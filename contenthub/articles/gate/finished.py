"""What the checks look at: a finished article with its order, read once for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from contenthub.articles import tongues
from contenthub.articles.gate import blocks, hints, lines, own_words, pieces, prose, visible
from contenthub.articles.gate.expressions import Either, Expression
from contenthub.articles.gate.once import once
from contenthub.articles.gate.ordered import Ordered
from contenthub.articles.gate.spelled_out import simplified

UNTITLED = "untitled"  # in the metadata: it came without a title, and its topic stands in for one

_REFERENCE = re.compile(r"^[ >]{0,6}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)


@dataclass(frozen=True)
class Rules:
    """What the account asks of its articles. ``levels`` are its own words on checks."""

    language: str = ""  # the language that was ordered; empty: none
    language_is_guessed: bool = False  # by the topic's script: the account names none
    banned_words: tuple[str, ...] = ()
    required_words: tuple[str, ...] = ()
    min_length: int | None = None  # words (for Chinese: characters)
    max_length: int | None = None
    min_quality: float | None = None  # on the creator's own scale
    requirements: tuple[str, ...] = ()  # what the order and the account say in words
    levels: dict[str, str] = field(default_factory=dict)  # check -> off, warn or hold


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A content in which part of the article stands already: ``share`` of it, from 0 to 1."""

    content_id: int
    title: str
    share: float


@dataclass(frozen=True)
class Finished:
    """A finished article: all of it that will be published, and what its creator said of it."""

    title: str
    body: str  # Markdown
    words: int
    summary: str = ""
    html: str | None = None
    images: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    category: str = ""
    topic: str = ""
    language: str = ""  # the language it is written in, as far as its creator knows
    quality_score: float | None = None  # what its creator says of it, on a scale of its own
    metadata: dict[str, Any] = field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()  # as the database knows them, the likest first
    rules: Rules = Rules()

    @once
    def subject(self) -> Ordered:
        """Its title and its topic, to be asked what it is about."""
        return Ordered(self.title, self.topic)

    @once
    def order(self) -> Ordered:
        """All that says what was ordered: which form it is to have, of which kind it is."""
        return Ordered(self.topic, self.category, *self.rules.requirements)

    @once
    def foreign_characters(self) -> str:
        """Each character of the body that is not in ASCII, once."""
        foreign = self.body.encode("utf-8", "surrogatepass").translate(None, bytes(range(128)))
        return "".join(set(foreign.decode("utf-8", "surrogatepass")))

    @once
    def wording(self) -> str:
        """The body in simplified characters, as expressions of the gate are written."""
        return simplified(self.body)

    @once
    def lines(self) -> list[lines.Line]:
        """The body's lines, each with what it is."""
        return lines.read(self.body)

    @once
    def visible(self) -> str:
        """The body as a reader sees it, its white space, case and look-alikes made one."""
        return visible.of_markdown(self.body)

    @once
    def blocks(self) -> tuple[blocks.Block, ...]:
        """The body's blocks, as Markdown parts them."""
        return blocks.read(self.body)

    @once
    def passages(self) -> tuple[own_words.Passage, ...]:
        """What the article says in its own words, block by block: no code, no block quotes.

        A text that is nothing but block quotes says them itself.
        """
        own = [block for block in self.blocks if block.kind is not blocks.Kind.CODE]
        told = [block for block in own if not block.quoted]
        quotes_all = all(block.kind is blocks.Kind.HEADING for block in told)
        passages = tuple(map(own_words.passage, own if quotes_all else told))
        own_words.look_at((*self.heading, *passages))
        return passages

    @once
    def spoken(self) -> list[own_words.Passage]:
        """The passages that say anything."""
        return [one for one in self.passages if one.low.strip()]

    @once
    def heading(self) -> tuple[own_words.Passage, ...]:
        """The title as a passage, where the body does not begin with it."""
        first = self.blocks[0] if self.blocks else None
        if not self.title or (first is not None and first.text.strip() == self.title.strip()):
            return ()
        block = blocks.Block(blocks.Kind.HEADING, self.title, 0, 0, 1)
        return (own_words.passage(block),)

    @once
    def references(self) -> frozenset[str]:
        """The names that links in square brackets may have, in lower case."""
        if "]:" not in self.body:
            return frozenset()
        return frozenset(name.casefold() for name in _REFERENCE.findall(self.body))

    @once
    def voices(self) -> int:
        """Passages in which somebody speaks as "I": an article has one such author, or none."""
        return sum([one.speaks_as_i for one in self.passages])

    @once
    def held(self) -> int:
        """Which expressions its passages or its title may hold."""
        return reduce(or_, [one.held for one in (*self.heading, *self.passages)], 0)

    def may_hold(self, one: Expression | Either) -> bool:
        """False where it cannot be found in any passage."""
        return bool(self.held & one.bits)

    def holding(self, *those: Expression | Either | hints.Words) -> list[own_words.Passage]:
        """The passages in which one of these may be found."""
        bits = reduce(or_, [one.bits for one in those])
        return [one for one in self.passages if one.held & bits] if self.held & bits else []

    @once
    def low(self) -> str:
        """All passages in lower case: to see at once that a word is nowhere in them."""
        return "\n".join(passage.low for passage in self.passages)

    @once
    def units(self) -> list[str]:
        """The words of all passages, one after the other."""
        return list(chain.from_iterable([passage.units for passage in self.passages]))

    @once
    def prose(self) -> list[prose.Prose]:
        """The article's own prose, by which its language is told."""
        return prose.of(self.passages)

    @property
    def ordered_language(self) -> str:
        """The primary tag of the language that was ordered; "" where none was."""
        return tongues.primary(self.rules.language.removeprefix("auto"))

    @once
    def foreign(self) -> pieces.Foreign:
        """What of the prose is in another language than was ordered."""
        return pieces.foreign(self.prose, self.ordered_language)
