"""Does a model think aloud in it? Thoughts that no mark sets apart look like a paragraph.

They speak of the one who ordered in the third person ("the user wants"), or of the text as one
that is yet to be written.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import hints
from contenthub.articles.gate.expressions import Expression, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import spelled_out

NAME = "thinking_aloud"
_ENOUGH = 3  # points in the whole text
_FIRST = 2  # passages in which it may begin

_HINTS = hints.Words(
    "i should|i need|i must|i could|i will|i can|i might|i have to|i want|i am going|i would"
    "|we should"
    "|we need|we must|we will|we could|should i|shall i|can i|could i|should we|let me|let us|hmm"
    "|wait"
    "|actually,|second thought|is that right|scratch that|word count|structure:|plan:|tone:|title:"
    "|audience:|hook:|keyword|that works|the topic is|the user|the client|requester|the prompt"
    "|the customer|用户|用戶|使用者|nutzer|der user|l'utilisateur|el usuario|ユーザー|我需要|我应"
    "|我可以|我得|我要"
    "|我打算|我想|我先|我再|我会|我必须|让我|是不是|要不要|是否|检查一下|字数|结构|思路|开头|结尾"
    "|标题|语气|嗯|不对|等等|关键词"
    "|再写|先写|一句|继续写"
)
_USER = one_of(r"""
    \bthe (?:user|client|requester|prompt|customer) (?:\w+ )?(?:wants?|asks?|asked|is asking|needs?
    requested|requests|provided|gave|said|expects|would like|mentioned
    specified)\b[^.]{0,80}\b(?:article|text|piece|essay|post|blog|words?|write|story|keywords?|me to
    content|tone)\b
    用户(?:想|要|希望|让|需要|要求|的要求|请求|给|提供|问)[^。]{0,30}(?:文章|篇|写|字|主题|关键词
    内容|文案)
    (?:用戶|使用者)(?:想|要|希望|需要)[^。]{0,30}(?:文章|篇|寫|字)
    \bder (?:nutzer|benutzer|user) (?:möchte|will|fragt|hat)\b
    l'utilisateur (?:veut|demande|souhaite)|el usuario (?:quiere|pide|solicita)
    ユーザー(?:は|が)[^。]{0,30}(?:求め|希望|依頼|記事)
""")
_BEGINS = compiled(r"""
    ^\W*(?:(?:okay|ok|alright|all right|right|so|well|hmm+|let's see
    first)[,.… ]+){1,3}(?:so |now )?(?:i (?:need|have|want|should|am (?:going|supposed|asked)|will
    must)|let me|let us|the (?:user|task|topic|prompt|article)|we need)\b
    ^\W*(?:let me (?:think|start|plan|outline|draft|break|consider|see|write)|(?:i
    we) need to (?:write|create|produce|draft|think))\b
    ^\W*(?:好的?|嗯+|首先|那么|现在|接下来)?[，,。… ]*(?:用户|我需要(?:写|考虑|先|根据)|我要写
    我先(?:想|列|梳理|构思)|让我(?:想|来|先)|先(?:想|列)一下(?:结构|思路))
