"""Do values of a program stand where words should? "about None voles", "至少undefined水".

A template that was filled with nothing writes the program's name for nothing. Each may be a word of
an author's, but not where a number or a name has to stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.machine_lines import OF_PROGRAMS
from contenthub.articles.gate.ordered import question

_SIGNS = ("undefined", "NaN", "None", "null", "NULL", "[object ")
_VALUES = re.compile(
    r"\[object [A-Z][a-z]+\]|(?<![A-Za-z0-9_.])(?:undefined|NaN|null|None|NULL)(?=[\u4e00-\u9fff])"
    r"|(?<![A-Za-z0-9_.])(?:undefined|NaN|null|None|NULL)(?= [个元人名次天年位件家](?!别))"
    r"|(?<=[\u4e00-\u9fff])(?:undefined|NaN|null|None|NULL)(?![A-Za-z0-9_(])"
    r"|\b(?:about|costs?|of|in|to|by|than|nearly|over|from|for|least|most|only|has|have|are|is|was)"
    r" None\b(?=[ .,;%])|\bcosts? NaN\b|(?<=[$£€¥])(?:NaN|None|undefined|null)\b"
    r"|\b(?:NaN|undefined|None|null) (?:people|passengers|members|users|years?|days?|hours?"
    r"|minutes?|times|percent|per cent|items|one|two|three|four|five|[a-z]+s (?:were|are|have))\b"
)
# Nothing where a number has to stand: enough by itself.
_COUNTED = re.compile(
    r"\b(?:about|nearly|over|least|only|almost|some) None [a-z]|\[object Object\]"
)
_OF_DATA = question(
    r"nan\b|null|none|undefined|data|statistic|excel|spreadsheet|math|数据|表格|数学"
)
_ENOUGH = 2
_NAME = "placeholders"


def check(article: Finished) -> Iterator[Finding]:
    """The first of several such values."""
    if not has(article.body, _SIGNS):
        return
    found: list[tuple[str, tuple[int, int]]] = []
    for passage in article.passages:
        if has(passage.said, _SIGNS):
            of_passage = (*_VALUES.finditer(passage.said), *_COUNTED.finditer(passage.said))
            found += [(one[0], passage.block.span) for one in of_passage]
    if len(found) < _ENOUGH:
        return
    shown = [one.text for one in article.blocks if one.kind is Kind.CODE]
    if any(value in one for value, _ in found for one in shown):
        return  # it tells of that value
    subject = article.subject
    if not subject.is_about(OF_PROGRAMS) and not subject.is_about(_OF_DATA):
        said = f"values of a program stand in the text: {found[0][0]}"
        yield Finding(_NAME, Level.HOLD, found[0][1], said)
