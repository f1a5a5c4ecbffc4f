"""Do brackets say that something is not settled yet? "[quote to be confirmed]", in quotations too.

An editor puts words of his own into a quotation in brackets; he does not ask there for what is to
be checked. A date of an event may well be told later: what is named here is what a writer checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import without_code

NAME = "placeholders"
# Of words: what has a slash is an address.
_BRACKETS = re.compile(r"(?<!\])[\[(（【]([^\[\]()（）【】/\n]{4,140})[\])）】](?!\()")
_WHAT = (
    r"(?:quotes?|quotation|wording|figures?|numbers?|statistics?|stats?|spelling|names?|sources?"
    r"|citation|claim|exact words|year|age|percentage|paraphrase)"
)
_SAYS = compiled(rf"""
    \b{_WHAT}\b[^\n]{{0,40}}\b(?:to be (?:confirmed|checked|verified|supplied)|tbc|tk
    needs? (?:confirming|confirmation|checking|verif\w+|a source|sourcing)|not (?:yet )?(?:confirmed
    verified|checked)|missing|pending|unverified)\b
    \b(?:check|confirm|verify|double-check|fact-check)\b[^\n]{{0,30}}\b(?:{_WHAT}
    before (?:publishing|publication))\b
    \b(?:need|needs|get|find|add) (?:an? |the |his |her |their )?(?:\w+ )?(?:quote|source|citation
    figure|stat|link|reference)\b
    (?:原话|引语|引述|数据|数字|出处|来源|说法|姓名|年份|职务|案例|金额|比例|此处|这里
    待)[^\n，]{{0,12}}(?:待(?:核|确认|补|查|定)|需(?:要)?(?:核|确认|补|查)|未(?:核|确认|证实))
    ^待(?:核实|核对|确认|补充|查证)|(?:需|请|要)(?:再)?(?:核实|核对|查证|向[^，]{{1,10}}(?:核实
    确认))
""")
_SIGNS = (
    *("confirm", "check", "verif", "tbc", "TBC", " TK", "tk ", "tk]", "pending", "missing", "need"),
    *("get ", "find ", "add ", "Add ", "Need", "Check", "Confirm", "Verify", "Get ", "supplied"),
    *(
        "待",
        "需核",
        "需确认",
        "需补",
        "需查",
        "需要",
        "未核",
        "未确认",
        "未证实",
        "核实",
        "核对",
        "查证",
    ),
)
_OF_WRITING = question(r"""
    writ|journalis|edit|draft|fact-check|proofread|style guide|template|写作|新闻|编辑|采访|核查
    模板|稿
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first of such brackets."""
    body = article.body
    for found in _BRACKETS.finditer(body):
        if not has(found[1], _SIGNS) or _SAYS.search(found[1].casefold()) is None:
            continue
        block = next((one for one in article.blocks if one.start <= found.start() < one.end), None)
        if block is None or block.kind in {Kind.CELL, Kind.CODE, Kind.HTML} or block.quoted:
            continue
        if found[0] in without_code(block.text) and not article.subject.is_about(_OF_WRITING):
            said = f"something in it is not settled: {found[0][:60]}"
            yield Finding(NAME, Level.HOLD, found.span(), said)
            return
