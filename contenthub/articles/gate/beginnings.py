"""Does it have its beginning? A title of its own, and a first sentence that is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from contenthub.articles.gate import genres, repeats
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import UNTITLED, Finished
from contenthub.articles.gate.spelled_out import lowered, simplified

NO_TITLE, INSIDE = "no_title", "begins_inside"
_GOES_ON = re.compile(
    r"\s*+(?:[,;)\]}%，；：）」』】。、！？]|\.(?!\.|\w)|:(?![:\w])|(?:but|and|or|nor|which|that|because"
    r"|while|so|than|then|where"
    r"|whereas|although|und|aber|oder|denn|weil|dass|mais|et|ou|qui|que|pero|y|o)\s[a-z])"
)


_IS_ORDER = compiled(r"""
    ^(?:please )?(?:write|create|generate|draft|compose|produce|prepare) (?:me |us )?(?:an?|the
    some|\d)
    ^(?:an? )?(?:\w+ )?(?:article|blog post|post|text|essay|news item|listicle)s?(?: about| on
    :)[ ]
    \b\d+[- ]words?\b|\bwith (?:a )?(?:title|headline|keywords)\b
    ^(?:请|帮我)?(?:写|撰写|生成|创作)(?:一|个|关于)|\d+字|^关于.{1,40}的(?:文章
    稿|推文|文案)$
""")
# A topic that may stand above a text as it is.
_LIKE_TITLE = re.compile(
    r"[:：—–?？!！，,]|^(?:how|why|what|when|where|who|is|are|can|should)\b|什么|怎么|怎样|如何"
    r"|为何|要不要|能不能|吗|哪"
)
_SENTENCE = re.compile(r"[.!?。！？…][\"'”’）)]*\s*$")
_SALUTES = re.compile(
    r"^(?:dear|hello|hi|liebe|cher|querid|各位|亲爱的|尊敬的|大家好)|[，,：:]$", re.IGNORECASE
)
_SETS_APART = frozenset("*_#>")
_LEAST, _PARAGRAPHS = 120, 3  # of an article: a short notice needs no title
_LEAST_LISTED = 80  # where it begins with a list, which a notice has no prose below
_PARTS, _ABOVE = 2, 25  # headings, and units above the first one: more than a byline
_ASKS_FOR_TITLE = re.compile(r"\b(?:title|headline)\b|标题|题目")


def no_title(article: Finished) -> Iterator[Finding]:
    """No title of its own: the order's words stand in for it, or the heading of one of its parts.

    Some topics are good titles, so that this may only be shown. Held where the topic is an order,
    and no title; where a title was asked for; and where the text is an article in prose that
    begins with its first sentence.
    """
    title = article.title.strip()
    if title and title != article.topic.strip()[:500]:
        if _is_of_a_part(article, title):
            said = f"its title is the heading of one of its parts: {title[:60]}"
            yield Finding(NO_TITLE, Level.HOLD, None, said)
    elif all(one.kind is not Kind.HEADING for one in article.blocks):
        asked = _ASKS_FOR_TITLE.search(lowered(" ".join(article.rules.requirements)))
        ordered = _IS_ORDER.search(lowered(article.topic))
        level = Level.HOLD if asked or ordered or _is_bare(article) else Level.WARN
        yield Finding(NO_TITLE, level, None, "it has no title of its own, only the topic")


def _is_of_a_part(article: Finished, title: str) -> bool:
    """Whether the title was taken from a heading that stands below other text, and not alone."""
    headings = [one for one in article.blocks if one.kind is Kind.HEADING]
    if len(headings) < _PARTS or headings[0].text.strip() != title or headings[0].level == 1:
        return False
    above = [one for one in article.passages if one.block.start < headings[0].start]
    return sum(len(one.units) for one in above) >= _ABOVE


def _is_bare(article: Finished) -> bool:
    """Whether it is an article that stands below nothing, and its topic is no title."""
    if article.metadata.get(UNTITLED) is not True or _LIKE_TITLE.search(lowered(article.topic)):
        return False
    if genres.is_named(article.topic, article.category):
        return False
    return _is_bare_prose(article) or _begins_as_list(article)


def _begins_as_list(article: Finished) -> bool:
    """Whether a list of sentences is the first thing that it has, and paragraphs are the rest."""
    items = list(takewhile(lambda one: one.kind is Kind.ITEM, article.blocks))
    rest = article.blocks[len(items) :]
    if len(items) < _PARTS or len(rest) < _PARTS or len(article.units) < _LEAST_LISTED:
        return False
    if any(one.kind is not Kind.PARAGRAPH for one in rest):
        return False
    return all(_SENTENCE.search(one.text) for one in (*items, *rest))


def _is_bare_prose(article: Finished) -> bool:
    """Whether it begins with a sentence, and goes on in paragraphs."""
    first = article.blocks[0].text if article.blocks else ""
    if len(article.units) < _LEAST:
        return False
    if first[:1] in _SETS_APART or not first[:1].isalnum() or not _SENTENCE.search(first):
        return False
    prose = [one for one in article.passages if one.block.kind is Kind.PARAGRAPH]
    return len(prose) == len(article.blocks) >= _PARAGRAPHS and not _SALUTES.search(
        simplified(first)
    )


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
    if first.block.text.startswith(("*", "_", "`", "<", "[", "!")):
        return
    if _GOES_ON.match(text):
        said = f"it begins in the middle of a sentence: {' '.join(text.split())[:60]}"
        yield Finding(INSIDE, Level.HOLD, first.block.span, said)
