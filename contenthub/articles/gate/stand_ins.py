"""Gaps without brackets: crosses for figures, blanks, "TBD", filling text, sources of no one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage, without_code
from contenthub.articles.gate.spelled_out import simplified

_CROSSES_OR_SO = (
    "xx|××|某某|x.xx|x月|x时|x年|×年|×月|dd/mm|dd.mm|dd-mm|tt.mm|tt/mm|jj.mm|jj/mm|tbc|tbd|tba"
    "|nn per|nn%|nn %|nn people|nn years|nn million"
)
_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# "£XXX", "XX minutes", "TBC people", "XX March", "20XX", "XXXX年", "XX月XX日", "555-XXXX"
_CROSSES = one_of(
    rf"""
    (?i:[£$€¥]\s?x{{2,}}\b|[£$€¥]x[.,]xx\b|\brs\.? ?x{{2,}}\b)
    \b(?:X{{2,}}(?:[.,]X+)?|TB[ACD]) ?(?:%|percent|per cent|minutes|hours|days|weeks|months|years
    people|pages|employees|staff|seats|jobs|guests|members|visitors
    words|km|miles|metres|meters|kg|pounds|dollars|euros|times)\b
    \bX{{2,3}} {_MONTHS}\b|\b{_MONTHS} X{{2,3}}(?!\w)|月[Xx×]{{2}}[日号]
    (?<=[约有达近超过共出])[Xx×]{{2,4}}(?=万)
    \b(?:in|since|until|from|of) XXXX\b|\b20XX\b|\bXX/XX(?:/XX+)?\b|\bDD[./-]MM[./-]YY
    (?<![A-Za-z])(?<!昭和)(?<!大正)(?<!明治)(?<!民国)[Xx×]{{2,4}}年|(?<![A-Za-z])\d{{2,3}}[Xx×]{{1,2}}年
    (?<![A-Za-z])[Xx×]{{1,2}}月[Xx×]{{1,2}}[日号]|[Xx×]{{1,2}}时至|[:：]\s?[Xx×]{{3,12}}(?![A-Za-z])
    \bTT[./]MM\b|\bJJ[./]MM\b|\bXX(?:X)? (?:Mitglieder\w*|Personen|Euro|Jahren?|Teilnehmer\w*
    Besucher\w*|Gäste\w*|members|participants|visitors|guests|membres|personnes|ans|miembros
    personas|años)\b
    \bNN ?(?:%|per ?cent|people|years|million)
    \b\d{{2,5}}[ -/][Xx]{{3,4}}[ -]?[Xx]{{2,4}}\b|\b[Xx]{{2,3}}(?:[.:][Xx]{{2}})? ?(?:am|pm|a\.m\.
    p\.m\.|o'clock|Uhr)(?!\w)
    \b(?:at|until|till|from|by|um|ab|bis) [Xx]{{2}}[.:][Xx]{{2}}(?!\w)
    \b\+?\d{{0,3}}[ -]?[Xx]{{3}}-[Xx]{{3,4}}|\+XX[ -]?X{{2,}}
    (?<=[\u4e00-\u9fff])[Xx×]{{2,4}}(?=万?元|亿|[%％]|吨|公斤|公里|小时|分钟|人次|平方米)
""",
    words=_CROSSES_OR_SO,
)
_CROSSED_NAMES = one_of(
    r"""
    (?<![A-Za-z0-9])(?:[Xx]{2,8}|×{2,8}|某某)(?=路|街|公司|大学|学校|医院|先生|女士|市|省|县|区|村
    镇|老师|同学|部门|单位|产品|品牌|集团|地区|万|元|个|%|％|岁|平|人|天|次|吨|公斤|克|米|公里|家|所
    名|位|小时|分钟|号)
""",
    words=_CROSSES_OR_SO,
)
# "X台", "Ｘ座": a lone cross in place of a number.
_LONE_CROSSES = one_of(
    r"(?<![A-Za-z0-9])[XxＸ](?=[台座辆间]|[名位家条万](?!字))",
    words="x台|x座|x辆|x间|x名|x位|x家|x条|x万|ｘ",
)
# "£—", "$...", "__ litres", "[..]": nothing where a figure belongs.
_NO_FIGURE = re.compile(
    r"[£$€¥](?:[—–]+|_{2,}|\.{3}|…)(?![\w\d])|(?<![^\s(])__ (?=[a-z])|\b(?:19|20)__(?!\w)|"
    r"(?<=\s)\[\.\.\](?=[\s.,])"
)
_FIGURES = ("£", "$", "€", "¥", "__ ", "[..]")
_NAMED = compiled(r"""
    %{1,2}[A-Z][A-Z_]{2,30}%{1,2}|%\([a-z_]{2,30}\)s|\b[A-Z]{3,20}_(?:HERE|PLACEHOLDER)\b
    \bYOUR_[A-Z_]{3,30}\b
""")
_WORDS = one_of(
    r"""
    \b(?:TBD|TBA|TBC|FIXME|TKTK)\b|\bTO-?DO\b(?= ?[:：(])|(?:TODO|FIXME)[:：]
    ^(?:TO-?DO|FIXME) (?:add|ask|check|cite|confirm|cut|expand|explain|fill|find|fix|get|insert|link
    mention|move|quote|rewrite|source|update|verify|write)\b
""",
    words="tbd|tba|tbc|fixme|tktk|todo|to-do",
)
_NOTED = ("TODO", "TO-DO", "FIXME")
_BLANKS = re.compile(
    r"(?<![\w_])_{4,}+(?!\w)|(?<=[^\x00-\x7f])_{3,}+|(?<!_)_{3,}+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])__(?=[万亿元年月日天名家台个])|[$€£¥]\s?_{2,}+"
)
# "at …… o'clock", "the … of October": dots where a word has to stand.
_DOTTED = one_of(
    r"""
    (?i:\b(?:at|from|of|in|on|by|for|with|the|to|mrs?\.?|ms\.?|dr\.?|tell|is|are|costs?|um|am|von|à
    le) (?:…{2,}|\.{5,})(?=[ ,.;]|$))
    \b[Tt]he (?:…|\.{3}) of [A-Z]
    """,
    words=" ……| .....|the … of|the ... of",
)
# Names of what is missing in capitals, in a sentence that has others.
_CAPITALS = one_of(
    r"""
    \b(?:FIRST ?NAME|LAST ?NAME|FULL NAME|(?:TOWN|CITY|COMPANY|SHOP|BRAND|CLIENT|PRODUCT
    STREET) NAME)\b
    (?<=[a-z] )(?:AMOUNT|VENUE|SURNAME)(?= [a-z])|\bNN (?:to|of|out of) NN\b
    """,
    words="firstname|lastname|first name|last name|full name|town name|city name|company name"
    "|shop name|brand name|client name|product name|street name|amount|venue|surname"
    "|nn to|nn of|nn out",
)
_QUOTED = re.compile("“[^“”]*”|「[^「」]*」")
_FILLING = one_of(r"""
    \b(?:lorem|ipsum|dolor|amet|consectetur|adipiscing|elit|eiusmod|tempor|incididunt|labore|dolore
    perspiciatis|omnis|voluptatem|accusantium|doloremque|laudantium|totam|aperiam|eaque
    magna|aliqua|veniam|nostrud|exercitation|ullamco|laboris|commodo|consequat|cupidatat)\b
""")
_FEW_FILLING = 5
_DUMMIES = one_of(r"""
    \b(?:dummy|placeholder|filler) (?:text|content|copy|paragraph)\b(?: (?:here|goes|for
    to be))?[.:]?$
    \b(?:text|content|image|description|details|summary|(?:sub)?title|headline|heading|byline
    caption
    quote|intro(?:duction)?|conclusion|name) (?:goes|to go|will go) here\b
    ^\W*(?:(?:main |sub|working |post )?title|headline)\s?[(\[（【]?(?:max|up to|about|here|under|≤
    <) ?\.? ?\d
    \b(?:photo|image|picture|caption|credit|quote|byline)\s?[:：]\s?(?:tk|tbc|tbd|tba)\b
    \b(?:name|photo|quote|caption|link|source|credit)s? to (?:follow|come)\W*$
    \b(?:text|content|section|paragraph|photo|image|quote|link|caption)s? to be (?:added|inserted
    provided|filled|completed|written)\b(?! (?:to|in|into|with|for|on)\b)
    ^(?:please )?(?:insert|add|include|describe|mention|fill in|provide
    put) (?:\w+ ){0,6}here[.!]?$
    ^(?:这里|此处)是(?:一段)?(?:正文|标题|内容|示例|测试|占位|简介|描述|文字)(?:内容|文字|文本)?(?:$
    [，。]
    这里|此处)
    ^(?:示例|占位|测试)(?:文字|文本|内容)[，。]|^待(?:补充|完善|填写|更新)[:：。]?
    ^(?:此处|这里)(?:应|需|可|请)?(?:插入|填写|补充(?!说明|[一两几][点句下个]))
    (?:内容|正文|数据|资料|文字)(?:待补充|待完善|待填写|待更新)
""")
_REFERENCES = one_of(r"""
    ^\W*(?:\d+\W+)?(?:author|surname
    last ?name)s?,? ?(?:[a-z.]{1,2}[., ]*){0,3}(?:& [a-z., ]{0,20})?\((?:year|20xx|n\.d\.)\)
    \btitle of (?:the )?(?:study|article|book|paper|work|journal|page)\b[^a-z]
    (?:^|[.,:;(*_])\W{0,3}journal name\b
    \bname of (?:the )?journal\b
    [(（](?:source|ref|reference|date|name|spelling|check|fact[- ]?check|citation)\?[)）]
    [(（](?:来源|出处|日期|数据|待核|存疑)[?？][)）]
    ^\W*(?:\d+\W+)?(?:source|citation|reference|link) (?:needed|required|to be added|missing|tbd)\b
    ^\W*(?:\d+\W+)?作者[.．,，、 ].{0,12}(?:题名|标题|文献|书名)|期刊名称|文献标题|文章标题\[j\]
    (?:此处|待)补充(?:参考)?文献|\[(?:出处|来源|引用)(?:待补|待定|略)?\]
    example\.(?:com|org)/(?:study|link|source|xxx)
""")


_ALL = (
    _CROSSES,
    _CAPITALS,
    _DOTTED,
    _LONE_CROSSES,
    _CROSSED_NAMES,
    _WORDS,
    _FILLING,
    _DUMMIES,
    _REFERENCES,
)
_BITS = reduce(or_, (one.bits for one in _ALL))


# What is measured behind a blank within a sentence: an exercise asks for words.
_MEASURED = re.compile(
    r"(?:元|万|分钟|小时|天|年|个|人|岁|公里|米|克|斤|升|度|次|%|％)"
    r"| (?:minutes|hours|days|weeks|months|years|people|per ?cent|%"
    r"|euros|dollars|pounds|miles|km)\b"
)


def _is_measured(text: str, blank: re.Match[str]) -> bool:
    """Whether a figure of a sentence was left out, and not a word to be found."""
    before = text[: blank.start()].rstrip()[-1:]
    return before.isalpha() and _MEASURED.match(text, blank.end()) is not None


def _each(expression: re.Pattern[str], text: str) -> Iterator[str]:
    """What the expression finds, as the text has it."""
    places = (one.span() for one in expression.finditer(simplified(text)))
    return (text[begin:end] for begin, end in places)


def may_stand(passage: Passage) -> bool:
    """False where the passage has none of these."""
    if passage.held & _BITS or "%" in passage.said:
        return True
    return "__" in passage.block.text or has(passage.said, _FIGURES)


def found(passage: Passage, *, in_table: bool) -> Iterator[tuple[int, str]]:
    """(points, text) of each; a table may say that something is not decided yet."""
    said, low = passage.said, passage.low
    if passage.held & _CROSSES.bits:
        yield from ((2, one) for one in _each(_CROSSES.pattern, said))
        yield from ((1, one) for one in _each(_CROSSED_NAMES.pattern, said))
    if passage.held & _LONE_CROSSES.bits:
        yield from ((1, one) for one in _each(_LONE_CROSSES.pattern, said))
    if passage.held & _CAPITALS.bits:
        yield from ((2, one[0]) for one in _CAPITALS.pattern.finditer(said))
    if passage.held & _DOTTED.bits:
        yield from ((1, one[0]) for one in _DOTTED.pattern.finditer(said))
    if has(passage.block.text, _FIGURES):
        text = without_code(passage.block.text)
        yield from ((2, one[0]) for one in _NO_FIGURE.finditer(text))
    if has(said, "%_"):
        yield from ((1 if one[0][0] == "Y" else 2, one[0]) for one in _NAMED.finditer(said))
    if not in_table and passage.held & _WORDS.bits:
        for one in _WORDS.pattern.finditer(said):
            noted = not said[: one.start()].strip() and one[0].startswith(_NOTED)
            yield 2 if noted else 1, one[0]
    if "__" in passage.block.text:
        text = _QUOTED.sub("“”", passage.block.text)  # of bad writing, say
        wording = simplified(text)
        for one in _BLANKS.finditer(wording):
            yield 1 + _is_measured(wording, one), text[one.start() : one.end()]
    if (
        passage.held & _FILLING.bits
        and has(low, ("ipsum", "dolor"))
        and len(_FILLING.pattern.findall(low)) >= _FEW_FILLING
    ):
        yield 2, said[: said.find(".") + 1] or said[:60]
    for expression in (_DUMMIES, _REFERENCES):
        match = passage.find(expression, low)
        if match and not (match[0].endswith("here") and "[here](" in passage.block.text):
            yield 2, said[match.start() : match.end()] or said[:60]
