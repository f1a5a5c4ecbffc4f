"""Does it have its beginning? A title of its own, and a first sentence that is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import repeats
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NO_TITLE, INSIDE = "no_title", "begins_inside"
_GOES_ON = re.compile(
    r"\s*+(?:[,;:)\]}%，；：）」』】。、！？]|\.(?!\.|\w)|(?:but|and|or|nor|which|that|because"
    r"|while|so|than|then|where"
    r"|whereas|although|und|aber|oder|denn|weil|dass|mais|et|ou|qui|que|pero|y|o)\s[a-z])"
)
_JOINS_WIDE = re.compile(
    r"\s*+(?:而且|并且|但是|但|所以|因此|然后|于是|以及|或者|而|并|也就|还有)(?=[^，]{2,})"
)
_LOWER = re.compile(r"\s*+[a-zà-ÿ]{2,}(?:\s[a-z]|,)")
_NAMES = re.compile(r"\s*+(?:de|van|von|di|da|del|el|al|le|la|bell|e\.e\.|i[A-Z]|e[A-Z])\b")


_IS_ORDER = compiled(r"""
    ^(?:please )?(?:write|create|generate|draft|compose|produce|prepare) (?:me |us )?(?:an?|the
    some|\d)
    ^(?:an? )?(?:\w+ )?(?:article|blog post|post|text|essay|news item|listicle)s?(?: about| on
    :)[ ]
    \b\d+[- ]words?\b|\bwith (?:a )?(?:title|headline|keywords)\b
    ^(?:请|請|帮我|幫我)?(?:写|寫|撰写|撰寫|生成|创作)(?:一|个|個|关于)|\d+字|^关于.{1,40}的(?:文章
    稿|推文|文案)$
""")
_ASKS_FOR_TITLE = re.compile(r"\b(?:title|headline)\b|标题|標題|题目")


def no_title(article: Finished) -> Iterator[Finding]:
    """The order's own words stand in for a title: shown, since some are good ones.

    Held where they are an order, and no title, or where the order asks for a title.
    """
    if article.title.strip() and article.title.strip() != article.topic.strip()[:500]:
        return
    if all(one.kind is not Kind.HEADING for one in article.blocks):
        asked = _ASKS_FOR_TITLE.search(" ".join(article.rules.requirements).casefold())
        ordered = _IS_ORDER.search(article.topic.casefold())
        level = Level.HOLD if asked or ordered else Level.WARN
        yield Finding(NO_TITLE, level, None, "it has no title of its own, only the topic")


def begins_inside(article: Finished) -> Iterator[Finding]:
    """The first sentence goes on with one that is not there."""
    first = next(
        (
            one
            for one in article.passages
            if one.plain.strip() and one.block.kind is not Kind.HEADING
        ),
        None,
    )
    if first is None or first.block.kind is not Kind.PARAGRAPH or repeats.is_verse(first):
        return
    text = first.plain
    if first.block.text.startswith(("*", "_", "`", "<", "[", "!")) or _NAMES.match(text):
        return
    titled = article.blocks[0].kind is Kind.HEADING
    if _GOES_ON.match(text) or (_LOWER.match(text) and not titled):
        said = f"it begins in the middle of a sentence: {' '.join(text.split())[:60]}"
        yield Finding(INSIDE, Level.HOLD, first.block.span, said)
