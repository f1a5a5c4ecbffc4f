"""Is it a page of search results? A scraper that is turned away gets one, and so does a lazy agent.

Each of its parts is a line that a page of results alone has; two different ones make the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "not_an_article"
_ENOUGH = 2
_SHORT = 400  # characters of a part of such a page
# How many there are.
_COUNTS = one_of(r"""
    \b(?:about|around|approximately|page \d+ of) (?:about )?[\d,.]+ (?:\w+ )?results?\b
    \b[\d,.]{2,} results? (?:\(|for\b|found\b|in \d)|\bshowing (?:results? )?\d+ ?(?:-|–
    to) ?\d+ of\b
    找到(?:相关|约|以下)*结果|共(?:找到|搜索到)[^，。]{0,8}(?:条|个)(?:相关)?(?:结果|信息|网页)
    ungefähr [\d.,]+ ergebnisse|environ [\d  .,]+ résultats|cerca de [\d.,]+ resultados
""")
# What else its user may ask for.
_MORE = one_of(r"""
    ^\W*(?:people also (?:ask|search for)|searches related to|related searches)\b
    \b(?:search instead for|showing results for|did you mean:)
    ^\W*(?:相关搜索|大家还在搜|其他人还在搜|为您推荐以下搜索|搜索结果|相关问题搜索)\W
    ^\W*(?:大家还在搜|其他人还在搜)
    ^\W*(?:ähnliche suchanfragen|recherches associées|búsquedas relacionadas)\b
""")
# What stands at one of its results.
_RESULTS = one_of(r"""
    \bmissing: [^\n]{1,60}\bmust include\b|^\W*(?:cached|similar pages|translate this page)\W*$
    \bmore results from\b|\bview (?:all|more) results\b|\bno results (?:containing|found for)\b
    百度快照|快照\W*$|^\W*查看更多(?:相关)?(?:信息|结果)|的最新相关信息
    (?:^|\n)\W*(?:https?://)?(?:www\.)?[\w-]{2,30}\.[\w.-]{2,24} › \S
""")
_KINDS: tuple[Expression, ...] = (_COUNTS, _MORE, _RESULTS)
_OF_SEARCHES = question(r"""
    \bsearch|\bseo\b|google|baidu|bing\b|serp\b|query|queries|web ?site|搜索|百度|谷歌|检索|网站
    爬虫|关键词
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first part of such a page, where there are parts of two kinds."""
    kinds = [kind for kind in _KINDS if article.may_hold(kind)]
    if len(kinds) < _ENOUGH:
        return
    parts = [one for kind in kinds if (one := _part(article, kind)) is not None]
    if len(parts) >= _ENOUGH and not article.subject.is_about(_OF_SEARCHES):
        said = f"a page of search results, and no text: {parts[0].said.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, parts[0].block.span, said)


def _part(article: Finished, kind: Expression) -> Passage | None:
    for passage in article.holding(kind):
        if len(passage.low) <= _SHORT and any(
            passage.find(kind, line) is not None for line in passage.low.split("\n")
        ):
            return passage
    return None
