"""Does a model think aloud in it? Thoughts that no mark sets apart look like a paragraph.

They speak of the one who ordered in the third person ("the user wants"), or of the text as one
that is yet to be written.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import hints
from contenthub.articles.gate.expressions import Either, Expression, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import Question
from contenthub.articles.gate.own_words import Passage, leads_elsewhere
from contenthub.articles.gate.spelled_out import spelled_out

NAME = "thinking_aloud"
_ENOUGH = 3  # points in the whole text
_FIRST = 2  # passages in which it may begin
_LONG_TEXT = 1_000  # words
# A text that is all thoughts: so many sentences of plans, in so many passages.
_PASSAGES, _PLANNED, _SHARE = 3, 6, 0.3
_WRITING = Question(r"writ|essay|blog|copy|article|speech|edit|写|文章|作文|稿|文案|演讲|编辑")

_HINTS = hints.Words(
    "i should|i need|i must|i could|i will|i can|i might|i have to|i want|i am going"
    "|i would|we should|we need|we must|we will|we could|should i|shall i|can i|could i"
    "|should we|let me|let us|hmm|wait|actually,|second thought|is that right|scratch that"
    "|word count|structure:|plan:|tone:|title:|audience:|hook:|keyword|that works"
    "|the topic is|the user|the client|requester|the prompt|the customer|用户|使用者"
    "|nutzer|der user|l'utilisateur|el usuario|ユーザー|我需要|我应|我可以|我得|我要|我打算"
    "|我想|我先|我再|我会|我必须|让我|是不是|要不要|是否|检查一下|字数|结构|思路|开头|结尾"
    "|标题|语气|嗯|不对|等等|关键词|再写|先写|一句|继续写|i think|i am thinking|the request"
    "|the task|the assignment|my task|we are asked|they want|the article needs"
    "|the tone should|so far|step 1|thought:|analyzing|approach|我们需要|需求|任务是"
    "|任务要求|题目是|题目要求|可以从|也许|打算|差不多了|下一段|接下来应该|这一段"
    "|keep it|make it|to be safe|safe side|leave it|phrase it|该不该|保险起见|option a"
    "|option b|the brief|who reads|length should|now write|also need to|方案一|方案二"
    "|给谁看|给谁写"
)
_USER = one_of(r"""
    \bthe (?:user|client|requester|prompt|customer) (?:\w+ )?(?:wants?|asks?|asked|is asking|needs?
    requested|requests|provided|gave|said|expects|would like|mentioned
    specified)\b[^.]{0,80}\b(?:article|text|piece|essay|post|blog|words?|write|story|keywords?
    me to|content|tone)\b
    \bthe user's (?:request|query|prompt|goal|looking|asking|intent|question|need)
    \bthe user is (?:looking|asking|after|requesting)
    \bthe (?:request|task|assignment|prompt|query|order|question) (?:here )?(?:is|asks|says|calls
    wants|requires|specifies)(?: \w+){0,3} (?:for|to|about|an?|bread|article|write|explain)\b
    \b(?:my|our) (?:task|job|goal|assignment|aim) (?:here )?is to (?:write|produce|create|draft
    explain)
    \b(?:i|we) (?:am|are|was|were|have been) (?:asked|tasked|supposed|told|instructed) (?:to
    with) (?:write|writing|produce|producing|create|creating|explain)
    \bthey (?:want|asked for|are asking for|need|are looking for) (?:an?|something|the|me
    us) (?:\w+ )?(?:article|piece|text|explainer|post|essay|on|about|to)\b
    用户(?:的)?(?:需求|意图|目标|主题|问题)(?:是|为|在于)
    (?:任务|题目|需求|主题)(?:的)?(?:要求)?(?:是|为|[:：])(?:写|关于|一篇|要|科普|介绍)
    (?:^|[，。；！？：先来])分析(?:一下)?(?:用户|需求|题目|任务|要求|这个)
    用户(?:想|要|希望|让|需要|要求|的要求|请求|给|提供|问)[^。]{0,30}(?:文章|篇|写|字|主题|关键词
    内容|文案)
    (?:用户|使用者)(?:想|要|希望|需要)[^。]{0,30}(?:文章|篇|写|字)
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
    end with|structure|cover|name|give|say|use|make sure|focus on|begin with|note|be careful
    go with|aim|rephrase|reword|figure out|produce|draft|plan)\b
    \b(?:should|shall|can|could) (?:i|we) (?:\w+ )?(?:mention|include|give|add|write|use|say|put
    name|explain|cite|keep|start)\b[^?]{0,80}\?
    \blet (?:me|us) (?:think|write|draft|check|count|not|go with|try|make sure|add|re-?read|revise
    start|see|rephrase|outline|plan|produce|craft|fix|do|restructure|reorder|rewrite|rework)\b
    \b(?:now|next|then|finally)[,:]? (?:the )?(?:conclusion|introduction|intro|ending|headline
    title|body|paragraph|section)\b[.:,]
    \b(?:word count|aim(?:ing)? for|keep it (?:under|around|to|at|short|simple|light|friendly))\b
    \b(?:maybe|roughly|around|about|a) (?:\w+ )?\d{2,4}[- ]words?\b
    ^(?:must|need to|should|avoid|keep|use|mention|make sure|no) (?:\w+ ){1,6}\w+\.$
    \b(?:structure|outline|plan|tone|draft title|audience|hook|keywords?|angle|format|goal|topic):
    \boption [ab12]\b|\bthe brief (?:says|asks|wants)\b|\blength should\b|\bnow write\b
    \bwho reads this\b|\b(?:also|still) need to (?:check|add|mention|fit|cut|decide)\b
    \bshould the (?:structure|tone|title|opening)\b|\bi would rather (?:say|write|call)\b
    方案(?:[二三ab]|一(?!样|致|定|起))|给谁[看写]|先[讲写说][^。，？]{1,10}还是先?[讲写说]?
    \bnow the (?:section|part|paragraph|bit|intro|ending) (?:on|about|for)\b|\bthat covers \w+[.,]
    控制(?:好|一下)?字数|不要超过.{1,5}字
    (?:下一段|接下来|然后)(?:应该)?(?:讲|写|说)[^。，]{1,8}(?:部分|段|[。，])|\bthe topic is\b
    \bthat (?:works|sounds good|should do|is good enough)\b
    我(?:需要|应该|应当|可以|得|要|打算|想|先|再|会|必须)(?:先|再|不|注意|考虑|尽量)?(?:写|考虑
    提到|加|避免|想一下|想想|注意|列|从|确保|突出|控制|解释|举|梳理)
    (?:是不是|要不要|是否)(?:应该|需要|该|要)?(?:在这里|再|也)?(?:提|加|写|说|放|举
    解释)[^。]{0,20}[？?]
    (?:再|还是|还可以|可以在结尾)(?:写|加|补)(?:一|上)?(?:段|句|点|个)
    (?:还是)?(?:简单|再|稍微)(?:提|写|说|加|带)一(?:句|段|笔|下)(?:吧|就)
    (?:好，|好的，|然后|接着|继续|下面)(?:继续)?写.{0,8}(?:部分|段|结尾|开头)|最后检查一下
    还(?:剩|有)(?:下|大概|大约|差不多)?[一二三四五六七八九十百千两\d]{1,6}[来多几]?字的?(?:空间|篇幅|余地|额度)
    (?:大概|大约|差不多)还(?:剩|有|差)[一二三四五六七八九十百千两\d]{1,6}[来多几]?字
    (?:前面|上面|开头)(?:写|说|提)的(?:就)?是[^，。]{1,16}，?(?:没问题|不矛盾|可以)
    再检查一下|字数(?:控制|大概|大约|要求|在)[^。]{0,14}(?:字|左右|以内)|\d+字(?:左右|以内)
    (?:结构|思路|开头|结尾|标题|语气|风格|语言)(?:可以|应该|要|：|:|——)
    关键词[^。]{0,12}(?:没有|还没|需要|要|必须|得)
    (?:先|接下来|首先|然后|最后)(?:再)?(?:写|想|列|确定|介绍|讲)(?:一下)?(?:开头|结尾|标题|结构
    大纲|正文|结论|[^。，]{1,6}[，。])
    (?:这个|一下)任务|主题是|注意不要
    还?没有?(?:写到|提到|讲到)[^。]{0,6}(?:应该|要|得)|应该?(?:放在?|挪到|移到)(?:前面|后面|开头
    结尾)|这一?段(?:再|要|得)?(?:重写|改写|删掉)|重写一下|这里先(?:采用|用|写|按)
    \b(?:keep|make|leave|phrase) (?:it|this|that) (?:vague|general|generic|ambiguous|neutral
    hedged)\b
    \bto be (?:safe|on the safe side)\W*$
    (?:这里|此处|这段|这句|这一句|结尾|开头)(?:是不是|要不要|该不该|是否)[^。？]{0,8}(?:写|给|加
    提|放|用|说|补)
    保险起见[^。，]{0,4}(?:写|说|用|给|不写)
    有没有(?:重复|违禁词|敏感词|错别字|跑题|离题|遗漏|套话)[^。？]{0,6}[？?]|(?:可以|准备)(?:输出|提交|交稿)了?\W*$
    \b(?:rewrite|redo|move|cut) (?:this|that) (?:part|paragraph|section|bit|sentence)\b
