"""Is the whole article in a fence? Readers would see its source text as a block of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question

NAME = "whole_in_fence"
_SAY_MARKDOWN = frozenset({"markdown", "md", "mdx", "commonmark", "gfm"})
_SAY_TEXT = frozenset({"", "text", "txt", "plaintext", "plain"})
_MARKS = re.compile(r"^(?:#{1,6} \S|[-*] \S|\d+\. \S|\*\*\S)", re.MULTILINE)
_SHARE = 0.8  # of all that is there
_MOST_BLOCKS = 4  # with what was said before and behind it; an article about code has more
# Who is given something to copy gets it in a block.
_TO_COPY = question(r"\btemplates?\b|\bboilerplate\b|模板|模版|范本|vorlage|modèle|plantilla")
_PROSE = re.compile(r"[^\s\w]\s|[。！？]|\.\n")


def check(article: Finished) -> Iterator[Finding]:
    """One block of code that holds nearly all there is, and reads like an article."""
    codes = [one for one in article.blocks if one.kind is Kind.CODE]
    if not codes or len(codes) * 4 > len(article.blocks) + 3:
        return
    if len(codes) == len(article.blocks):
        yield Finding(NAME, Level.HOLD, codes[0].span, "the text is nothing but a block of code")
        return
    longest = max(codes, key=lambda one: len(one.text))
    if longest not in article.blocks[:2]:
        return  # several parts lead up to it
    whole = sum(len(one.text) for one in article.blocks)
    is_rest = len(article.blocks) <= _MOST_BLOCKS and len(longest.text) >= _SHARE * whole
    if is_rest and _is_article(longest) and not article.subject.is_about(_TO_COPY):
        said = "the whole article stands in a block of code"
        yield Finding(NAME, Level.HOLD, longest.span, said)


def _is_article(block: Block) -> bool:
    info = (block.info or "").split(" ")[0].casefold()
    if block.info is None or block.text.startswith("#!"):
        return False  # a part that is set in, or a script, which says what runs it
    if info in _SAY_MARKDOWN:
        return True
    text = block.text[:20_000]
    paragraphs = [part for part in text.split("\n\n") if len(part) > 60 and _PROSE.search(part)]
    return info in _SAY_TEXT and (bool(_MARKS.match(text)) or len(paragraphs) > 1)
