"""Does an assistant speak to whoever ordered the text? Before it, behind it, or in the middle.

What tells is who speaks to whom: "I" who wrote, "you" who ordered, and the text as a thing between
them that is handed over, changed or continued. An author speaks to readers, of his subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers, disclosures, handing_over, offers, openings, talk
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import UNTITLED, Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage, leads_elsewhere
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "assistant_talk"
_AT_ONCE = 2  # passages in which nobody has begun to tell anything
_FIRST, _LAST = 3, 4  # passages at the beginning, at the end
_MOST_TITLES = 2  # headings of level 1: some give the last part one as well
_ABOVE_TITLE = 6  # passages in which a title may come
_MOST = 1_200  # characters of a passage that are looked at
_LONG_WIDE = 60  # of a Chinese one in which an author goes on with what he said above

# It goes on in another message.
_CONTINUES = one_of(r"""
    \bcontinu(?:ed|ing|es?) (?:\w+ )?(?:in|from) (?:the |my )?(?:next|previous|last|second
    following) (?:part|message|response|reply|answer|turn)
    \b(?:length|token|space|character|output|message) (?:limits?|constraints?
    limitations?)\b.{0,80}(?:next|continue|reply|part|message|stop|split)
    \bi will (?:continue|carry on|pick up|resume) (?:from|in|where
    with(?! \w+ing\b| (?:his|her|their)\b))|^\W*continued\W*$
    \b(?:shall|should) i (?:continue|go on|carry on)|want me to (?:continue|go on)
    (?:由于|因为?|鉴于|受)(?:篇幅|字数|长度|回复|输出)(?:长度)?(?:限制|所限|有限
    原因).{0,40}(?:回复|消息|输出|继续|分段|分次|对话)
    接(?:着)?上(?:文|一条|一部分|次|一段|个回复)(?:继续|续写)|接上(?:一条|个回复)，
    \bmaximum length (?:for|of) (?:one|a|my|this) (?:answer|response|message|reply)
    ^\W*好的[，,。！!]?\s?(?:我们?|下面|现在)?(?:继续|接着)
    ^\W*(?:继续|接着)(?:写(?![:：])|上文(?!的)|输出|刚才|完成)
    \b(?:continu|pick|carry|resum)\w* (?:\w+ ){0,3}?where (?:i|it) (?:left off|stopped|was cut)
    \b(?:in|from|to) my (?:next|previous|last|earlier) (?:message|response|reply|answer)\b
    \b(?:carry|carrying|continu\w+|picking up|as promised)\b[^.]{0,60}\b(?:last|previous|next
    earlier) (?:message|reply|response)\b
    \bearlier in (?:this|our) (?:chat|conversation|thread|session)
    \bmy (?:previous|last) (?:message|response|reply|answer) (?:was|got|stopped|ended)
    \b(?:message|response|output) (?:was|got|has been) (?:cut (?:off|short)|truncated)
    \bi (?:have |am )?(?:ran|run|running) out of tokens\b|\bsorry for the (?:interruption|cut-?off)
    ^\W*(?:okay|ok|alright|now|right|next)?,? ?(?:let me|i will)(?: now)? (?:continue|carry on
    move on
    go on|proceed)(?: with| to| the)? (?:the )?(?:next|following|second|third|fourth|final|last
    remaining|rest)\b
    ^\W*continuing (?:the|with|from|on)? ?(?:the )?(?:article|text|draft|essay|piece|where)
    ^\W*\(?(?:end of )?part \d (?:of|/) ?\d\W*(?:$|(?:to be )?continue)|^\W*\(?end of part (?:one
    \d)
    ^\W*接(?:上文|前文|上一(?:条|部分|段|节)|着写)
    (?:剩余|剩下|后续|余下|后面|其余)(?:的)?(?:部分|内容|章节|段落)?(?:我)?(?:将|会)?(?:在
    于)?(?:下一(?:条|次|个)
    后续(?:回复|消息))
    (?:上一|下一|上|下)(?:条|次|轮)(?:回复|回答|输出|对话|消息(?:里|中|继续|接着|给|再|发给))
    我(?:们)?[^。，]{0,12}(?:上一|下一|上|下)(?:条|次|轮)消息
    (?:一次|单次|每次|每条|本次)?(?:回复|输出|回答|消息)(?:的)?(?:长度|字数|篇幅)(?:有限|限制|所限
    上限)
    请(?:您)?(?:告诉我|回复|输入|说|发送)[“"「]?继续|(?:是否|要)继续(?:生成|输出|写(?!入))
    (?:因|由于|受)(?:单次|字符|输出|回复|消息|长度|token)[^。]{0,10}(?:限制|上限|所限)
    (?:我|下面|现在|这里)(?:将|会|来|先)?(?:继续|接着)(?:写|往下写|输出|生成|完成|补充)(?:第|后|剩
    下(?!去)|余|文章|正文)
""")
_ASKS_TO_GO_ON = one_of(r"""
    \b(?:reply|respond|type|send)(?: me)?(?: with)? [\"“'‘]?(?:continue|go on)\b
    \b(?:say|type|reply|send) [\"“'‘](?:continue|go on|next|more)\b
    (?:回复|输入|发送)(?:[“\"「『]继续|继续(?:[，。！”\"」』]|$))
""")
_ASKS = Expression(r"\b(?:reply|respond|say|type|send)\b|回复|输入|发送")

# Each way in which an assistant speaks has one of these, but for labels at the very ends.
_WITHIN = Either(  # anywhere
    _CONTINUES, _ASKS, answers.OF_THE_TEXT, disclosures.ANY, handing_over.PARTS, offers.WITHIN
)
_ANY = Either(_WITHIN, handing_over.ANY, offers.ANY)


def check(article: Finished) -> Iterator[Finding]:
    """The first place in which the assistant speaks."""
    for passage, what in _places((*article.heading, *article.passages), article):
        said = f"{what}: {' '.join(passage.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, passage.block.span, said)
        return


def _places(passages: Sequence[Passage], article: Finished) -> Iterator[tuple[Passage, str]]:
    if (label := answers.asks_on(article.spoken)) is not None:
        yield label, "a program offers what to ask next"
    title = _place_of_title(article)
    last_first, first_last = max(_FIRST, title), len(article.passages) - _LAST
    first = next((one for one in article.passages if one.low.strip()), None)
    beginning = next((one for one in article.spoken if one.block.kind is not Kind.HEADING), None)
    about_texts = answers.is_about_texts(article.subject)
    for place, passage in enumerate(passages, -len(article.heading)):
        is_first, is_last = passage is first, passage is passages[-1]
        at_first, at_last = place <= last_first, place >= first_last
        at_end = passage is beginning or is_last
        if passage.held & talk.ANY.bits and talk.speaks_of_the_text(
            passage, article, at_end=at_end
        ):
            yield passage, "somebody speaks of the text to whom it is for"
        may = passage.held & (_ANY.bits if at_first or at_last else _WITHIN.bits)
        if not (may or is_first or is_last):
            continue
        text = passage.spelled[:_MOST]
        above = 0 <= place < title
        opens = -1 < place < _AT_ONCE and not about_texts
        if passage is beginning and not above and openings.is_the_authors(text, article.title):
            at_first = is_first = False
        is_the_authors = leads_elsewhere(passage)
        hands_over = at_first and not is_the_authors
        if hands_over and handing_over.hands_over(text, passage, article, above=above, first=opens):
            yield passage, "an assistant hands over the text"
        if is_first and answers.begins(text, passage, article.title, article.subject):
            yield passage, "it begins as an answer of an assistant"
        if is_last and answers.ends(text):
            yield passage, "an assistant ends its answer"
        if place >= 0 and handing_over.hands_over_a_part(text, passage):
            yield passage, "an assistant hands over a part of the text"
        if not about_texts and answers.labels_the_text(text, passage):
            yield passage, "a label of a program stands above the text"
        if disclosures.discloses(text, passage, article):
            yield passage, "an assistant speaks of itself"
        if is_the_authors:
            continue
        if _goes_on(text, passage):
            yield passage, "an assistant goes on in another message"
        if offers.asks_within(text, passage, article):
            yield passage, "an assistant asks what to do with the text"
        if at_last and offers.offers(text, passage, article):
            yield passage, "an assistant offers more work on the text"


def _place_of_title(article: Finished) -> int:
    """Where the title stands below something, as the first heading of level 1; else 0.

    More of that level are the headings of parts, and what stands above them is an introduction.
    """
    first = [
        place
        for place, passage in enumerate(article.passages)
        if passage.block.kind is Kind.HEADING and passage.block.level == 1
    ]
    if not first or first[0] >= _ABOVE_TITLE or len(first) > _MOST_TITLES:
        return 0
    is_other = article.title.strip() != article.passages[first[0]].block.text.strip()
    return 0 if is_other and article.metadata.get(UNTITLED) is not True else first[0]


def _goes_on(text: str, passage: Passage) -> bool:
    is_short = len(text) <= _LONG_WIDE or not passage.is_wide
    if is_short and passage.block.kind is not Kind.CELL and passage.find(_CONTINUES, text):
        return True
    return (  # "Reply "continue"": the one word is quoted, and the rest is not
        passage.find(_ASKS, text) is not None
        and has(simplified(passage.plain), ("ontinue", "go on", "say ", "next", "more", "继续"))
        and _ASKS_TO_GO_ON.search(lowered(passage.plain[:_MOST])) is not None
    )