""")
# The same in words that authors use as well: only beside other signs.
_MUSES = one_of(r"""
    \bi am (?:thinking|considering|going|planning|trying|wondering) (?:(?:about|of|whether
    how) )?(?:how to|i|the|structur|if|starting|writing)\w*
    \bi (?:think|guess|suppose) (?:i|we) (?:will|should|can|could)\b
    \b(?:i|we) (?:also |can |just |have )?(?:intend|plan|room|have) (?:to|for) (?:write|structure
    include|start|one more|open|cover|end|another)
    \b(?:i|we) (?:will|should|could|can|must) (?:\w+ )?(?:open|close|hit|draft|define|check|cover
    wrap|end|lead|begin|double-check|keep)\b
    \b(?:opening|intro|introduction|hook|ending|headline|key points|angle|audience|thought
    step \d):
    \bnext (?:i|we) (?:need|should|must|will|have)\b
    \bthen (?:wrap up|the conclusion|the science|flour|yeast|a conclusion|an example)
    \bso far\b.{0,20}$|\bis that (?:right|too \w+|enough)\?
    \b(?:that|this) (?:is|makes|should be) (?:about |around |roughly )?\d+ words
    我们(?:需要|要|应该|可以)(?:先|再)?(?:写|考虑|介绍|注意|控制|避免|用|从)
    可以(?:分|考虑|从|先|用|加)[^。，]{0,10}(?:部分|开始|写|讲|引入|例子|场景|谈起|说起|切入|段)
    (?:要|需要|应|也要)(?:注意|避免|控制|尽量|突出)
    (?:文章|全文|整体|行文)(?:的)?(?:结构|框架|字数|语言|篇幅|风格|思路)(?:上)?(?:可以|大约|大概
    尽量|要|应该|控制)
    (?:部分|这里|这段|段落|结尾|开头)(?:可以|要不要|需要|再|还|应该)(?:写|提|加|说明|考虑|举|放|补)
    可以(?:写|提|放|举|加|补)(?:一|上|到|“”)|(?:这个|那)(?:数据|例子|说法)[^。，]{0,8}可以用
    那我就(?:写|用|讲|说)|再加(?:一|上)(?:个|段|句|些)
    (?:按照|按|根据)(?:这个|上面的|以上)(?:思路|结构|提纲)|组织(?:正文|语言|全文)
    (?:读者|受众)(?:应该|大概|可能|主要)?是|语言(?:尽量|要|上)|字数大(?:约|概)|要不要写
    是写[^。]{0,10}还是|从(?:哪里|哪儿|什么角度)(?:切入|写起|开始)
    (?:开头|结尾|结构上|中间)(?:用|写|讲|可以|要|先)
    (?:接下来|下一段|下面|这里)(?:应该|可以|要|该|得){0,2}(?:写|讲|加|谈|说|提|聊)|写得差不多
    (?:打算|准备|计划)(?:从|先|写|用|按)
