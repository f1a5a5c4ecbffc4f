"""Was a text begun at all? Orders alone beneath headings, and beginnings with nothing behind them.

"(Describe how it came about, two or three sentences)", "First, …": somebody was to write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers, working_papers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = working_papers.NAME
_ORDER_ALONE = one_of(r"""
    ^\W{0,3}[（(【\[〔](?:请|此处|这里|可以?|先|再|需|应|简要|简单|重点|具体|适当|详细)*(?:介绍|说明|阐述|分析|展开|列举|列出
    举例|举[一二两三]个|描述|补充|论述|总结|点题|点明|交代|引用|引入|呼应|概括|回顾|写(?![于在自])|讲(?!座))[^（）()【】\[\]〔〕]{2,60}[）)】\]〕]\W{0,3}$
    ^\W{0,3}[（(【\[〔](?:从|用|以|结合|围绕|根据|通过)[^（）()【】\[\]〔〕]{2,40}(?:展开|入手|说明|分析|引入|开头|开篇|收尾|论述
    阐述|来写|切入)[^（）()【】\[\]〔〕]{0,30}[）)】\]〕]\W{0,3}$
    ^\W{0,3}[(\[](?:please )?(?:introduce|describe|explain|list|discuss|outline|summari[sz]e|give
    mention|expand|state|present|provide|compare) [^()\[\]]{6,120}[)\]]\W{0,3}$
""")
_NOTHING_BEHIND = one_of(r"""
    ^\W*(?:首先|其次|再次|最后|第[一二三四]|[一二三]是|一方面|另一方面|总之|综上所述|例如|比如|firstly?|secondly?|thirdly
    finally|in conclusion|for example)[，,：:]?\s?(?:…{1,2}|\.{3,6}|。{3,6}|_{3,})[。.]?$
""")
_FEW = 2
_OPENING = frozenset("(（[【〔")
_ANY = Either(_ORDER_ALONE, _NOTHING_BEHIND)


def check(article: Finished) -> Iterator[Finding]:
    """Several of one kind, where neither a form nor advice on writing was ordered."""
    if not article.may_hold(_ANY) or answers.is_about_texts(article.subject):
        return
    order = lowered(" ".join((article.topic, *article.rules.requirements)))
    if working_papers.ORDERED_EMPTY.search(order):
        return
    if _dotted(article) >= _FEW or _alone(article.spoken) >= _FEW:
        yield Finding(NAME, Level.HOLD, None, "a plan of a text: what to write stands in its place")


def _dotted(article: Finished) -> int:
    """How many different sentences begin, and have nothing but dots behind the first word."""
    lines = (
        line.strip()
        for one in article.holding(_NOTHING_BEHIND)
        for line in one.low.split("\n")
        if one.begins(_NOTHING_BEHIND, line)
    )
    return len(set(lines))


def _alone(spoken: Sequence[Passage]) -> int:
    """How many headings have such an order beneath them, and nothing else."""
    return sum(
        one.begins(_ORDER_ALONE, one.low) and _is_alone(spoken, place)
        for place, one in enumerate(spoken)
        if one.low.lstrip()[:1] in _OPENING
    )


def _is_alone(spoken: Sequence[Passage], place: int) -> bool:
    if not place or spoken[place - 1].block.kind is not Kind.HEADING:
        return False
    return place + 1 == len(spoken) or spoken[place + 1].block.kind is Kind.HEADING
