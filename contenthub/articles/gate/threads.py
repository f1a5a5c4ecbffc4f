"""Is it a thread of short posts where an article was ordered? Each begins with "1/"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import Ordered, question

NAME = "wrong_form"
_POST = re.compile(r"\W{0,3}(\d{1,2})/(?:\d{1,2}|n)?\)?[\s:：]")
_FEW = 4  # in a row
_LONG = 320  # characters of a post
_ORDERED = question(r"thread|tweet|twitter|mastodon|bluesky|social|\bpost|推文|微博|帖|串|朋友圈")


def check(article: Finished) -> Iterator[Finding]:
    """A text whose paragraphs are numbered as posts are."""
    if "/" not in article.body or not has(article.body, ("1/", "2/")):
        return
    paragraphs = [one for one in article.spoken if one.block.kind is Kind.PARAGRAPH]
    found = [_POST.match(one.said) for one in paragraphs if len(one.said) <= _LONG]
    numbers = [int(one[1]) for one in found if one is not None]
    if len(numbers) < max(_FEW, len(paragraphs) // 2) or numbers != sorted(set(numbers)):
        return
    if not Ordered(article.topic, *article.rules.requirements).is_about(_ORDERED):
        yield Finding(NAME, Level.HOLD, None, "a thread of short posts, and no article")
