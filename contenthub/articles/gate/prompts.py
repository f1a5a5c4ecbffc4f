"""Did its prompt leak into it? Orders to a writer stand before the article, or behind it.

One order proves nothing; a role, a length, a form and a secret together are a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers, hints, orders
from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage, without_code
from contenthub.articles.gate.spelled_out import lowered, spelled_out

NAME = "leaked_prompt"
_FIRST, _LAST = 5, 3  # passages at the beginning and at the end
_ENOUGH, _ENOUGH_WITHIN = 2, 3  # kinds of signs at the ends, and elsewhere in one passage
_MOST = 2_000  # characters of a passage that are looked at
_MOST_LINES = 40
_WRAPPED = re.compile(r"(?<=[^\n]{20})\n(?=[a-z])")  # a line that was full: its sentence goes on
# Each is one kind of order; two ways of giving it are one sign.
_ROLE = one_of(r"""
    (?:^|[.\n:] ?)(?:act as|you are|you will be|your role is|imagine you are
    assume the role of) (?:an? |the )?(?:\w+[ ,-]+){0,5}(?:\w*writer|editor|assistant|expert
    copywriter|journalist|blogger|model|ai|author|specialist|strategist|marketer|chatbot|gpt
    reporter|columnist|\w+-\d+)\b
    (?:你|您)(?:现在)?(?:是|将扮演|要扮演|扮演)(?:一个|一名|一位|一款|资深
    专业)?[^。，\n]{0,20}(?:编辑|专家|助手|作家|写手|记者|作者|博主|模型|达人|文案|撰稿人
    主编|ai)
    ^\W*(?:角色|人设|身份|role|persona)(?:设定)?[】\]:：]|^\W*(?:role|persona)\W*$
    du bist (?:ein|eine) [^.]{0,40}(?:autor|redakteur|assistent|experte)
    tu es (?:un|une) [^.]{0,40}(?:rédact|assistant|expert|journaliste)
    eres (?:un|una) [^.]{0,40}(?:redactor|asistente|experto|periodista)
""")
_ASKED = one_of(r"""
    ^\W*(?:请|麻烦)?(?:你|您)?(?:帮我|给我|替我|为我|帮忙)(?:写|生成|起草|拟|创作|改写|润色)(?:一|个|篇|下|出|这|好)
""")
# "Make sure that it is original, with headings and a question at its end."
_MAKE_SURE = one_of(r"""
    ^\W*(?:同时|并)?请(?:确保|保证|务必)
""")
_OF_A_TEXT = compiled("原创|小标题|结尾|开头|互动|关键词|字数|语气|文风|口语化|排版|标题")
_FEW_OF_A_TEXT = 3
_SECRET = one_of(r"""
    \b(?:never|do not|must not|don't) (?:ever )?(?:reveal|disclose|mention|share|repeat|output
    discuss) (?:\w+ ){0,2}(?:instructions?|prompt|rules|guidelines|system|that you are)
    \b(?:system|hidden|initial) (?:prompt|instructions?|message)\b
    ignore (?:all |any )?(?:previous|prior|above)
    (?:不得|不要|禁止|切勿|请勿|不能)(?:透露|泄露|提及|暴露|输出|复述)[^。\n]{0,12}(?:设定|指令
    提示|规则|系统|身份|要求|ai)
    系统提示
    ^\W*(?:system|user|assistant|instructions?|response|input|human|prompt|system prompt)\W*$
