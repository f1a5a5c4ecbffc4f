"""Does the writer say what the order left open, and what he took instead? Or for whom a part is?

Nobody who reads an article gave an order: "no city was given, so I took London" speaks to who did.
A manual says the same of settings, as a condition.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers, genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "assistant_talk"
_LONG = 260  # characters: such a remark is short
# The order did not say it.
_UNSAID = one_of(r"""
    \b(?:you|the (?:user|brief|client|prompt|order|request)) (?:have |had )?(?:did not|not
    never) (?:specif\w+
    mention\w*|state\w*|say|said|give\w*|provide\w*|indicate\w*|include\w*)\b
    \bno (?:\w+ ){1,3}(?:was|were|has been|is) (?:given|specified|provided|mentioned|stated|named
    supplied)\b
    \b(?:not sure|unsure|do not know) (?:whether|if|which|what|how) you (?:want|wanted|would|prefer
    need|meant|live)\w*
    \bi do not have (?:\w+ )?(?:data|information|details) (?:on|about|for) your\b
    \bassuming (?:here )?(?:that )?the reader
    (?:用户|您|你|题目|需求|订单|客户|甲方)(?:并?没有|并?未|没)(?:说明|指定|注明|提供|给出|提到
    明确|限定|写明)
    (?:由于|因为|鉴于)?(?:没有|未|并未)(?:说明|指定|注明|提供|给出|明确
    限定)(?:具体)?(?:的)?[^，。]{0,6}(?:地区|城市|预算|读者
    字数|名称|单位|公司|姓名|数据|风格|时间|品牌|人群|范围|型号|语气|场景)|(?<![您你])(?:不确定|不清楚
    不知道)(?:您|你)(?:所在|想要?
    需要|的|指|是)
    \b(?:es wurde|sie haben) (?:\w+ )?kein\w* [^.]{0,40}\b(?:angegeben|genannt)
    \bvous n'avez pas (?:précisé|indiqué)
    \bno (?:has|ha|se) (?:indica|especifica|menciona)\w*
""")
# What was taken instead, or done therefore.
_TAKEN = compiled(r"""
    \bassum\w+\b|\bby default\b|\bdefault(?:ed|ing)?\b|\bso i\b|\bi (?:have |will )?(?:went|go|gone
    use|used|chose|kept
    keep|left|leave|took|take|wrote|write|included?|picked)\b|\bso this\b|\btemperate\b
    默认|假[设定]|以“?”?[^，。]{0,10}(?:代称|代替|指代)|按[^，。]{1,12}(?:估计|估算)|先按
    按[^，。]{1,16}(?:来)?(?:写|撰写|处理|计算|估算)|以[^，。]{1,10}为例
    所以[^，。]{0,10}写|我先|暂按
    \b(?:gehe|ging) (?:ich )?[^.]{0,30}aus\b|\bangenommen\b|\bj'ai (?:supposé|pris|choisi)
    \bhe (?:supuesto|tomado|elegido)
""")
# What whoever ordered it handed in says two things, and the writer took one.
_HANDED_IN = one_of(r"""
    \byou (?:gave|have|had|wrote|spelled|spelt|list|listed|mention|mentioned|used
    named) [^.!?]{1,80}\bin your (?:notes|brief|outline|draft|e-?mail|message|material)\b
    \byour (?:notes|brief|outline|material|draft|message) (?:say|says|said|gives?|gave|has|have
    lists?|listed|mentions?|mentioned|names?|named|spells?|calls?|called)\b
    (?:您的?|你(?:给|提供|发来)的)(?:给|提供|发来)?的?(?:笔记|素材|材料|资料|提纲|大纲|需求|底稿|草稿
    稿子)(?:里|中|上)[^。！？]{0,30}(?:不一致|有出入|两[个种处]|前后|既)
""")
_I_TOOK = compiled(r"""
    \b(?:so )?i (?:have |will )?(?:\w+ )?(?:went|gone|used|use|chose|chosen|kept|left|took|taken
    stuck|assumed|picked|settled)\b
    统一(?:用|写|为|成|按|作)|我(?:就|都|这里|暂|先)*(?:取|采用|用|按|写)
    先(?:用|按|写|取)
""")
_CONDITION = compiled(
    r"\b(?:if|unless|when|whenever|where|should you|falls|wenn|si)\b"
    r"|如果|若|如未|当|倘|要是|在(?:您|你|用户)(?:并?没|未)"
)
# A part of the text, for whom it is, or whether it will do.
_PART = one_of(r"""
    \b(?:a|this|the|another) (?:section|part|paragraph|passage|bit(?! of\b))\b|\bso far\b
    \bbefore (?:we
    i) (?:continue|go on)\b
    这(?:一)?(?:部分|节|段)|本[节段]|这里我|此处我
""")
_FOR_WHOM = compiled(r"""
    \byour (?:audience|readers|brief|site|brand|blog)\b|\btarget (?:audience|readers)\b|目标(?:读者
    受众|人群|用户)|受众
    \b(?:is|does) (?:this|that|it) (?:\w+ )?(?:enough|okay|ok|right|work|clear)\b.{0,20}\?
    \bshall i\b|\bif so, i\b
    是否(?:需要|合适|要)|合不合适|够不够|可以吗|你看看|您看看
    看看再说
""")
_DONE = compiled(r"""
    \b(?:adding|added|kept|keeping|wrote|written|expanded|included|move on|continue|draft\w*
    detailed)\b
    写得|我写|补充了|展开|扩写|加了|添了|略写|继续
""")
_TO_MANY = compiled(r"大家|你们|各位|朋友们|评论|留言|\bcomments?\b|\byou all\b|\bsubscri")

_ANY = Either(_UNSAID, _HANDED_IN, _PART)


def check(article: Finished) -> Iterator[Finding]:
    """The first short passage in which somebody says so."""
    if not article.may_hold(_ANY):
        return
    subject = article.subject
    if answers.is_about_texts(subject) or genres.are_in(subject):
        return
    for passage in article.spoken:
        if passage.block.kind in {Kind.PARAGRAPH, Kind.ITEM} and _says_so(passage):
            said = f"somebody speaks to whoever ordered it: {' '.join(passage.said.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _says_so(passage: Passage) -> bool:
    text = passage.spelled
    if len(text) > _LONG or not passage.held & _ANY.bits:
        return False
    unsaid = passage.find(_UNSAID, text)
    if unsaid and _TAKEN.search(text) and _CONDITION.search(text[: unsaid.end()]) is None:
        return True
    handed_in = passage.find(_HANDED_IN, text)
    if handed_in and _I_TOOK.search(text) and _CONDITION.search(text[: handed_in.end()]) is None:
        return True
    if passage.find(_PART, text) is None or _TO_MANY.search(text):
        return False
    return _FOR_WHOM.search(text) is not None and _DONE.search(text) is not None