""")
# Somebody stops and begins anew.
_HESITATES = one_of(r"""
    \b(?:hmm+|wait|scratch that)[,.:—…]|\bhmm+ |\bwait (?:no|is|that|this|maybe|should|i)\b
    \bactually, (?:no|wait|let)|\bis that right\?
    \bon second thought|\blet me (?:fix|rephrase|redo|reconsider|rethink|double-check)\b
    (?:^|[。！？：“])\W*嗯+[，,…。]|不对[，,]|(?:^|。)等等[，,。]|还是算了|不然太长|重新想|前面(?:写|说|提)的(?:就)?是[^，。]{1,16}，?没问题
""")
# What is thought about is the text itself.
_OF_TEXT = one_of(r"""
    \blet me (?:restructure|reorder|rewrite|rework)\b
    \b(?:articles?|essays?|blog|paragraphs?|sections?|sentences?|words?|titles?|headlines?|drafts?
    readers?|audience|keywords?|rephrase|reword|conclusion|intro\w*|tone|jargon|write|writing
    mention|final answer|should i|i should)\b
    \b(?:vague|generic|hedged)\b|\bwho reads\b|保险起见|前面(?:提到|写|说)
    给谁[看写]|先[讲写]|文章|段落|一段|部分|开头|结尾
    标题|字数|\d+字|读者|关键词|一句|写|风格|语气|主题
