"""Is it a paper of the writer's desk? A draft with the names of its parts, a form that is empty.

What stands in it says what should stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from contenthub.articles.gate import answers
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.lines import Kind
from contenthub.articles.gate.ordered import Ordered
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "template_draft"
# What the parts of a text are called by who writes it, with what they should be behind it.
_PARTS = one_of(r"""
    ^\W*(?:lede|lead|nut ?graf|graf|graph|kicker|hed|dek|standfirst|strapline|intro\w*|outro|hook
    cta|body|pull ?quotes?|sidebar|call to action|paragraph|para|section|closing|opening|ending
    conclusion|angle|transition|headline)(?: ?(?:\d|one|two|three
    four))?(?: \([^()]{1,40}\))?\s?[:–—]
    ^\W*(?:导语|引子|开头|开篇|正文|主体|过渡|收束|结尾|升华|点题|互动|金句|配图|第[一二三四五]段
    收尾|切入点|小标题|标题备选|文章定位|核心观点|论点|目标读者|切入角度|预计字数
    案例)(?:[一二三四五\d])?(?:[（(][^（）()]{1,30}[）)])?\**\s?[:：]
    ^\W*(?:einstieg|teaser|hauptteil|schluss|überleitung|fazit|chapô|accroche|chute|transition
    entradilla|cierre|gancho)(?: ?\d)?\s?[:–—]
    ^\W*paragraphs? \d{1,2}(?: ?[–-] ?\d{1,2})?\s?[:.–—]|^\W*(?:hook|thesis|lede|nut ?graf|close
    kicker|angle|takeaway|cta)\.(?: |$)
""")
_SAYS_DRAFT = one_of(r"""
    \bnot for (?:publication|release|distribution)\b|[(\[](?:pick|choose) one\b|\b(?:pick
    choose) one[)\]]
    \bto be confirmed\b|^\W*(?:working |rough |first )?draft(?: v?\d| [–—-])|\btk\b|\bquote tbc\b
    \btbc\b|待定稿|二选一|三选一|(?<!选)择一|内部稿
    ^\W*(?:初|草)稿|[(（【]草稿|草稿[)）】]|(?:切勿|不得|请勿|勿)外[传发泄]|未经(?:审核|校对|人工)|^\W*(?:第[一二三四]稿|送审稿)
    \brohfassung\b|\bnicht zur veröffentlichung\b
    \bne pas publier\b|\bno publicar\b
""")
_FEW_PARTS, _FEW_SAYS = 3, 2
_LINE = 140  # characters of a line that is a label
# The same in brackets, with an order behind it. Scripts and recipes have such parts as well: what
# is ordered has to be of a text.
_BRACKETED = one_of(r"""
    ^\W*[\[(](?:opening|intro\w*|hook|lead|lede|body|section|part|paragraph|quote|ending|closing
    conclusion|outro|transition)(?: \w{1,6})?[\])]\W*(?:start|open|begin|explain|cover|describe
    write|give|mention|introduce|place|return|summari[sz]e|use|add|tell|list|invite|end|close
    include|quote|compare|show)\b
    ^\W*[\[【(（〔](?:开头|开篇|引子|导语|正文|主体|过渡|结尾|收尾|金句|升华|点题|第[一二三四五六\d]{1,2}(?:部分|段|节)|案例|互动)[\]】)）〕]\W*(?:用|讲|写|放|回扣|呼应
    引[导出入用]|介绍|列|举|穿插|可以?|建议|突出|交代|点出|描[写述]|总结|抛出|提出|说明
    注意|控制|从|以)
""")
# What a post is made of, as who sells posts calls it.
_CRAFT = one_of(r"""
    ^\W*[\[【(（〔](?:钩子|痛点|干货|反转|转折|共鸣|悬念|金句|收尾|结尾|开场|引流|行动号召|互动|升华|价值|爆点
    槽点)[^\[\]【】()（）〔〕]{0,6}[\]】)）〕]
""")
_OF_A_TEXT = compiled(r"""
    \bscene\b|\breaders?\b|\b\d+ words\b|\bsentences?\b|\bparagraphs?\b|\banecdote\b|\bexperts?\b
    \b(?:example|comparison|figure|comments?)\b|字(?:以内|左右)|[十百\d]字|句话|场景|比喻|读者
    评论|留言|误区|举例|共鸣|海报|段
""")
_FEW_OF_A_TEXT = 2
# Lines that somebody has to fill in: "Title:", "……", "□ yes □ no", "(in at most 30 words)".
# Dots that lead to something are those of a table of contents.
_EMPTY = re.compile(
    r"^[^:：\n]{1,14}[:：]\s*$|[:：]\s*…{2,}"
    r"|(?:^|[\s，])…{2,}\s*$|…{2,}的|…{5,}|(?<!\.)\.{4,}+(?!\s*\w)|_{3,}|□|☐|（第\s+页）"
    r"|^[（(][^（）()\n]{6,60}[）)]$"
)
_LABEL = re.compile(r"[^:：\n]{1,14}[:：]\s*")
_TO_TICK = re.compile(r"\W*[□☐]\s*\w[^□☐…_:：]*$")  # a thing on a list, which is all there
_PLAN = compiled(r"""
    \b(?:writing plan|article (?:plan|outline|brief)|content brief)\b
    (?:写作|文章|内容)(?:计划|提纲|大纲|思路)