""")
_OUTPUT = one_of(r"""
    \b(?:output|return|reply in|respond in|respond with) (?:[\w-]+ ){1,2}only\b
    \b(?:only (?:output|return|reply|respond|write)|(?:output|return|respond with|reply with|provide
    write) only|(?:do not|don't|without) (?:include|including|add|adding|output|write|use
    using)(?: any)? (?:explanations?|preambles?|introductions?|markdown|code blocks?|commentary
    titles?|headings?|emojis?|notes?|the words?|phrases?|disclaimers?|cliches|\w+ (?:explanations?
    commentary|text))|no (?:preamble|explanations?|commentary|markdown|emojis?))\b
    (?:只|仅|直接)(?:需)?(?:要)?(?:输出|返回|给出|回复)(?:正文|文章|内容|结果|json|markdown
    最终)
    (?:不要|无需|不得|禁止|避免)(?:输出|添加|包含|使用|出现|加入|写|附加|有)[^。\n]{0,10}(?:解释
    标题|markdown|前言|说明|额外|以下词|词语|词汇|“”|表情|多余|ai)
    \b(?:return|output|write|provide) .{0,40}\band nothing else\b
    \bno (?:jargon|bullet points|lists|headings|emojis|hashtags)\b
""")
_LENGTH = one_of(r"""
    \b(?:maximum|max\.?|at most|no more than|at least|minimum(?: of)?|between|approximately|about
    around|exactly|length:|word count:|target length:?|up to
    under) (?:\d[\d,]*(?:[–-]| to | and ))?\d[\d,]* (?:words|characters|sentences|paragraphs)\b
    \bin (?:\d[\d,]*(?:[–-]| to ))?\d[\d,]* words\b|\b\d[\d,]*[–-]\d[\d,]* words\b
    \b\d[\d,]* words (?:max|maximum|tops|or (?:less|fewer))\b
    \b(?:each|every) \w+ (?:gets|has|should (?:have|be)|takes) (?:\w+ )?\d[\d–-]* (?:words
    sentences|paragraphs)\b
    (?:\d+(?:[-~—–至到]\d+)?)字(?:左右|以内|以上|之间)?|字数[^。\n]{0,10}\d+
    篇幅[:：]?[^。\n]{0,8}\d+|^\W*\d{2,5} words\b|[,;] ?\d{2,5} words\b
""")
_MANNER = one_of(r"""
    (?:^|[.\n;•-] ?)(?:please )?(?:write|use|adopt|maintain|employ
    keep) (?:\w+ ){0,4}(?:in )?(?:british|american|us|uk|plain|simplified|a \w+|an \w+|the \w+
    \w+)?(?: and \w+)? ?(?:english|chinese|tone|voice|style|language|spelling|person|register)\b
    ^\W*(?:tone|style|voice|language|format|audience|target audience|output format)[】\]]?[:：]
    (?:语气|语言|风格|文风|口吻|格式|受众|目标读者|输出格式|读者)[】\]]?(?:[:：]|要|应|为|须)
""")
_FIELD = one_of(r"""
    ^\W*(?:topic|subject|title|theme|keywords?|task|requirements?|instructions?|constraints?|context
    prompt|user|system|input|output|goal|restrictions?|rules?)[】\]*]{0,3}[:：]
    ^\W*(?:主题|题目|关键词|任务|要求|限制|约束|背景|目标|指令|输入|输出|提示词
    写作要求|注意事项|规则)[】\]*]{0,3}[:：]
    ^\W*(?:(?:response|output|answer) format|constraints|task|约束条件|输出要求|输出格式|写作要求
    格式要求)\W*$
    ^\W*【(?:任务|限制|要求|主题|关键词|目标|背景|输出|约束|规则|注意|技能|工作流程)】
""")
_CONTENT = one_of(r"""
    \b(?:include|incorporate|use|contain
    mention)(?: all)?(?: of)? (?:the )?(?:following |given |provided )?(?:keywords?|key ?phrases
    key points)\b
    \bensure (?:that )?(?:the )?(?:article|text|content|tone)|\bprovided by the user\b
    (?:必须|需要|须|务必|应)(?:包含|包括|使用|体现|涵盖|覆盖|出现|融入)[^。\n]{0,10}(?:关键词
    要点|以下|内容|信息)
    根据(?:用户|给定|以下)(?:给出|提供|输入)?的?(?:主题|题目|要求|信息|关键词)
    (?:请|现在)?(?:根据|围绕|以|按照)[^。\n]{0,20}(?:写|撰写|创作|生成)一篇
    \binclude the keywords\b