""")

_POINTS = Either(_USER, _HESITATES, _PLANS)  # what is counted


def check(article: Finished) -> Iterator[Finding]:
    """The passage with most signs of thoughts, where there are enough of them."""
    if not article.may_hold(_POINTS):
        return
    points, worst, first = 0, 0, None
    planned: list[Passage] = []  # those of which a part plans the text
    plans = 0
    for place, passage in enumerate(article.passages):
        if not passage.held & _POINTS.bits or leads_elsewhere(passage):
            continue
        found = _points(passage, is_first=place < _FIRST)
        points += found
        if passage.held & _PLANS.bits and (of_plans := sum(_sentences(passage))):
            planned.append(passage)
            plans += of_plans
        if found > worst:
            worst, first = found, passage
    if article.words >= _LONG_TEXT and not (first and first.is_wide):
        points = worst  # what stands far apart in so long a text is by chance
    if first is not None and worst > 1 and points >= _ENOUGH:
        said = f"a model thinks aloud: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)
    elif len(planned) >= _PASSAGES and plans >= max(_PLANNED, _SHARE * _sentences_of(article)):
        yield from _all_plans(article, planned[0])


def _sentences_of(article: Finished) -> int:
    return sum([len(passage.sentences) for passage in article.passages])


def _all_plans(article: Finished, first: Passage) -> Iterator[Finding]:
    if not article.subject.is_about(_WRITING):
        said = f"it plans the text, and is not it: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)


def _count(sign: Expression, passage: Passage) -> int:
    return len(sign.pattern.findall(passage.spelled)) if passage.held & sign.bits else 0


def _points(passage: Passage, *, is_first: bool) -> int:
    text = passage.spelled
    if not passage.has(_HINTS, text) or passage.find(_OF_TEXT, text) is None:
        return 0
    of_user = 2 * _count(_USER, passage)
    points = of_user + 2 * min(_count(_HESITATES, passage), 2)
    plans, muses = _sentences(passage)
    if points and not plans + muses:
        return points if of_user and points > 2 else 0  # "wait," says anybody
    if points or (plans and (plans + muses) * 2 > len(passage.sentences)):
        points += plans + muses + (1 < len(passage.sentences) == plans + muses)
        points += plans > 1 and text.strip(" *_")[-1:] in ")）】"  # as a sentence of its own
    if points and is_first and _BEGINS.match(text):
        points += 2
    return points


def _sentences(passage: Passage) -> tuple[int, int]:
    """How many sentences plan the text, and how many others muse on it."""
    plans = muses = 0
    if passage.held & (_PLANS.bits | _MUSES.bits):
        for sentence in passage.sentences:
            said = spelled_out(sentence)
            if passage.find(_PLANS, said):
                plans += 1
            elif passage.find(_MUSES, said):
                muses += 1
    return plans, muses