""")
_PLANS = one_of(r"""
    \b(?:i|we) (?:should|need to|must|could|will|can|might|have to|want to|am going to
    would)(?: (?:just|also|probably|maybe|not|then|now|start by|try to|make sure to
    be careful to))? (?:write|mention|include|avoid|keep (?:it|this|the)|add|explain|start with
    end with|structure|cover|name|give|say|use|make sure|focus on|begin with|note|be careful|go with
    aim|rephrase|reword|figure out|produce|draft|plan)\b
    \b(?:should|shall|can|could) (?:i|we) (?:\w+ )?(?:mention|include|give|add|write|use|say|put
    name|explain|cite|keep|start)\b[^?]{0,80}\?
    \blet (?:me|us) (?:think|write|draft|check|count|not|go with|try|make sure|add|re-?read|revise
    start|see|rephrase|outline|plan|produce|craft|fix|do)\b
    \b(?:now|next|then|finally)[,:]? (?:the )?(?:conclusion|introduction|intro|ending|headline|title
    body|paragraph|section)\b[.:,]
    \b(?:word count|aim(?:ing)? for|keep it (?:under|around|to|at|short|simple|light|friendly))\b
    \b(?:maybe|roughly|around|about|a) (?:\w+ )?\d{2,4}[- ]words?\b
    ^(?:must|need to|should|avoid|keep|use|mention|make sure|no) (?:\w+ ){1,6}\w+\.$
    \b(?:structure|outline|plan|tone|draft title|audience|hook|keywords?|angle|format|goal|topic):
    \bthe topic is\b|\bthat (?:works|sounds good|should do|is good enough)\b
    我(?:需要|应该|应当|可以|得|要|打算|想|先|再|會|会|必须)(?:先|再|不|注意|考虑|尽量)?(?:写|考虑
    提到|加|避免|想一下|想想|注意|列|从|确保|突出|控制|解释|举|梳理)
    (?:是不是|要不要|是否)(?:应该|需要|该|要)?(?:在这里|再|也)?(?:提|加|写|说|放|举
    解释)[^。]{0,20}[？?]
    (?:再|还是|还可以|可以在结尾)(?:写|加|补)(?:一|上)?(?:段|句|点|个)
    (?:还是)?(?:简单|再|稍微)(?:提|写|说|加|带)一(?:句|段|笔|下)(?:吧|就)
    (?:好，|好的，|然后|接着|继续|下面)(?:继续)?写.{0,8}(?:部分|段|结尾|开头)|最后检查一下
    再检查一下|字数(?:控制|大概|大约|要求|在)[^。]{0,14}(?:字|左右|以内)|\d+字(?:左右|以内)
    (?:结构|思路|开头|结尾|标题|语气|风格|语言)(?:可以|应该|要|：|:|——)
    关键词[^。]{0,12}(?:没有|还没|需要|要|必须|得)
    (?:先|接下来|首先|然后|最后)(?:再)?(?:写|想|列|确定|介绍|讲)(?:一下)?(?:开头|结尾|标题|结构|大纲
    正文|结论|[^。，]{1,6}[，。])
    (?:这个|一下)任务|主题是|注意不要
""")
# Somebody stops and begins anew.
_HESITATES = one_of(r"""
    \b(?:hmm+|wait|scratch that)[,.:—… ]|\bactually, (?:no|wait|let)|\bis that right\?
    \bon second thought
    \blet me (?:fix|rephrase|redo|reconsider|rethink|double-check)\b|嗯+[，,…。]|不对[，,]
    (?:^|。)等等[，,。]|还是算了|不然太长|重新想
""")
# What is thought about is the text itself.
_OF_TEXT = one_of(r"""
    \b(?:articles?|essays?|blog|paragraphs?|sections?|sentences?|words?|titles?|headlines?|drafts?
    readers?|audience|keywords?|rephrase|reword|conclusion|intro\w*|tone|jargon|write|writing
    mention|final answer|should i|i should)\b
    文章|段落|一段|部分|开头|结尾|标题|字数|\d+字|读者|关键词|一句|写|风格|语气|主题
""")


def check(article: Finished) -> Iterator[Finding]:
    """The passage with most signs of thoughts, where there are enough of them."""
    points, worst, first = 0, 0, None
    for place, passage in enumerate(article.passages):
        found = _points(passage, is_first=place < _FIRST)
        points += found
        if found > worst:
            worst, first = found, passage
    if first is not None and worst > 1 and points >= _ENOUGH:
        said = f"a model thinks aloud: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)


def _count(sign: Expression, passage: Passage) -> int:
    return len(sign.pattern.findall(passage.spelled)) if passage.held & sign.bits else 0


def _points(passage: Passage, *, is_first: bool) -> int:
    text = passage.spelled
    if not passage.has(_HINTS, text) or passage.find(_OF_TEXT, text) is None:
        return 0
    points = 2 * _count(_USER, passage) + 2 * min(_count(_HESITATES, passage), 2)
    plans = 0
    if passage.held & _PLANS.bits:
        plans = sum(1 for one in passage.sentences if passage.find(_PLANS, spelled_out(one)))
    if points and not plans:
        return points if points > 2 else 0  # "wait," says anybody
    if points or plans * 2 > len(passage.sentences):
        points += plans
    if points and is_first and _BEGINS.match(text):
        points += 2
    return points
