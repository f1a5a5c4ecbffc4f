"""Does an assistant speak to whoever ordered the text? Before it, behind it, or in the middle.

What tells is who speaks to whom: "I" who wrote, "you" who ordered, and the text as a thing between
them that is handed over, changed or continued. An author speaks to readers, of his subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import offers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage

NAME = "assistant_talk"
_FIRST, _LAST = 3, 4  # passages at the beginning, at the end
_ABOVE_TITLE = 6  # passages in which a title may come
_MOST = 1_200  # characters of a passage that are looked at

# What an answer begins with.
_AGREES = one_of(r"""
    (?:sure|certainly|of course|absolutely|okay|ok|alright|all right|great|got it|no problem
    definitely|gladly|happy to|with pleasure|understood|thank you for|thanks for|good question
    great question|noted|perfect|yes|will do|as an ai|i would be (?:happy|glad)|i am happy|gerne
    natürlich|klar|selbstverständlich|sicher|bien sûr|avec plaisir|certainement|d'accord|claro
    por supuesto|con gusto|certo|certamente|claro que sim|конечно|承知|かしこまり|もちろん|はい|了解
    물론|네|好的|当然|當然|没问题|沒問題|可以的|明白|收到|了解|遵命|好呀|好嘞|好哒|乐意|非常荣幸
    很高兴|很榮幸|沒有問題)(?:[^\w]|(?=[^\x00-\x7f])|$)
""")
# The text is handed over.
_HANDS_OVER = one_of(r"""
    \bhere (?:is|are|you go|it is|comes)\b|\bbelow (?:is|are|you)\b
    \bi have (?:\w+ )?(?:written|prepared|drafted|created|put together|made|revised|crafted|composed
    generated|rewritten|expanded|updated|shortened|polished|edited)\b
    \bthe following (?:is|article|text)\b|\bthis is (?:the|a|an|my|your)\b|\bplease find\b
    \bi will (?:write|create|draft|provide|craft|prepare|combine)\b
    \blet me (?:write|draft|create)|以下|下面|这是|這是|这里是|如下
    (?:已|已经|已經)(?:为您|為您|为你|按|根据)?(?:完成|写好|生成|整理|修改|润色|撰写|優化|优化)
    (?:为|為|给|給)(?:您|你)(?:撰写|撰寫|准备|準備|创作|写|寫|生成|整理|量身|提供|奉上|带来)
    \bhier (?:ist|kommt|sind)\b|im folgenden|nachfolgend|\bvoici\b|ci-dessous
    \baquí (?:tienes|está|tiene)|a continuación|\becco\b|\baqui está\b|вот[ ]|ниже[ ]
    以下(?:は|が|に)|こちら(?:が|は)|다음은
""")
_TEXT = one_of(r"""
    \b(?:article|text|draft|post|blog|essay|piece|version|story|content|write-?up|copy|rewrite
    feature|column|outline|speech|poem|script|summary|introduction|announcement|newsletter
    press release|profile|review|guide|listicle|report|note|letter|opening|paragraph|section
    headline|artikel|beitrag|entwurf|fassung|texte|brouillon|artículo|texto|borrador|articolo|testo
    artigo)s?\b
    文章|文案|稿|正文|版本|范文|範文|作文|短文|推文|全文|成文|故事|散文|标题|標題|大纲|大綱|改写
    内容|內容|статья|текст|記事|文章|原稿|下書き|기사|초안
""")
_ORDERED = one_of(r"""
    \byou (?:asked|requested|wanted|ordered|need|specified|mentioned|provided|gave)
    \bas requested|\brequested\b
    \byour (?:request|instructions?|topic|specifications?|requirements?|needs|brief|audience
    feedback|prompt|outline|guidelines|approval|review)\b
    \bfor you\b|\b\d[\d,]*[- ]words?\b
    \b(?:friendly|warm|engaging|formal|informal|casual|professional|conversational|approachable
    \w+) (?:and \w+ )?(?:tone|voice)\b
    \bwritten in a\b
    \b(?:revised|updated|rewritten|full|final|polished|expanded|shortened|edited
    improved) (?:\w+ )?(?:version|draft|article|text|piece)
    \bfirst draft\b|\bbased on (?:your|the (?:topic|brief|prompt|keywords))|\babout \d+ words
    \bon (?:the topic|the subject) of\b|\byour readers\b|\boptimi[sz]ed for\b
    (?:为|為|给|給|供)(?:您|你)|(?:您|你)的(?:要求|需求|意见|主题|題目|建议|反馈)
    (?:您|你)(?:提供|指定|要求|需要)的?|希望(?:您|你|符合|能)|按照?(?:您|你|题)
    根据(?:您|你|题|主题)|\d+\s?字|字左右|量身|修改后|修改後|润色后|符合(?:您|你|要求)
    适合(?:公众号|发布|您)|请(?:您)?(?:查收|过目|审阅)|gewünscht|\bwörter|demandé|solicitad
    pedid|su solicitud|palabras|\bmots\b|ご(?:依頼|要望|指定|希望)|字程度
