"""The blocks of a Markdown text as its reader gets them: what is code and what is quoted is known.

The checks that ask who says something need Markdown's own rules, not lines; the text is parsed
once for all of them, and only into blocks, which takes a third of the time of a whole parse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from contenthub.articles.gate import plain_parts
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.plain_members import plain_members
from contenthub.articles.gate.plain_parts import Part, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MOST = 300_000  # characters that are parsed: no article has so many, and each block costs memory


_ODD = "\0\x1c\x1d\x1e\x1f\x85"  # controls of which Python and Markdown think differently


@plain_members
class Kind(StrEnum):
    """What a block is."""

    __hash__ = str.__hash__  # Enum's is a function in Python, and kinds are looked up everywhere

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # a paragraph in a list
    CELL = "cell"  # of a table
    CODE = "code"
    HTML = "html"


@dataclass(slots=True)
class Block:
    """A block with its place in the body; ``text`` is its source without what sets it apart."""

    kind: Kind
    text: str
    start: int
    end: int
    level: int = 0  # of a heading
    quoted: bool = False  # within a block quote
    depth: int = 0  # lists that it stands in
    info: str | None = None  # what the opening line of a fence says; None for all other blocks

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def read(body: str) -> tuple[Block, ...]:
    """The blocks of a text in their order; rules and link definitions are none."""
    text = body[:MOST]
    if "\r" in text:  # the parser counts each of these as the end of a line
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if has(text, _ODD):
        return tuple(parsed(text))
    lines = text.split("\n")
    starts = plain_parts.starts(lines)
    found: list[Block] = []
    for part in plain_parts.parts(lines):
        if part.shape is Shape.OTHER:
            rest = "\n".join(lines[part.first : part.end])
            found += [_moved(one, starts[part.first]) for one in parsed(rest)]
        else:
            found.append(_plain(part, lines, starts))
    return tuple(found)


def parsed(text: str) -> Iterator[Block]:
    """The blocks as the parser finds them."""
    starts = plain_parts.starts(text.split("\n"))
    return _blocks(_parser().parse(text), starts, len(text))


def _plain(part: Part, lines: list[str], starts: list[int]) -> Block:
    """The block of a part that needs no parser."""
    start, line = starts[part.first], lines[part.first]
    if part.shape is Shape.HEADING:
        level, text = plain_parts.heading(line)
        return Block(Kind.HEADING, text, start, start + len(line), level)
    if part.shape is Shape.ITEM:
        return Block(Kind.ITEM, plain_parts.item(line), start, start + len(line), depth=1)
    end = starts[part.end] - 1
    if part.shape is Shape.QUOTE:
        text = plain_parts.quotation(lines[part.first : part.end])
        return Block(Kind.PARAGRAPH, text, start, end, quoted=True)
    text = "\n".join(lines[part.first : part.end]).strip()
    return Block(Kind.PARAGRAPH, text, start, end)


def _moved(block: Block, by: int) -> Block:
    return replace(block, start=block.start + by, end=block.end + by) if by else block


def shown(text: str) -> list[str]:
    """What a reader sees of one block's text, without code: marks that mean something are gone."""
    (inline,) = _inline_parser().parseInline(text)
    return [token.content for token in inline.children or () if token.type == "text"]


def _blocks(tokens: list[Token], starts: list[int], length: int) -> Iterator[Block]:
    quotes = lists = level = 0
    kind = Kind.PARAGRAPH
    place = (0, 0)
    for token in tokens:
        if token.map is not None:
            place = (starts[token.map[0]], min(starts[token.map[1]] - 1, length))
        name = token.type
        if name == "inline":
            item = Kind.ITEM if lists and kind is Kind.PARAGRAPH else kind
            yield Block(item, token.content, *place, level, bool(quotes), lists)
        elif name in {"fence", "code_block"}:
            info = token.info.strip() if name == "fence" else None
            yield Block(Kind.CODE, token.content, *place, 0, bool(quotes), lists, info)
        elif name == "html_block":
            yield Block(Kind.HTML, token.content, *place, 0, bool(quotes))
        elif name == "heading_open":
            kind, level = Kind.HEADING, int(token.tag[1])
        elif name in {"th_open", "td_open"}:
            kind, level = Kind.CELL, 0
        elif name == "paragraph_open":
            kind, level = Kind.PARAGRAPH, 0
        elif name in {"blockquote_open", "blockquote_close"}:
            quotes += token.nesting
        elif name in {"bullet_list_open", "ordered_list_open"}:
            lists += 1
        elif name in {"bullet_list_close", "ordered_list_close"}:
            lists -= 1


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
