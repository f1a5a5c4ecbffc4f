"""How an assistant hands a text over: before it, and where it goes on after a break.

What tells is who speaks to whom: it agrees, says that the text is here or that it made it, names
the text as a thing, and names what was ordered. One of these proves nothing; an author says "here
is" and "of course" as well, and tells readers what an article is about.
"""

from __future__ import annotations

import re

from contenthub.articles.gate import sentences
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

_LONG, _LONG_WIDE = 500, 110  # characters: nobody hands over at such length
_SHORT = 35  # Chinese characters of a paragraph that is looked at as a whole
_MANY_VOICES = 6  # passages in which somebody says "I": of an author

# What an answer begins with: words that agree with somebody, and have a mark behind them.
_AGREES = one_of(r"""
    (?:sure(?: thing)?|certainly|of course|absolutely|great|got it|no worries|okay|ok|alright
    all right|definitely|gladly|noted|perfect|yes|will do|right away|on it|roger|excellent
    wonderful|apologies|my apologies|gerne|natürlich|klar|selbstverständlich|sicher|certainement
    d'accord|claro|certo|certamente|конечно|bien sûr|avec plaisir|por supuesto|con gusto
    claro que sim)\s?[,!.:;–—-]
    (?:no problem|(?:more than )?happy to|glad to|with pleasure|my pleasure|understood
    (?:good|great|excellent|lovely|fantastic|wonderful|interesting) (?:question|topic|choice|idea
    subject|brief|prompt)|what an? \w+ (?:topic|question|idea|subject|brief|prompt)|as an ai
    i would (?:be (?:happy|glad|delighted)|love)|i am (?:happy|glad|delighted)|i apologi[sz]e
    you are (?:absolutely |quite |completely )?right|sorry (?:for|about) the|let us (?:get started
    dive|do (?:it|this))|thank(?:s| you) for (?:the |your |sharing |sending |providing
    clarifying )(?:\w+ ){0,2}?(?:feedback|suggestions?|notes|input|comments|details|brief
    clarification|information|outline|instructions|request|prompt|message|context|topic
    order)|bien sûr|avec plaisir|por supuesto|con gusto|claro que)\b
    (?:承知|かしこまり|もちろん|はい[、，]|了解|물론|네[,. ]|没问题|当然(?:可以|没问题)
    当然可以
    可以的|收到|遵命|好呀|好嘞|好哒|乐意|很乐意|非常乐意|(?:非常|很)荣幸|很高兴(?:为|能为|帮)
    很荣幸
    没有问题|感谢(?:您|你)的|谢谢(?:您|你)的|(?:好|好的|当然|明白了?|了解了?|行|可以|抱歉
    不好意思|嗯|嗯嗯|ok)[，,！!。：:～~… ])
""")
# The text is handed over.
_HANDS_OVER = one_of(r"""
    \bhere (?:is|are|you go|it is|comes|you have)\b|\bbelow (?:is|are|you|i)\b
    \bthe following (?:is|article|text|piece|draft)\b|\bthis is (?:the|a|an|my|your)\b
    \b(?:please find|attached is|presenting)\b|\b(?:article|draft|text|piece|post) below\b
    \bready (?:to (?:publish|post|copy|paste|use|go)|for (?:publication|publishing|posting|upload))
    \blet me (?:write|draft|create|give you|share|present|offer)\b|以下
    下面(?!的?(?:文章|参|链|评|例|图|代)|马上|将)|这是(?!真的)|这是|这里是|如下
    (?:已|已经)(?:为您|为你|按|根据)?(?:完成|写好|生成|整理|修改|润色|撰写|优化)
    (?:为|给|帮|替)(?:您|你)(?:撰写|准备|创作|写|生成|整理|量身|奉上
    拟|起草|改|呈上)
    (?:为|给|帮|替)(?:您|你)(?:提供|带来|介绍|分享|做|梳理)[^，。]{0,12}(?:文章|文案|稿|篇|正文|版)
    我(?:将|会|来|就|再|先)(?:为|给)(?:您|你)(?:提供|带来|介绍|分享|做|梳理)
    (?:写|改|整理|准备|撰写|生成|完成)(?:好|完|成)[了啦咯]
    (?:奉上|呈上|附上(?![^，。]{0,4}(?:图|照片|链接|代码))|献上)
    \bhier (?:ist|kommt|sind)\b|im folgenden|nachfolgend|\bvoici\b
    ci-dessous|\baquí (?:tienes|está|tiene)|a continuación|\becco\b|\baqui está\b|вот[ ]|ниже[ ]
    以下(?:は|が|に)|こちら(?:が|は)|다음은
""")
# Somebody made it, will make it, or says how.
_MADE = (
    r"(?:written|prepared|drafted|created|put together|made|revised|crafted|composed|generated"
    r"|rewritten|expanded|updated|shortened|polished|edited|tried|aimed|kept|used|included|added"
    r"|structured|organi[sz]ed|focused|avoided|gone|come up|taken|left|set|split|broken|reworked"
    r"|adapted|tailored|translated|summari[sz]ed|condensed|wrote|went|took|came up|broke|chose)"
)
_MAKES = one_of(rf"""
    \bi (?:have )?(?:\w+ ){{0,2}}?{_MADE}\b
    \bi (?:will|can|would|am going to|am about to)(?: (?:be|happy|glad|delighted|love|certainly
    definitely|gladly|now|to|also|try|do my best|help you))* (?:write|create|draft|provide|craft
    prepare|combine|help|assist|compose|produce|generate|put together|give you|take|keep|aim|start
    begin|walk|cover|do)\b
    \blet us (?:get started|dive in|begin|write|get (?:this|it|to))\b
    我(?!们)(?:来|会|将|将会|先|就|这就|马上|尝试|试着|尽量|特意|已经?|已经|可以|很乐意|乐意
    非常乐意|愿意|现在)*(?:按照?[^，。]{{1,12}}|根据[^，。]{{1,16}}|围绕[^，。]{{1,16}}|帮|为
    给|替|把|从|用|以)*(?:您|你)?[^，。！]{{0,8}}(?:写|撰|拟|整理|起草|创作|改|生成|准备|完成
    构思
    润色|翻译|概括|保留|控制|调整|介绍|聊聊)
""")
_TEXT = one_of(r"""
    \b(?:article|text|draft|post|blog|essay|piece|version|story|content|write-?up|copy|rewrite
    feature|column|outline|speech|poem|script|summary|introduction|announcement|newsletter
    press release|profile|review|guide|listicle|report|note|letter|opening|paragraph|section
    headline|explainer|how-?to|tutorial|artikel|beitrag|entwurf|fassung|texte|brouillon|artículo
    texto|borrador|articolo|testo|artigo)s?\b
    文章|文案|稿|正文|版本|范文|作文|短文|推文|全文|成文|故事|散文|标题|大纲|改写
    内容|文本|软文|一篇|这篇|介绍|指南|攻略|报道|评论|статья|текст|記事|原稿|下書き
    기사|초안
""")
# What was ordered is named: nobody but the one who ordered knows it.
_ORDERED = one_of(r"""
    (?<!of )\byou (?:have )?(?:asked|requested|wanted|ordered|needed|specified|mentioned|provided
    gave
    given
    sent|shared|described|outlined|listed|supplied|suggested|had in mind|are looking for
    were looking for)\b
    \bas (?:requested|instructed|specified|discussed)\b(?! (?:by|through|via|in|at|during)\b)
    (?<!most )\brequested (?:article|text|draft
    piece|length|tone|format)
    \byour (?:\w+ )?(?:request|instructions?|topic|specifications?|specs|requirements?|needs|brief
    audience|feedback|prompt|outline|guidelines|approval|review|keywords?|client|style guide)\b
    (?<!\bis )(?<!provides )(?<!works )(?<!work )(?<!does )\bfor you\b(?! to (?!review|use
    publish|post|edit|check|approve|adapt|look|read|consider)\w)
    \b\d[\d,]*[- ]words?\b
    \b(?:friendly|warm|engaging|formal|informal|casual|professional|conversational|approachable
    (?!(?:my|his|her|their|our|its|the)\b)\w+) (?:and \w+ )?(?:tone|voice)\b
    \bwritten in a\b
    \b(?:revised|updated|rewritten|full|final|finished|polished|expanded|shortened|edited
    improved|corrected|tighter) (?:\w+ )?(?:version|draft|article|text|piece|post)
    \bfirst draft (?:below|attached|follows|for|is ready)\b|^\W*first draft\b
    (?<!write )\b(?:is|are|written|find|my|your) (?:the |a |my )?first draft\b
    \bbased on (?:your|the (?:topic|brief|prompt|keywords|outline))
    \babout \d+ words
    \bon (?:the topic|the subject) of\b|\byour readers\b|\boptimi[sz]ed for\b
    (?:为|供|替|帮)您|给您(?!(?:的[^，。]{1,6})?(?:带来|造成|添))
    (?:为|给|替|帮)你(?=[^，。；]{0,6}(?:写|撰|拟|生成|准备|整理|创作|改|奉上|呈上|完成
    润色|梳理))|(?<!满足)(?:您|你)的(?:要求|需求|意见|主题|题目|建议|反馈|需要|选题
    描述|提纲|关键词|读者|公众号|期待)|您(?:提供|指定|要求|需要|想要|要的|给出|提到)
    (?<![为给向])你(?:提供|指定|要求|想要|要的|给出|提到|需要的)
    希望(?:您|你(?!们)|符合|能(?!够?[对给帮]))|按照?(?:您|你|题|要求)|根据(?:您|你(?!的需[要求]|自己|所)|题|主题|要求)|\d+\s?字|字左右|量身
    修改后|润色后|优化后|符合(?:您|你|要求)|适合(?:公众号|发布|您)|可(?:以)?直接(?:发布
    使用
    复制)|请(?:您)?(?:查收|过目|审阅|指正)|gewünscht|\bwörter|demandé|solicitad|pedid|su solicitud
    palabras|\bmots\b|ご(?:依頼|要望|指定|希望)|字程度
""")
# What a text has, and its readers do not ask for.
_FORM = one_of(r"""
    \byou need\b|\byour (?:\w+ )?(?:notes|blog|website|site|newsletter|readers|customers|comments
    suggestions|details|points|assignment|project|company|brand|campaign|column|publication|channel
    subscribers|followers)\b|\bword (?:count|limit)\b|\bkeywords?\b|\bthe (?:tone|length|style
    brief)\b
    \bjargon\b|\bwritten for\b|\bvocabulary\b|\breadership\b
    (?<!keep )(?<!bear )\bin mind\b|\b(?:plain|simple|british
    american) (?:english|language)\b|\b(?:publish|publication
    headings|subheadings|paragraphs|bullet points|seo|markdown)\b|\bcopy and paste\b
    \bfor a (?:general|broad|young|younger|wide|non-\w+) (?:audience|readership)
    \b(?:practical|clear|light|short|concise|engaging|accessible|readable|informative|friendly
    comprehensive|detailed|well-structured|beginner-friendly)\b
    字数|篇幅|语气|口吻|通俗|风格|结构|参考|语言|关键词|读者|段落|小标题|科普|详细|发布
""")
# A text as its writer speaks of it, and hardly a reader.
_PIECE = one_of(r"""
    \b(?:article|draft|piece|blog post|explainer|write-?up|text|submission|outline|rewrite
    translation of the \w+|(?:previous|last|first|second|earlier|revised) version)s?\b|文章|稿
    这一版|上一版|第[一二三]版|初稿|译文|正文|短文|推文|文案
    科普文
""")
# One of these is enough, where texts are not the subject.
_SURE = one_of(r"""
    \bhere is what i (?:came up with|have (?:written|so far|put)|wrote|put together)\b
    \b(?:see|find|read) (?:below )?(?:the|my|your) (?:\w+ )?(?:article|draft|text|piece
    submission) ?(?:below|attached|here)\b|\b(?:below|here|attached) (?:below )?(?:you will find
    you can find|is
    are) (?:the|your|my) (?:\w+ ){0,2}?(?:draft|article|piece
    blog post|submission|text)\b
    \bthe (?:\w+ )?(?:piece|article|draft|blog post)\b[^.;]{0,30} is (?:done|ready|finished
    complete)\b
    \bthank(?:s| you) for (?:reaching out|your order|the brief|your brief)\b
    \b(?:sure|okay|ok|certainly|of course|absolutely|no problem
    got it)[^.!?]{0,20}[,.!]? (?:here (?:you go|goes)
    coming (?:right )?up)|\bcoming right up\b
    \bi can (?:certainly |gladly |definitely )?(?:help (?:you )?with that
    write that|do that)\b|\bi narrowed (?:it|this|the topic)
    \byou (?:did not|have not) (?:specif|mention|say|give)\w*\b.{0,40}\b(?:i|so)\b
    \bto your (?:first|second|third|next|other|last) (?:request|order|question|topic)\b
    ^\W*what an? \w+ (?:topic|brief|prompt|assignment)\b
    ^\W*(?:great|good|excellent|lovely|fantastic|wonderful|interesting|fun) (?:choice of )?(?:topic
    brief|prompt|choice|assignment)\b|^\W*(?:great|good|excellent) question!
    ^\W*好问题[！!]|这(?:个|一)选题|根据(?:刚才|之前|上次|我们)的(?:讨论|对话|沟通|交流)
    我把(?:文章|全文|正文|标题|小标题|开头|结尾|稿子|语言|语气)[^。，]{0,6}(?:改|加|删|调|换|都|写)
    (?:您|你)(?:没有|没|未)(?:指定|说明|提到|要求)|我理解(?:您|你)的(?:需求|意思|要求)
    (?:写|改|拟|做)了[一两几](?:版|个版本|稿|篇)[^。]{0,20}(?:您|你)|(?:您|你)看看(?:是否|合不合
    行不行|可以|怎么样)
    作为(?:您|你)的[^，。]{0,8}(?:助手|助理)|方便(?:您|你)(?:排版|发布|使用|编辑)
""")
# It is the orderer's own text.
_IS_YOURS = one_of(r"""
    \byour (?:\w+ ){0,3}?(?:article|draft|essay|blog post|piece|write-?up)s?(?: (?:on
    about) \w+)? (?:is (?:ready|below|complete|done|finished|here)|below|follows|as requested)\b
    \bthe (?:article|draft|essay|text|piece|post) (?:you|that you) (?:asked|requested|ordered
    wanted)
    \bthis (?:article|draft|essay|text|piece|post|version) (?:meets|fits|matches|follows
    should (?:fit|work|suit|meet))\b.{0,40}\b(?:your (?:\w+ )?(?:brief|needs|request|blog
    guidelines
    requirements|readers|newsletter)|what you (?:had|wanted|asked|were))\b
    (?:您|你)(?:要|需要|想要|约|订|点)的[^。，]{0,12}(?:文章|稿|文案|推文)
""")
# Readers write of what they have read.
_OF_READERS = one_of(r"""
    \byour (?:\w+ ){0,2}?(?:article|piece|column|report|story|editorial|paper
    magazine)s?\b(?! is\b)|\b(?:read|published|printed)\b|贵刊|贵报|拜读|读到|刊登|读者|大家|各位
    来信|收藏|分享给|\b(?:first )?appeared\b|\bissue\b|\bthese terms\b
""")
_APPEARED = re.compile(r"\b(?:appeared|published|printed|issue)\b|原载|刊载|本刊")
# Its readers have needs and topics as well: "this piece gives you five ways to know your audience".
_IN_PERSON = re.compile(r"\b(?:i|my|me)\b|\bas (?:requested|instructed)\b|\bper your\b|您|你|我|请")
_YOURS = re.compile(r"\byour?\b|您|你")
_TO_ORDERER = re.compile(r"\b(?:you|your|i|me|my)\b|您|你|我")
_EDITED = one_of(r"""
    \bi have (?:\w+ )?(?:made|shortened|revised|rewritten|added|removed|adjusted|kept|tightened
    expanded|changed|corrected|softened|incorporated|addressed|toned)\b.{0,80}\b(?:opening|part
    section|paragraph|tone|title|ending|intro\w*|draft|text|article|piece|wording|version|length
    conclusion|style|sentence)s?\b
    (?:已|我)经?(?:根据|按照?|对|把|将).{0,20}(?:修改|调整|删|补充|润色
    改写|缩短|优化)
""")
_THANKS = one_of(r"""
    \b(?:thank you|thanks) for (?:the|your) (?:\w+ )?(?:feedback|suggestions?|notes|input|comments)
    感谢(?:您|你)的(?:反馈|建议|意见)|谢谢(?:您|你)的(?:反馈|建议|意见)
""")
# A part of the text is handed over in the middle of it.
_NEXT_PART = one_of(r"""
    \b(?:the|this) (?:part|section|bit|question|point) (?:that )?you (?:were|are) (?:(?:most
    particularly
    especially) )?(?:interested in|asking about|curious about|keen on|after)\b
    \b(?:since|as|because|given that) you (?:have )?(?:mentioned|asked|wanted|requested|specified
    noted|told me)\b[^.!?]{0,100}\bi (?:have )?(?:\w+ )?(?:opened|started|begun|kept|included|added
    focused|left|used|chosen|written|put|framed|structured|avoided|assumed)\b
    (?:既然|由于|因为|鉴于)(?:您|你)(?:提到|要求|希望|强调|指定)[^。]{0,40}我(?:把|将|特意|已|就)
    \bhere (?:is|are) (?:the )?(?:rest|remainder|continuation|next|remaining|second|final|last
    revised|expanded|missing) ?(?:part|half|section|sections|paragraphs?|of)\b
    \b(?:sure|certainly|of course|okay|alright|understood)[,!.] (?:here is|i will (?:continue|add
    expand|write)|continuing|let me (?:continue|add|expand|write))
    (?:以下|下面|这里)(?:是|为)?(?:文章的?)?(?:剩余|后续|接下来的|第[二三四五]|下半
    余下)(?:的)?(?:部分
    内容|段|章)
    ^\W*(?:好的|没问题)[，,！!。]接下来(?:是|写|介绍|进入|我写|我来写)?(?:第[二三四五六]|下一?)(?:部分|[段节章])[^。]{0,16}[。：:]?$
    (?:好的|没问题|收到|明白)[，,！!。](?:我(?:来|们)?|下面|以下|现在)?(?:继续|接着|补充|扩写|展开
    为您
    给您)
""")