""")
_TO_ORDERER = re.compile(r"\b(?:you|your|i|me|my)\b|您|你|我")
_EDITED = one_of(r"""
    \bi have (?:\w+ )?(?:made|shortened|revised|rewritten|added|removed|adjusted|kept|tightened
    expanded|changed|corrected|softened|incorporated|addressed|toned)\b.{0,80}\b(?:opening|part
    section|paragraph|tone|title|ending|intro\w*|draft|text|article|piece|wording|version|length
    conclusion|style|sentence)s?\b
    (?:已|我)(?:经|經)?(?:根据|按照?|对|對|把|将).{0,20}(?:修改|调整|調整|删|刪|补充|補充|润色|潤色
    改写|缩短|优化)
""")
_THANKS = one_of(r"""
    \b(?:thank you|thanks) for (?:the|your) (?:\w+ )?(?:feedback|suggestions?|notes|input|comments)
    感谢(?:您|你)的(?:反馈|建议|意见)|谢谢(?:您|你)的(?:反馈|建议|意见)
""")
# It goes on in another message.
_CONTINUES = one_of(r"""
    \bcontinu(?:ed|ing|es?) (?:\w+ )?(?:in|from) (?:the |my )?(?:next|previous|last|second
    following) (?:part|message|response|reply|answer|turn)
    \b(?:length|token|space|character|output|message) (?:limits?|constraints?
    limitations?)\b.{0,80}(?:next|continue|reply|part|message|stop|split)
    \bi will (?:continue|carry on|pick up|resume) (?:from|in|with|where)|^\W*continued\W*$
    \b(?:shall|should) i (?:continue|go on|carry on)|want me to (?:continue|go on)
    (?:由于|因为?|鉴于|受|由於)(?:篇幅|字数|长度|回复|输出|字數)(?:长度)?(?:限制|所限|有限
    原因).{0,40}(?:回复|消息|输出|继续|分段|分次|对话|輸出|繼續)
    接(?:着)?上(?:文|一条|一部分|次|一段|个回复)(?:继续|续写|繼續|，)
    \bmaximum length (?:for|of) (?:one|a|my|this) (?:answer|response|message|reply)
    ^\W*好的[，,。！!]?\s?(?:我们?|下面|现在)?(?:继续|接着|繼續)
    ^\W*(?:继续|接着|繼續)(?:写|上文|输出|刚才|完成)
""")
_ASKS_TO_GO_ON = one_of(r"""
    \b(?:reply|respond|type|send)(?: me)?(?: with)? [\"“'‘]?(?:continue|go on)\b
    \bsay [\"“'‘](?:continue|go on|next)\b
    (?:回复|输入|发送|輸入|發送|回覆)[“\"「『]?(?:继续|繼續)
""")
_ASKS = Expression(r"\b(?:reply|respond|say|type|send)\b|回复|输入|发送|輸入|發送|回覆")


def check(article: Finished) -> Iterator[Finding]:
    """The first place in which the assistant speaks."""
    for passage, what in _places((*article.heading, *article.passages), article):
        said = f"{what}: {' '.join(passage.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, passage.block.span, said)
        return


def _places(passages: Sequence[Passage], article: Finished) -> Iterator[tuple[Passage, str]]:
    title = _place_of_title(article.passages)
    for place, passage in enumerate(passages, -len(article.heading)):
        text = passage.spelled[:_MOST]
        if place <= max(_FIRST, title) and _hands_over(text, passage, above=0 <= place < title):
            yield passage, "an assistant hands over the text"
        if offers.discloses(text, passage, article):
            yield passage, "an assistant speaks of itself"
        if _goes_on(text, passage):
            yield passage, "an assistant goes on in another message"
        if place >= len(article.passages) - _LAST and offers.offers(text, passage, article):
            yield passage, "an assistant offers more work on the text"


def _place_of_title(passages: Sequence[Passage]) -> int:
    """Where the first heading of level 1 is that something stands above; else 0."""
    for place, passage in enumerate(passages[:_ABOVE_TITLE]):
        if passage.block.kind is Kind.HEADING and passage.block.level == 1:
            return place
    return 0


def _goes_on(text: str, passage: Passage) -> bool:
    if passage.find(_CONTINUES, text):
        return True
    return (  # "Reply "continue"": the one word is quoted, and the rest is not
        passage.find(_ASKS, text) is not None
        and has(passage.plain, ("ontinue", "go on", "say ", "继续", "繼續"))
        and _ASKS_TO_GO_ON.search(passage.plain[:_MOST].casefold()) is not None
    )


def _hands_over(text: str, passage: Passage, *, above: bool) -> bool:
    """``above``: it stands above the title, where hardly an author writes anything."""
    if passage.find(_THANKS, text) and passage.find(_EDITED, text):
        return True
    if passage.block.kind in {Kind.ITEM, Kind.CELL} or len(text) > 500 or text.startswith("[^"):
        return False
    hands = passage.find(_HANDS_OVER, text) is not None
    agrees = passage.begins(_AGREES, text)
    if above and (hands or agrees) and (text.endswith((":", "：")) or _TO_ORDERER.search(text)):
        return True
    if not hands:
        return False
    named = passage.find(_TEXT, text) is not None
    ordered = passage.find(_ORDERED, text) is not None
    return (agrees and (named or ordered)) or (named and ordered)
