"""Does somebody speak about the text, and not in it? Such an aside is no part of the article.

It is known by words of a writer's trade ("draft", "tone", "this paragraph") that stand nowhere
else in the article, and by whom it speaks to. And above its title an article has no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import genres, talk
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import Question
from contenthub.articles.gate.own_words import Passage, leads_elsewhere
from contenthub.articles.gate.spelled_out import spelled_out

ASIDE, ABOVE = "aside", "above_title"
_ENDS = 3  # passages at the beginning and at the end
_MOST, _MOST_WIDE = 320, 160  # characters of an aside
_BRIEF, _BRIEF_WIDE = 30, 60  # units of one that stands in no brackets
_LONG_TEXT = 1_000  # words: in so many an author names a part of it, or an answer of his
_SHARE = 0.02  # of the whole, that it is
_TRADE = one_of(r"""
    \b(?:this|the) paragraph\b|\bthis (?:sentence|section|draft|version)\b
    (?<!your )\b(?:first|rough|final) draft\b(?! of (?:your|an?|the)\b)
    \b(?:any|more|further) edits?\b|\brevisions\b|\bwording\b
    \bword count\b|\bkeywords?\b|\bcall to action\b|\bbullet points?\b|\bopening line\b
    \bsubheadings?\b|\b(?:a|the|another) headline\b|\bformal register\b|\bthe topic is\b
    \bbefore the (?:text|article)\b|\breadership\b|\bthe (?:last|first) section\b
    \b(?:the|warm|friendly|formal) tone\b
    \b(?:another|shorter|longer|different|revised|final) version\b(?! of (?:our|your|its|their)\b)
    \b\d{2,5} words\b|\bword limit\b
    \byour (?:blog|brief|outline|notes|prompt|instructions|request)\b(?! (?:was|is|has)\b)
    \bstyle guide\b
    \b(?:technical )?jargon\b|\bbuzzwords\b
    \b(?:conversational|friendly|neutral|formal|informal|professional|accessible) (?:tone|voice
    style|register|language)\b
    \b(?:target|intended) audience\b
    \bthe (?:opening|introduction|intro|body|hook|copy)\b(?! (?:hours|times?|day|night|ceremony
    of (?:a|the)))|(?<!start with )(?<!begin with )\bthe (?:ending|conclusion)\b(?! of (?:a|the))
    \bseo\b
    \bmeta description\b|\b(?:previous|last|next|my) (?:message|response|reply|answer)\b|段落
    [这该本]一?段(?=[，。；：、！？]|$|[可是写删放要若太需先用如]|内容|文字|有点|主要|建议|的(?:内容|语气|写法))|加一段|初稿|草稿|修改版|改稿
    (?:不|别|避免)[^，。]{0,4}标题党|措辞|语气|字数|口语化|书面语|篇幅
    (?:避免|避开|少用|不用|没有用|去掉|删去|简化|替换)[^，。]{0,8}术语|术语(?:已|都|较|太|偏|过|换|改|吗)|(?:保留|专业)[^，。]{0,4}术语[吗？]
    这版|这一版|第[一二三]版|定稿|成稿
    开头和结尾|关键词|提纲|润色|扩写|删[掉减去](?!版)
    (?:有|您的?|任何)[^，。]{0,4}修改意见|修改意见[^，。]{0,6}(?:请(?!求)|[随告发])
    (?:^|[，。；！])\W*(?:如果?|若|要是)?(?:您|你)?(?:觉得|还|哪里)*不满意|(?:稿|文章|版|篇|开头|结尾|标题)[^，。]{0,8}不满意|\d+字
""")
# Where texts are the subject, such words are its own.
_WRITING = Question(
    r"writ|essay|blog|copywrit|newsletter|\bedit|journalis|prompt|chatbot"
    r"|(?<![a-z])ai(?![a-z])|language model|translat"
    r"|写作|文章|作文|稿|文案|编辑|提示词|助手|模型|字数"
)
# "请" asks its reader where a sentence begins or what it asks for follows; else somebody was asked.
_SPEAKS = re.compile(
    r"\b(?:i|me|my|you|your|please)\b|\?|您|你|我(?!们)|[？吗]"
    r"|(?<![\u4e00-\u9fff])请|[如若需要有][^，。；！？\n]{0,12}请"
)
# A Chinese one names what was delivered, or whom it was for, or has two of those words.
_DELIVERED_WIDE = compiled(r"""
    以上|要求|符合|满意|您|你们|贵|吩咐|(?:跟我|和我)[说讲]|告诉我|[说讲]一声
""")
_FOR_READERS = one_of(r"""
    \bcomments?\b|\bsubscri|\be-?mail|\bnewsletter\b|\bupdated?\b|\bedited by|\bseries\b|\bread\b
    \bmany of you\b|\bdear\b|\bminutes?\b|\bskip\b|\bthese terms\b|\bsend us\b|\bcompetition\b|征文
    评论|留言|关注|公众号|转载|大家|各位|朋友们|编者按|编辑[:：]|原载|略有删改|阅读|分钟|投稿|首发
    译者|译注|校注
