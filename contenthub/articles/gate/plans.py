"""Is it the plan of an article? What would be written, or the points that it should have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "plan_not_text"
_WILL = one_of(r"""
    \b(?:this|the|our|my)?\s?(?:\w+ )?(?:article|piece|essay|post|feature|text|story|report|section
    part|chapter|paragraph|introduction|conclusion|opening|ending|body|guide|column|portrait
    biographies|interviews?|quotes|readers?|examples?|author|narrative
    profile)s?\b(?: \w+){0,3}? (?:will|would|should|is going to|are going to|shall|aims? to|is to
    then (?:turns|moves))\b
    \b(?:it|they|we|i) (?:will|would) (?:then |also |first |next |finally |end |close )?(?:begin
    start|open|explore|examine|discuss|present|turn|close|end|conclude|introduce|describe|explain
    cover|look|highlight|analy[sz]e|move|address|outline|compare|offer|include|provide|be told)
    (?:本文|文章|全文|本篇|开头|开篇|结尾|正文|第[一二三四五六七八九十\d]+(?:部分|段|章
    节)|接下来|随后|最后|叙述上|叙述方式上|后半部分|前半部分|中间部分|文末|导语
    引言)[^。]{0,24}(?:将|将会|会|拟|计划|旨在|打算|需要|应)(?:以|从|先|对|通过|聚焦|介绍|讲述
    探讨|描写|分析|回到|采用|呈现|展开|围绕|说明|论述|指出|给出|总结|引出|阐述|讨论|梳理|重点
    进一步)
    (?:首先|接着|然后|随后|其次|最后)[，,]?(?:会|将会?)(?:为[^，。]{1,6})?(?:介绍|推荐|给出|讲解?|说明|分析|分享|总结|盘点)
    ^(?:随后|然后|最后|接着|其次|首先)?[，,]?(?:将|拟)(?:通过|采用|介绍|讲述|从|以|探讨|分析|结合)
