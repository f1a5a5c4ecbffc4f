"""Do its days end too early? A plan for five days, or Monday to Friday, that ends on Wednesday.

Days that parts begin with count, from Monday on and one after the other. Where a later day is
named anywhere, it may be told together with another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import hints
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.spelled_out import lowered

NAME = "fewer_than_promised"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WIDE_DAYS = "一二三四五六日"
_BEGINS = re.compile(
    rf"\W{{0,4}}(?:({'|'.join(_DAYS)})|(?:周|星期|礼拜)([{_WIDE_DAYS}天]))\W{{0,3}}[:：.\n]"
)
_FIRST = hints.Words("monday|周一|星期一|礼拜一")
_FIVE, _SEVEN = (
    compiled(r"""
        \b(?:five|5)[- ]days?\b|\bmonday (?:to|through|till|until) friday\b|\bweekdays\b
        (?<![十\d])[五5][日天]|周一[到至]周?五
    """),
    compiled(r"""
        \b(?:seven|7)[- ]days?\b|\bmonday (?:to|through|till|until) sunday\b
        (?<![十\d])[七7][日天]|周一[到至]周?[日天]
    """),
)
_LEAST = 2  # days that parts begin with


def check(article: Finished) -> Iterator[Finding]:
    """The last day, where the title or the topic promises later ones."""
    if not article.held & _FIRST.bits or not hints.has(article.low, _FIRST.all):
        return
    order = lowered(f"{article.title} {article.topic}")
    promised = 7 if _SEVEN.search(order) else 5 if _FIVE.search(order) else 0
    if not promised:
        return
    there, last = 0, None
    for passage in article.passages:
        if passage.block.kind not in {Kind.HEADING, Kind.PARAGRAPH}:
            continue
        found = _BEGINS.match(f"{passage.low[:40]}\n")
        if found is not None and _number(found) == there + 1:
            there, last = there + 1, passage
    if last is None or not _LEAST <= there < promised or _is_named(article.low, there):
        return
    said = f"{promised} days are promised, and it ends with the one of {last.said[:40].strip()!r}"
    yield Finding(NAME, Level.HOLD, last.block.span, said)


def _number(found: re.Match[str]) -> int:
    """1 for Monday."""
    if found[1]:
        return _DAYS.index(found[1]) + 1
    return _WIDE_DAYS.index(found[2].replace("天", "日")) + 1


def _is_named(text: str, there: int) -> bool:
    """Whether the day behind the last one is named in the text."""
    if _DAYS[there] in text:
        return True
    day = _WIDE_DAYS[there]
    return re.search(f"(?:周|星期|礼拜|、){day}", text) is not None