""")
# An exam asks whoever sits it to write, and how much.
_EXAM = Question(
    r"\btests?\b|\bexams?\b|\bexamination|\bexercises?\b|\bquiz|\bworksheet|\bhomework\b|\bpaper\b"
    r"|练习|練習|试题|试卷|考卷|考题|考试|测验|测试|作业|习题|单元"
)
_TASK = re.compile(
    r"\W*(?:(?:task|part|question|exercise) )?"
    r"(?:(?:\d{1,2}|[a-e]|[一二三四五六七八九十]{1,2})[.)、．:： ]\s*)?"
    r"(?:(?:please |now )?(?:write|describe|compose|explain|summari[sz]e|translate|discuss|answer"
    r"|tell)\b"
    r"|写|作文|习作|阅读|翻译|概括|简答|论述|请[以用根]|以.{1,12}为题)"
)
_NAMED_WORK = re.compile("《[^《》]*+》")  # what a book is called says nothing of this text
_SENTENCE = re.compile(r"[.!?:。！？：…][\"'”’）)*_]*$")
_BYLINE = compiled(r"""
    ^\W*(?:by|text|photos?|date|published|author|posted|updated?|作者|来源|日期|时间|文|图|编辑
    原文|译者)(?:\W|$)
""")
_MOST_ABOVE = 6  # blocks above a title
_LONG_ENOUGH, _LONG_ENOUGH_WIDE = 5, 8  # units of a sentence


def aside(article: Finished) -> Iterator[Finding]:
    """The first aside at the beginning, at the end, or in brackets of its own."""
    passages = article.spoken
    if len(passages) < 2 * _ENDS or not article.may_hold(_TRADE):
        return
    # In a story somebody else speaks, of whatever he likes.
    told = article.subject.is_about(_WRITING) or genres.are_in(article.subject)
    is_exam = article.subject.is_about(_EXAM)
    for place, passage in enumerate(passages):
        at_end = place < _ENDS or place >= len(passages) - _ENDS
        if not passage.held & _TRADE.bits:
            continue
        may_stand = at_end and not told and (article.words < _LONG_TEXT or passage.is_wide)
        apart = _in_brackets(passage.low) or may_stand
        if is_exam and _TASK.match(passage.low):
            continue
        outermost = _is_outermost(passages, place)
        if (
            apart
            and not leads_elsewhere(passage)
            and _is_aside(passage, article, is_outermost=outermost)
        ):
            said = f"somebody speaks about the text in it: {' '.join(passage.said.split())[:60]}"
            yield Finding(ASIDE, Level.HOLD, passage.block.span, said)
            return


def _in_brackets(text: str) -> bool:
    said = text.strip(" *_\n")
    is_note = said.startswith("[^")  # a footnote, whose mark is in brackets
    return said[:1] in "([（【" and said[-1:] in ")]）】" and not is_note


def _is_outermost(passages: Sequence[Passage], place: int) -> bool:
    """Whether it is the last one, or the first below the title."""
    above = passages[: place if place < _ENDS else 0]
    is_first = place < _ENDS and all(one.block.kind is Kind.HEADING for one in above)
    return is_first or place == len(passages) - 1


def _is_aside(passage: Passage, article: Finished, *, is_outermost: bool) -> bool:
    text = _NAMED_WORK.sub("", passage.low).strip()
    most = _MOST_WIDE if passage.is_wide else _MOST
    if passage.block.kind not in {Kind.PARAGRAPH, Kind.ITEM} or not 0 < len(text) <= most:
        return False
    if passage.find(_TRADE, text) is None or passage.find(_FOR_READERS, text):
        return False
    if _in_brackets(text):
        is_sure = article.words < _LONG_TEXT
    else:
        is_sure = is_outermost
        is_brief = _is_brief(passage) and len(passage.units) >= _SHARE * len(article.units)
        if not is_brief or not _speaks(passage, text):
            return False
    if not is_sure and not _is_of_this_text(passage, text):
        return False
    elsewhere = article.low.replace(passage.low, "")
    return not has(elsewhere, set(_TRADE.pattern.findall(text)))


def _is_brief(passage: Passage) -> bool:
    return len(passage.units) <= (_BRIEF_WIDE if passage.is_wide else _BRIEF)


def _is_of_this_text(passage: Passage, text: str) -> bool:
    """Whether a Chinese one has more than one word of the trade, which any subject may have."""
    if not passage.is_wide or _DELIVERED_WIDE.search(text):
        return True
    return len(set(_TRADE.pattern.findall(text))) > 1


def _speaks(passage: Passage, text: str) -> bool:
    """Whether somebody speaks to a reader or of himself, and does not tell a story of it."""
    return _SPEAKS.search(spelled_out(text)) is not None and not talk.is_narrated(passage, text)


def above_title(article: Finished) -> Iterator[Finding]:
    """Sentences above the first heading, which is the article's title."""
    blocks = article.blocks
    title = next((n for n, one in enumerate(blocks) if one.kind is Kind.HEADING), 0)
    if not title or title > _MOST_ABOVE or blocks[title].level != 1:
        return
    ones = sum(one.level == 1 for one in blocks if one.kind is Kind.HEADING)
    if ones > 1 or blocks[title].text.strip() != article.title.strip():
        return  # the title came from elsewhere, and this heading is one of the text's own
    for passage in _before(article.passages, blocks[title].start):
        text = passage.plain.strip()
        least = _LONG_ENOUGH if text.isascii() else _LONG_ENOUGH_WIDE
        if len(passage.units) < least or _BYLINE.match(passage.low):
            continue
        if _SENTENCE.search(text):
            said = f"something stands above the title: {' '.join(text.split())[:60]}"
            yield Finding(ABOVE, Level.HOLD, passage.block.span, said)
            return


def _before(passages: Sequence[Passage], end: int) -> list[Passage]:
    return [
        one
        for one in passages
        if one.block.start < end and one.block.kind in {Kind.PARAGRAPH, Kind.ITEM}
    ]
