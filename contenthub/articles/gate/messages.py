"""Does a message to a colleague, or the reply of a service, stand around the text or in its place?

Who is meant is called by a name in a network ("@anna"), and told what was done or what to do with
the text. A service greets, thanks for the question and asks for stars.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers, genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "assistant_talk"
_LONG = 260  # characters of such a message
_NAMED = one_of(r"""
    ^\W{0,3}@[\w\u4e00-\u9fff.-]{2,24}\b
""")
_OF_WORK = one_of(r"""
    \b(?:lmk|let me know|done|ready|draft|this one|that one|that's the|signed off|legal|another look
    take a look|ptal|fyi|eod|thx|wdyt|feel free to|scheduled?|publish|post it|cover image
    :white_check_mark:|:\+1:)(?:\b|\s|$)
    这篇|稿|排(?:周|期|版)|封面|配图|配一下|辛苦|看一下|看看|帮忙|审一下|过一下|发一下|可以发|定时
    麻烦
""")
# Brief words to whoever has the page: what to call for, how a part is made, whether it will do.
_TO_EDITOR = one_of(r"""
    \b(?:shout|holler|ping me|yell|give me a shout|drop me a (?:line
    note)) if\b[^.?!]{0,60}\b(?:trim|cut|chang|rework|tweak|long|short|edit|fix)\w*
    ^(?:ok(?:ay)?|right|great|now|next|so|moving on)\W{1,3}[^.?!]{0,30}\b(?:section|part
    paragraph)\b[^.?!]{0,30}\b(?:as (?:discussed|agreed|requested|planned)|keeping (?:it|the)
    same (?:tone|voice|style))\b[^.?!]{0,40}[:.]?$
    ^(?:结尾|开头|标题|题目|第[一二三四五]段)[^。？]{0,24}(?:会不会|是不是|要不要|够不够|行不行
    好不好|可以吗|合适吗)[^。？]{0,20}[？?][^。]{0,40}$
""")
_BRIEF = 140  # characters of these
_REPLIES = one_of(r"""
    \bthank(?:s| you) for (?:contacting|reaching out|your (?:question|enquiry|inquiry|message))\b
    \bis there anything else (?:that )?(?:i|we) can\b
    \b(?:i|we) hope (?:this|that) (?:helps|answers your)\b|\bhave a (?:great|nice|lovely
    wonderful) (?:day|evening|week)\b|\brate (?:this|our|my) (?:conversation|chat|answer|service)\b
    \b(?:our|my) (?:support )?(?:team|hours) (?:is|are) (?:available|here)\b|\b(?:ticket
    case) (?:number|id|no\.?)\b|\bhow can i help you today\b
    ^\W*亲[，,～~爱]|(?<=[，。、])亲(?:记得|可以|不要|一定|，)|(?:如果|要是)亲|感谢您?的?(?:咨询
    提问|来电|垂询)|很高兴为您(?:服务|解答)|五星好评|祝您生活愉快
    (?:还有|有)(?:其他|什么|任何)(?:问题|疑问)[^。]{0,16}(?:随时|可以|欢迎)(?:再)?(?:联系|咨询|提问
    问)|(?:在线|服务|客服)时间(?:是|为|[:：])|希望(?:以上|这些)[^，。]{0,8}(?:对您|能帮)
""")
_FEW_REPLIES = 3
_FEW_WORDS, _FEW_WIDE = 220, 260  # units of a text that is a reply
_OF_TALK = question(r"""
    slack|chat|message|mention|twitter|social|customer service|support|reply|replies|e-?mail|客服
    回复|聊天|话术|微信|沟通
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first message at the beginning or the end, or the reply that the text is."""
    found = _message(article) or _to_editor(article) or _reply(article)
    if found is not None and not article.subject.is_about(_OF_TALK):
        said = f"a message to somebody, and no text: {' '.join(found.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, found.block.span, said)


def _message(article: Finished) -> Passage | None:
    if not article.may_hold(_NAMED) or not article.may_hold(_OF_WORK):
        return None
    spoken = article.spoken
    for passage in (*spoken[:2], *spoken[-1:]):
        if passage.block.kind is Kind.PARAGRAPH and len(passage.low) <= _LONG:
            text = passage.low.strip()
            if passage.begins(_NAMED, text) and passage.find(_OF_WORK, text) is not None:
                return passage
    return None


def _to_editor(article: Finished) -> Passage | None:
    for passage in article.holding(_TO_EDITOR):
        text = passage.spelled
        if passage.block.kind is not Kind.PARAGRAPH or len(text) > _BRIEF:
            continue
        if passage.find(_TO_EDITOR, text) and not answers.is_about_texts(article.subject):
            return passage
    return None


def _reply(article: Finished) -> Passage | None:
    those = article.holding(_REPLIES)
    if not those or genres.is_letter(article.spoken):
        return None
    if len(article.units) > (_FEW_WIDE if those[0].is_wide else _FEW_WORDS):
        return None
    signs = {one[0] for passage in those for one in _REPLIES.pattern.finditer(passage.spelled)}
    return those[0] if len(signs) >= _FEW_REPLIES else None