""")
_SENTENCE = 8  # characters that a sentence has more than
_SHARE = 0.4  # of the sentences
_FEW = 3
_SHORT, _MANY = 150, 4  # units of a text that is nothing else; parts that it announces
_WRITERS_TERMS = compiled(r"""
    ^\W*(?:(?:[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,3})[.、．)]? ?)?(?:introduction|intro|hook
    thesis(?: statement)?|conclusion|body|call to action|cta|opening|closing|lead|nut graf
    transition|outro|background|main points?|key points?|objective|angle|引言|导语|开头|开篇|结尾
    结语|正文|论点|论据|主体|收束|过渡|引子|点题|升华|总结|结论|引入|案例)(?:[:：(（]|$
    \s?[-–—])
""")
_NOTES = one_of(r"""
    \b(?:hook|thesis|cite|cta|call to action|anecdote|quote from|stat(?:istic)?s?\b|transition
    return to|example:|keep it|mention|include|discuss|explain|define|introduce|summari[sz]e
    describe|compare|optional|tbd)\b
    \?\)|→|vs\.|需找|可配图|收束|点题|升华|举例|采访|数据(?:对比|支持)?[：:（(]|提出问题|引出
    回到|过渡|呼应|案例|强调|分析|介绍|总结|说明
""")
# What a writer is told to do in a part of the text.
_TELLS = one_of(r"""
    \b(?:open|start|begin|close|end|finish|wrap up|conclude) (?:with|on|by) (?:(?:an?|one
    the) )?(?:[\w-]+ )?(?:scene|anecdote|question|quotation|quote|figure|statistic|image|note
    story|returning|call|hook|example|summary)\b
    \b(?:mention|include|cite|quote|use|give|add|insert|pose|offer
    provide) (?:\w+ ){1,4}?(?:anecdotes?
    examples?|figures?|quotes?|quotations?|statistics?|stud(?:y|ies)|questions?|scenes?|experts?)\b
    \b(?:one|two|three|four)(?: (?:or|to) (?:two|three|four))? (?:short )?(?:sentences|paragraphs
    examples)\b
    \brestate (?:the|your)\b|\b(?:draw|pull|hook|invite|urge) (?:the )?readers?\b|\bmain point\b
    \breturn(?:ing)? to the (?:\w+ )?(?:opening|scene|beginning|anecdote|hook|image|question
    old \w+)\b
    \bcall to action\b|\bpose the question\b|\bcite a\b
    \baddress the (?:fear|objection|concern|worry|doubt)s?\b
    \bquotation from a\b|\bwalk through the\b|\bin (?:two|three|four) (?:short )?paragraphs\b
    \(\d{2,3} ?[-–] ?\d{2,3} words\)|\bmake the reader\b|\bexplain briefly\b|\bend on an? \w+
    \bkeep (?:it|them|this) (?:short|brief|light)\b
    \ba (?:small )?(?:box|sidebar|infographic|chart) would (?:work|go|fit)\b
    控制在[^，。]{1,6}[行字句段](?:以|之)?内|让读者(?:产生|感到|看到|觉得)|此处可以?[放插配]|分别展开
    每[条段点](?:不超过|控制在)|提一个[^，。]{0,8}问题|鼓励读者|预告下一[篇期]|用加粗
    用[^，。]{2,16}引入|交代[^，。]{0,20}(?:背景|现状|数量)|引出|列举|举[一两几](?:到
    至)?[两三]?个?[^，。]{0,6}(?:例|案例|故事)
    引用[^，。]{0,8}(?:的话|观点|数据)|配合[^，。]{0,10}(?:说明|数据)|从[^，。]{2,20}(?:层面|方面
    角度)(?:展开|论述|分析|来写)
    [一两三](?:到|至)?[两三]?句(?:话)?(?:$|。|；)|呼应|升华|点题|穿插|抓住读者|号召(?:读者|大家)
    重点写|按时间顺序
    给出数据|描写[^，。]{0,12}(?:场景|画面)|设问|承上启下|抛出问题|讲[^，。]{1,8}，重点
    \b(?:beispiel|zitat|anekdote) (?:bringen|nennen|einbauen|anführen)\b
    \b(?:citer|évoquer|rappeler|donner) un\b
""")
_TOLD, _SHARE_TOLD = 4, 0.4  # lines, and their share of all that are no headings
# Sentences by which a writer is told what comes into a part; a reader is told to do things.
_ORDERS = one_of(r"""
    ^\W*(?:hook|state|list|mention|explain|describe|summari[sz]e|recap|introduce|discuss|outline
    define|highlight|emphasi[sz]e|conclude|compare|provide|include|address|present|touch on
    point out
    remind|encourage|invite|reiterate|talk about|elaborate on|break down|contrast)\b
    ^\W*(?:beschreib\w*|erklär\w*|erläuter\w*|nenne\w*|zähle?n? |fasse?n? |stelle?n? [^.]{0,40}vor
    accroch\w*|propos\w*|cit(?:er|ez)\b|mentionn\w*|évoqu\w*|inviter|mencion[ae]\w*|propon\w*
    décri\w*|expliqu\w*|présent\w*|énumér\w*|résum\w*|describ[ae]\w*|expli[qc]\w*|present[ae]\w*
    enumer\w*|resum[ae]\w*)\b
""")
_OF_WHOM = compiled(r"""
    \breaders?\b|\b(?:this|the) (?:article|piece|post|section|guide|text)\b|\bin simple (?:terms
    language|words)\b|\bstep by step\b|\bbriefly\b|\b(?:main|key) (?:points?|benefits|arguments)\b
    ^\W*(?:introduction|conclusion|intro|closing|einleitung|fazit|conclusión|introducción)\W*$
    \bleser\w*\b|\blecteur\w*\b|\blector\w*\b
""")
_ORDERED, _SHARE_ORDERED, _SECTIONS = 5, 0.7, 3  # sentences, their share, sections
# Who speaks, teaches or sets questions is told so as well.
_FOR_OTHERS = compiled(r"""
    speech|worksheet|exercise|quiz|homework|exam|questions|练习|试题|作业|提问|面试|简历|\btalk
    present|lecture|lesson|toast|interview|letter|story|video|podcast|演讲|致辞|信
    教案|备课|上课(?!程)|讲课|说课|公开课|课件|课堂|汇报|视频
    讲话|主持|发言|rede|vortrag|discours|discurso
""")
# How long a part should become.
_LENGTH = one_of(r"""
    [（(](?:约|大约|about|approx\.?|ca\.?|~)?\s?\d{2,4}(?:\s?[-–~至到]\s?\d{2,4})?\s?(?:字|words?
    wörter|mots|palabras)(?:左右|以内)?[）)]
""")
_LENGTHS = 3
_ITEMS = 4
_TERMS = 2  # a beginning and an end are named by what they are


def check(article: Finished) -> Iterator[Finding]:
    """Sentences about what will be written, or points that a writer should follow."""
    passages = article.spoken
    prose = [one for one in passages if one.block.kind is Kind.PARAGRAPH]
    if _say_will(prose):
        said = "it says what would be written, and is not written"
        yield Finding(NAME, Level.HOLD, prose[0].block.span, said)
    elif (
        _is_outline(passages) or _has_lengths(article) or _is_told(article) or _are_ordered(article)
    ):
        yield Finding(NAME, Level.HOLD, None, "it is the outline of an article, and no article")


def _say_will(prose: Sequence[Passage]) -> bool:
    likely = [one for one in prose if one.held & _WILL.bits]
    if likely and sum(len(one.units) for one in prose) <= _SHORT:
        announced = sum(len(_WILL.pattern.findall(one.low)) for one in likely)
        if announced >= _MANY:
            return True
    enough = sum(len(_sentences(one)) for one in likely)
    if enough < _FEW:
        return False
    least = max(_FEW, _SHARE * sum(len(_sentences(one)) for one in prose))
    return enough >= least and sum(map(_which_will, likely)) >= least


def _sentences(passage: Passage) -> list[str]:
    return [one for one in passage.sentences if len(one) > _SENTENCE]


def _which_will(passage: Passage) -> int:
    """How many of its sentences say what will be written."""
    return sum(passage.find(_WILL, one) is not None for one in _sentences(passage))


def _is_outline(passages: Sequence[Passage]) -> bool:
    """Points under the names of an article's parts, and hardly a sentence."""
    items = [one for one in passages if one.block.kind is Kind.ITEM]
    if len(items) < _ITEMS:
        return False
    rest = [one for one in passages if one.block.kind is not Kind.ITEM]
    whole = sum(1 for one in rest if len(one.low) > 60 and one.low.rstrip()[-1:] in ".!?。！？")
    ended = sum(one.low.rstrip()[-1:] in ".!?。！？" for one in items)
    if whole > 2 or ended * 3 > len(items):
        return False
    named = sum(
        _WRITERS_TERMS.match(line) is not None for one in passages for line in one.low.split("\n")
    )
    notes = sum(one.find(_NOTES, one.low) is not None for one in items)
    return named >= _TERMS and notes * 5 >= len(items)


def _has_lengths(article: Finished) -> bool:
    """Whether it says of several parts how long they should become."""
    if not article.may_hold(_LENGTH) or _LENGTH.pattern.search(article.low) is None:
        return False  # as most texts
    lines = [line for one in article.passages for line in _lines(one)]
    parts = sum(_LENGTH.pattern.search(line) is not None for line in lines)
    return parts >= _LENGTHS and not answers.is_about_texts(article.subject)


def _is_told(article: Finished) -> bool:
    """Whether many of its lines tell a writer what to do there."""
    if not article.may_hold(_TELLS):
        return False
    subject = article.subject
    if answers.is_about_texts(subject) or _FOR_OTHERS.search(subject.low):
        return False
    passages = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    lines = [line for one in passages if one.held & _TELLS.bits for line in _lines(one)]
    least = max(_TOLD, _SHARE_TOLD * sum(one.low.count("\n") + 1 for one in passages))
    if len(lines) < least:
        return False  # as in most texts
    return sum(_TELLS.pattern.search(line) is not None for line in lines) >= least


def _are_ordered(article: Finished) -> bool:
    """Whether nearly all that stands below its headings orders what is to be written there."""
    if not article.may_hold(_ORDERS) or answers.is_about_texts(article.subject):
        return False
    headings = [one for one in article.spoken if one.block.kind is Kind.HEADING]
    if len(headings) < _SECTIONS or _FOR_OTHERS.search(article.subject.low):
        return False
    rest = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    likely = [one for one in rest if one.held & _ORDERS.bits]
    if len(likely) < _SECTIONS or len(likely) < _SHARE_ORDERED * len(rest):
        return False  # as in most texts
    sentences = [said for one in rest for said in one.sentences]
    ordered = sum(_ORDERS.pattern.match(said) is not None for said in sentences)
    if ordered < max(_ORDERED, _SHARE_ORDERED * len(sentences)):
        return False
    return any(_OF_WHOM.search(one.low) for one in (*headings, *rest))


def _lines(passage: Passage) -> list[str]:
    return passage.low.split("\n")