""")
_EITHER = Either(_PARTS, _BRACKETED, _CRAFT, _SAYS_DRAFT)
_NO_WORDS = {Kind.BLANK, Kind.UNDERLINE, Kind.RULE, Kind.HEADING, Kind.DEFINITION}
_READ = 50_000  # characters of a text
_SIGNS = (":\n", "：\n", "……", "....", "___", "□", "☐", "（第")  # each text has one of these
_ENDS = (":", "：", ")", "）")  # or ends so
_SHARE_EMPTY, _FEW_EMPTY = 0.5, 6  # of the lines, and at least
ORDERED_EMPTY = compiled(r"""
    template|\bform\b|checklist|worksheet|questionnaire|survey|fill|blank|planner|log\b|diary|quiz
    exercise|sheet\b|scorecard|score card|packing list|to-do list
    模板|模版|表格|清单|检查表|填|问卷|练习|试题|习题|表单|记录|范本|格式|vorlage|formular
    modèle|formulaire|plantilla|formulario
""")


def check(article: Finished) -> Iterator[Finding]:
    """A draft that names its parts, or lines that wait for somebody's words."""
    if _names_its_parts(article):
        said = "a draft: its parts are named, and what should stand in them"
        yield Finding(NAME, Level.HOLD, None, said)
    elif _is_to_be_filled_in(article):
        yield Finding(NAME, Level.HOLD, None, "a form to fill in, and nobody filled it in")


def _names_its_parts(article: Finished) -> bool:
    """Whether passages begin with the names of an article's parts, or it calls itself a draft."""
    if not article.may_hold(_EITHER):
        return False
    if answers.is_about_texts(article.subject) and not _is_called_a_plan(article):
        return False
    passages = [one for one in (*article.heading, *article.passages) if one.held & _EITHER.bits]
    parts = sum(map(_parts, passages))
    says = sum(map(_says_draft, passages))
    if parts >= _FEW_PARTS or says >= _FEW_SAYS or (says > 0 and parts > 1):
        return True
    told = [one for one in passages if one.begins(_BRACKETED, one.low)]
    of_text = sum(_OF_A_TEXT.search(one.low) is not None for one in told)
    if len(told) >= _FEW_PARTS and of_text >= _FEW_OF_A_TEXT:
        return True
    named = [one.low for one in passages if one.begins(_CRAFT, one.low)]
    return len(named) >= _FEW_PARTS and any(map(_OF_A_TEXT.search, named))


def _says_draft(passage: Passage) -> int:
    """How often it says so; a line may do so in several ways."""
    if passage.find(_SAYS_DRAFT, passage.low) is None:
        return 0
    ways = {one[0] for one in _SAYS_DRAFT.pattern.finditer(passage.low)}
    return len(ways) if len(passage.low) <= _LINE else 1


def _is_called_a_plan(article: Finished) -> bool:
    """Whether its title says itself that it is one, of a text whose topic is something else."""
    title = lowered(article.title)
    return _PLAN.search(title) is not None and not answers.is_about_texts(Ordered(article.topic))


def _parts(passage: Passage) -> int:
    """How many of its lines begin with the name of a part, or of what is planned of a text."""
    if not passage.held & _PARTS.bits:
        return 0
    return sum(_PARTS.pattern.match(line) is not None for line in passage.low.split("\n"))


def _is_to_be_filled_in(article: Finished) -> bool:
    """Whether most of its lines wait for somebody's words, and no form was ordered."""
    body = article.body[:_READ]
    signs = [sign for sign in _SIGNS if sign in body]
    if not signs:
        return False
    lines = [one for one in body.split("\n") if one.rstrip().endswith(_ENDS) or has(one, signs)]
    empty = sum(map(_waits, lines)) - _labels_of_texts(body)
    if empty < _FEW_EMPTY:
        return False
    whole = sum(one.kind not in _NO_WORDS for one in article.lines)
    order = lowered(" ".join((article.topic, *article.rules.requirements)))
    return empty >= _SHARE_EMPTY * whole and ORDERED_EMPTY.search(order) is None


def _labels_of_texts(body: str) -> int:
    """How many labels have what they announce in the line below, which waits for nothing."""
    lines = [line for line in body.split("\n") if line.strip()]
    return sum(
        _LABEL.fullmatch(simplified(line)) is not None and not _waits(below)
        for line, below in pairwise(lines)
    )


def _waits(line: str) -> bool:
    """Whether something in the line is to be filled in; a box before a thing is to be ticked."""
    return _EMPTY.search(simplified(line)) is not None and _TO_TICK.match(line) is None