""")
_TASK = one_of(r"""
    ^(?:please )?(?:write|create|generate|draft|compose|produce) (?:me )?(?:an?|the
    \d+) (?:[\w'-]+[ ,-]+){0,6}(?:article|post|essay|piece|story|blog|text|review|guide|report
    newsletter|column|feature)\b
    ^请?(?:帮我|为我|你)?(?:写|撰写|创作|生成)(?:一篇|一个|1篇|篇)
""")
# Fields that a program set: "topic=bread; tone=friendly".
_SET = re.compile(
    r"\b(topic|tone|words|length|style|audience|lang|language|keywords?|format|persona|model)\s?="
    r"\s?[\"'\w]"
)
_SIGNS = (_ROLE, _SECRET, _OUTPUT, _LENGTH, _MANNER, _FIELD, _CONTENT, _TASK)
# Those that say to whom it is said: a role, a secret, a form of output, a task.
_TELLING = {0, 1, 2, 7}
# Without one of these no telling sign is there.
_HINTS = hints.Words(
    "you are|you will be|your role|act as|imagine you|assume the|role|persona|never |do not|don't"
    "|prompt"
    "|instruction|ignore|only|without|no preamble|nothing else|system|write |create |generate "
    "|draft "
    "|compose |produce |扮演|你是|您是|现在是|角色|人设|身份|不得|不要|禁止|切勿|请勿|不能"
    "|提示|输出|输入|返回|给出|直接|无需|避免"
    "|写|撰|创作|生成|du bist|tu es|eres "
)
_FIELD_MARKS = ":："
_HINTS_WITHIN = hints.Words(
    "you are a|act as|your role|persona|role:|prompt|instructions|扮演|你是一|角色|人设|系统|指令"
    "|设定|只输出|仅输出"
    "|output only|only output"
)
# Elements that no page has; tools that put prompts together set their fields apart so.
_ELEMENTS = re.compile(
    r"</?((?:output|input|user|system|target|article|writing|style|word|tone|response)_[a-z_]{1,20}"
    r"|tone|audience|instructions?|context|task|role|topic|keywords?|constraints?|requirements?"
    r"|persona|word_?count|format|guidelines|rules|examples?|draft|user|system|assistant|要求|任务"
    r"|主题|语气|字数|背景|约束|限制|输出|指令|提示词)>"
)
_FIELDS = 2  # of different names
_LISTS = 30  # items at the beginning that count with the first passages


def check(article: Finished) -> Iterator[Finding]:
    """Orders to a writer at the beginning, at the end, or together in one passage."""
    passages = article.spoken
    about_texts = answers.is_about_texts(article.subject)
    may_order = not about_texts and article.held & orders.ANY.bits
    if may_order and (given := _orders(passages)) is not None:
        yield _found(given)
        return
    if not about_texts and "<" in article.body and (block := _fields(article)):
        yield Finding(NAME, Level.HOLD, block.span, f"fields of a prompt: {block.text[:60]}")
        return
    if not about_texts and "=" in article.body and (given := _set_fields(passages)) is not None:
        yield _found(given)
        return
    if not about_texts and (asked := _asked(article)) is not None:
        yield _found(asked)
        return
    ends = [_leading(passages), _trailing(passages) if len(passages) > _FIRST else []]
    if not has(ends[0][0].low if ends[0] else "", _FIELD_MARKS) and not _has_hints(article):
        return
    if sum([article.may_hold(sign) for sign in _SIGNS]) < _ENOUGH:
        return  # as in most texts
    parts = [*ends, *([one] for one in passages if one.has(_HINTS_WITHIN, one.low))]
    for number, part in enumerate(parts):
        found = _signs(part)
        at_end = number < len(ends) and not about_texts and found.keys() & _TELLING
        least = _ENOUGH if at_end else _ENOUGH_WITHIN
        if len(found) < least or not (found.keys() & _TELLING or _is_above(part, passages)):
            continue
        yield _found(found[min(found)])
        return


def _asked(article: Finished) -> Passage | None:
    """The first paragraph, where it asks somebody to write the text, or one that says how."""
    for passage in article.holding(_MAKE_SURE):
        named = _OF_A_TEXT.findall(passage.low) if passage.begins(_MAKE_SURE, passage.low) else ()
        if len(set(named)) >= _FEW_OF_A_TEXT:
            return passage
    if not article.may_hold(_ASKED):
        return None
    first = next((one for one in article.spoken if one.block.kind is not Kind.HEADING), None)
    return first if first is not None and first.begins(_ASKED, first.low) else None


def _fields(article: Finished) -> Block | None:
    """The first block of several that have elements by which a prompt names its fields."""
    those = [
        one
        for one in article.blocks
        if one.kind is not Kind.CODE and "<" in one.text
        if _ELEMENTS.search(lowered(without_code(one.text)))
    ]
    names = {name for one in those for name in _ELEMENTS.findall(lowered(one.text))}
    is_sure = any(not name.isascii() for name in names)  # no page has a Chinese element
    return those[0] if is_sure or len(names) >= _FIELDS else None


def _set_fields(passages: Sequence[Passage]) -> Passage | None:
    """The first passage that sets several fields of a prompt, of different names."""
    those = (one for one in passages if one.low.count("=") >= _FIELDS)
    return next((one for one in those if len(set(_SET.findall(one.low))) >= _FIELDS), None)


def _found(passage: Passage) -> Finding:
    said = f"the prompt stands in the text: {' '.join(passage.said.split())[:60]}"
    return Finding(NAME, Level.HOLD, passage.block.span, said)


def _orders(passages: Sequence[Passage]) -> Passage | None:
    """The first passage that is a list of orders."""
    above = ""
    items: list[Passage] = []
    for passage in passages:
        if passage.block.kind is Kind.ITEM:
            items.append(passage)
        elif items:
            if orders.are_listed(items, above):
                return items[0]
            items = []
        if passage.block.kind is Kind.HEADING:
            above = passage.low
        elif orders.are_given(passage, above):
            return passage
    return items[0] if items and orders.are_listed(items, above) else None


def _has_hints(article: Finished) -> bool:
    return any(one.has(_HINTS, one.low) for one in article.holding(_HINTS))


def _is_above(part: Sequence[Passage], passages: Sequence[Passage]) -> bool:
    """Whether it begins with a paragraph that has the title below it."""
    begins = bool(part) and part[0] is passages[0] and part[0].block.kind is Kind.PARAGRAPH
    return begins and any(one.block.level == 1 for one in part[1:])


def _leading(passages: Sequence[Passage]) -> list[Passage]:
    """The first passages, and the items of a list that stands among them."""
    items = sum(1 for one in passages[:_LISTS] if one.block.kind is Kind.ITEM)
    return list(passages[: _FIRST + (items if items > 1 else 0)])


def _trailing(passages: Sequence[Passage]) -> list[Passage]:
    """The last passages, and the items of a list that the text ends in."""
    items = 0
    while items < min(_LISTS, len(passages)) and passages[-1 - items].block.kind is Kind.ITEM:
        items += 1
    return list(passages[-_LAST - items :])


def _signs(passages: Sequence[Passage]) -> dict[int, Passage]:
    """The kinds of signs, each with the passage that has it first."""
    found: dict[int, Passage] = {}
    for passage in passages:
        held = [(n, one) for n, one in enumerate(_SIGNS) if passage.held & one.bits]
        texts = _lines(passage) if held else []
        for number, sign in held:
            if number not in found and any(sign.search(text, passage.held) for text in texts):
                found[number] = passage
    return found


def _lines(passage: Passage) -> list[str]:
    """Each line for itself: the fields of a prompt stand in lines of their own."""
    if "\n" not in passage.low:
        return [passage.spelled]
    lines = lowered(_WRAPPED.sub(" ", passage.said[:_MOST])).split("\n")[:_MOST_LINES]
    return [spelled_out(line) for line in lines if line.strip()]