# Readers are told what to do with a sample that is to be theirs.
_TO_COPY = compiled(r"""
    \b(?:copy|use|adapt|print|sign|send|fill (?:in|out)|paste|borrow|take) (?:out )?(?:the
    this) (?:\w+ )?(?:article|draft|text|piece|post) below\b
    (?:照抄|抄下|抄写|复制|打印|列印|套用|参考)(?:以下|下面)
""")

# Each way of handing over has one of these.
ANY = Either(_HANDS_OVER, _MAKES, _AGREES, _IS_YOURS, _THANKS, _SURE, _PIECE)
PARTS = Either(_NEXT_PART)  # of handing over a part


def hands_over(text: str, passage: Passage, article: Finished, *, above: bool, first: bool) -> bool:
    """Whether a passage near the beginning is an assistant's.

    ``above``: it stands above the title, where hardly an author writes anything. ``first``: it is
    one of the first, in a text that is not itself about texts.
    """
    if passage.find(_THANKS, text) and passage.find(_EDITED, text):
        return True
    if not _may(text, passage):
        return False
    agrees = passage.begins(_AGREES, text)
    if not (above or agrees) and article.voices > _MANY_VOICES:
        return False  # its author
    parts = sentences.of_talk(text, passage, article, at_most=_SHORT, together=1)
    return any(_says_so(one, passage, agrees=agrees, above=above, first=first) for one in parts)


