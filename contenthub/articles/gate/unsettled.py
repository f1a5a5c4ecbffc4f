"""Do brackets say that something is not settled yet? "[quote to be confirmed]", in quotations too.

An editor puts words of his own into a quotation in brackets; he does not ask there for what is to
be checked. A date of an event may well be told later: what is named here is what a writer checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = "placeholders"
# Of words: what has a slash is an address.
_BRACKETS = re.compile(r"(?<!\])[\[(（【]([^\[\]()（）【】/\n]{4,140})[\])）】](?!\()")
_WHAT = (
    r"(?:quotes?|quotation|wording|figures?|numbers?|statistics?|stats?|spelling|names?|sources?"
    r"|citation|claim|exact words|percentage|paraphrase)"
)
_SAYS = one_of(rf"""
    \b{_WHAT}\b[^\n]{{0,40}}\b(?:to be (?:confirmed|checked|verified|supplied)|tbc|tk
    needs? (?:confirming|confirmation|checking|verif\w+|a source|sourcing)|not (?:yet )?(?:confirmed
    verified|checked)|missing|pending|unverified)\b
    (?:^|[,.:;–—] )(?:please )?(?:check(?! out)|confirm|verify|double-check
    fact-check)\b[^\n]{{0,30}}\b(?:{_WHAT}
    before (?:publishing|publication))\b
    \b(?:need|needs|get|find|add) (?:an? |the |his |her |their )?(?:\w+ )?(?:quote|source|citation
    figure|stat|link|reference)\b
    (?:原话|引语|引述|数据|数字|出处|来源|说法|姓名|年份|职务|案例|金额|比例|此处|这里
    待)[^\n，]{{0,12}}(?:待(?:核|确认|补|查|定)|需(?:要)?(?:核|确认|补|查)|未(?:核|确认|证实))
    ^(?:the )?(?:author|editor|designer|photo desk|picture desk|client|writer)s? (?:to|please
    must)\b[^\n]{{0,12}}\b(?:supply|provide|add|confirm|check|fill|choose)\b
    ^(?:use|place|put|insert|add|pick|choose) (?:an? |the )?(?:pull ?-?quote|photo|quote|picture
    image|chart|caption|sidebar|map|anecdote|statistic)s?\b
    ^(?:作者|编辑|记者|美编|设计|客户|摄影)(?:请)?(?:补充|提供|补|确认|配|核实|添加)\s?[:：]
    ^待(?:核实|核对|确认|补充|查证)|(?:需|请|要)(?:再)?(?:核实|核对|查证|向[^，]{{1,10}}(?:核实
    确认))
""")
_OF_WRITING = question(r"""
    writ|journalis|edit|draft|fact-check|proofread|style guide|template|写作|新闻|编辑|采访|核查
    模板|稿
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first of such brackets."""
    if not has(article.body, "[(（【"):
        return
    for passage in _likely(article):
        for found in _BRACKETS.finditer(passage.plain):
            if _SAYS.search(lowered(found[1])) and not article.subject.is_about(_OF_WRITING):
                said = f"something in it is not settled: {found[0][:60]}"
                yield Finding(NAME, Level.HOLD, passage.block.span, said)
                return


def _likely(article: Finished) -> list[Passage]:
    """The passages that have one of the words, or quote somebody, and brackets."""
    bits = _SAYS.bits
    return [
        one
        for one in article.passages
        if (one.held & bits or len(one.plain) != len(one.said))
        and one.block.kind is not Kind.CELL
        and has(one.plain, "[(（【")
    ]
