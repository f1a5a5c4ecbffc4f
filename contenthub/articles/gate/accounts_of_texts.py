"""Does it tell what an article says, in place of saying it? "The author then gives three reasons."

Sentence after sentence has the text or its author for its subject. A review has some of these
beside its own opinion; an abstract, or a school's analysis, is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question

NAME = "wrong_form"
_FEW, _SHARE = 3, 0.5  # sentences, and their share of all
_SHORT = 12  # characters that a sentence has at least
_TELLS_OF = one_of(r"""
    ^(?:[^.,]{3,40}, )?(?:overall,? )?(?:the|this) (?:\w+ )?(?:article|author|piece|essay|post|text
    write-?up|blog post|passage|feature) (?:(?:then|also|further|first|next|finally|itself|mainly
    briefly) )*(?:examin|explor|begin|open|goes on|describ|discuss|argu|explain|highlight|outlin
    conclud|clos|end|giv|present|not|points? out|emphasi|introduc|provid|offer|cover|address|recall
    show|turn|list|suggest|trac|look|compar|touch|is (?:balanced|well|clear|written|structured
    divided))
    ^a (?:separate|second|third|final|further|later|short) (?:section|part|paragraph
    passage) (?:then |also )?(?:discuss|examin|explor|cover|describ|explain|address|deal|is devoted
    look|offer|present)
    (?:^|[，,；])(?:总的来说[，,])?(?:本文|文章|全文|该文|此文|文中|本篇|作者|笔者以|文末
    结尾处)[^，。]{0,14}(?:讲述|介绍|指出|分析|认为|强调|交代|阐述|描述|描写|探讨|呈现|体现|展现
    叙述|说明|比较|语言|结构|表达|揭示|提出|回顾|总结|通过|为线索|为例|切入|入手|围绕|论述|列举|引用
    呼应|点明)
    ^(?:接着|随后|然后|其次|最后|第[一二三四]部分|首先)[，,]?(?:文章|作者|本文)?[^，。]{0,6}(?:讲述
    介绍|指出|分析|阐述|描述|描写|探讨|叙述|论述|列举|交代)了
""")
# A text or its author is named in one of them at least.
_NAMED = one_of(r"""
    \b(?:the|this) (?:article|author|piece|essay|post|text|write-?up|blog post|passage)\b
    本文|文章|全文|该文|此文|作者
""")
_ORDERED = question(r"""
    review|summary|summar|abstract|critique|analysis of|reading|book|literature|paper|study|journal
    essay|novel|poem|article|text|writ
    书评|读后|赏析|摘要|概要|简介|导读|解读|综述|评论|评析|论文|文章|作文|阅读|课文
    语文|写作|文学|小说|作品
""")


def check(article: Finished) -> Iterator[Finding]:
    """A text whose sentences tell of a text."""
    if not article.may_hold(_TELLS_OF) or not article.may_hold(_NAMED):
        return
    prose = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    told = whole = 0
    for passage in prose:
        sentences = [one for one in passage.sentences if len(one) >= _SHORT]
        whole += len(sentences)
        if passage.may_hold(_TELLS_OF):
            told += sum(passage.find(_TELLS_OF, one) is not None for one in sentences)
    if told < max(_FEW, _SHARE * whole):
        return
    if not article.order.is_about(_ORDERED) and not genres.are_in(article.order):
        said = "it tells what an article says, and is not that article"
        yield Finding(NAME, Level.HOLD, prose[0].block.span, said)