def _says_so(text: str, passage: Passage, *, agrees: bool, above: bool, first: bool) -> bool:
    """Whether enough signs are in it that the text is handed over."""
    hands = passage.find(_HANDS_OVER, text) is not None and (above or not _TO_COPY.search(text))
    makes = passage.find(_MAKES, text) is not None
    if (
        above
        and (hands or agrees or makes)
        and (text.endswith((":", "：")) or _TO_ORDERER.search(text))
    ):
        return True
    if not (hands or makes or agrees):
        yours = passage.find(_IS_YOURS, text) is not None
        return yours or (first and _opens(text, passage, agrees=False, hands=False, makes=False))
    if first and _opens(text, passage, agrees=agrees, hands=hands, makes=makes):
        return True
    named = passage.find(_TEXT, text) is not None
    ordered = passage.find(_ORDERED, text) is not None
    if named and ordered and (hands or (agrees and makes)):
        return agrees or _APPEARED.search(text) is None
    formed = passage.find(_FORM, text) is not None
    if agrees:
        return (hands and (named or ordered)) or (makes and (ordered or (named and formed)))
    return hands and makes and formed and passage.find(_PIECE, text) is not None


def _opens(text: str, passage: Passage, *, agrees: bool, hands: bool, makes: bool) -> bool:
    """Whether a first paragraph speaks of the text as its writer does to whom it is for."""
    if passage.find(_SURE, text):
        return True
    ordered = passage.find(_ORDERED, text) is not None
    formed = passage.find(_FORM, text) is not None
    if passage.find(_PIECE, text) is None:
        return makes and ordered and formed
    if passage.find(_OF_READERS, text):
        return False
    if agrees and (hands or makes or ordered or formed):
        return True
    if ordered and _IN_PERSON.search(text):
        return True
    return formed and (hands or (makes and _YOURS.search(text) is not None))


def hands_over_a_part(text: str, passage: Passage) -> bool:
    """Whether an assistant hands over a part of the text, in the middle of it."""
    return _may(text, passage) and passage.find(_NEXT_PART, text) is not None


def _may(text: str, passage: Passage) -> bool:
    if passage.block.kind in {Kind.ITEM, Kind.CELL}:
        return False
    if len(text) > (_LONG_WIDE if passage.is_wide else _LONG):
        return False
    return not text.startswith("[^")
