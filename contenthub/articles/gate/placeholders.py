"""Were gaps left that somebody should have filled in? A reader would see "[Your Name]".

Tutorials and templates show gaps on purpose: in code, in quotations, or under a title and with
words that speak of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import chain, islice

from contenthub.articles.gate import (
    drafts,
    examples,
    gaps,
    inserts,
    nowhere,
    program_values,
    shown_gaps,
    stand_ins,
    unfilled,
    unsettled,
)
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level, further
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "placeholders"
MOST = 5  # places that are told one by one
_SEVERAL = 3  # parts that are told apart
_ENOUGH = 2  # points: something sure, or two that are likely
_BEGINNING = 60  # characters of a passage in which a note of its writer stands
_MARK = re.compile(r"[\[【［〔(（<＜{_]")  # with which gaps begin
# "[主机名].err" is a part of a name that is explained so.
_SQUARE = re.compile(r"(?<![\]A-Za-z0-9_)])\[([^\[\]\n]{1,80})\](?![(\[:]|\.[a-z]{2,4}(?![a-z]))")
_CLOSED = re.compile(r"\[/([^\[\]\n]{1,40})\]")
_WIDE = re.compile(r"【([^【】\n]{1,60})】|［([^［］\n]{1,60})］|〔([^〔〕\n]{1,60})〕")
_ROUND = re.compile(r"[(（]([^()（）\n]{1,80})[)）]")
_PICTURE = 600  # characters of the line with a picture above a caption
_BEFORE_ONE = re.compile(
    r"(?<!\w)(?:on|in|at|of|for|from|by|to|with|is|are|was|were|than|the|costs) $"
)
_SUBJECT_LINE = re.compile(r"\W*(?:subject|file ?name|title)\b[^\n]{0,20}:", re.IGNORECASE)
_UNDECIDED = frozenset(["tk", "tbd", "tba", "tbc"])
_WEAK = frozenset(["x", "图片", "image", "photo", "here"])
# An editor puts words of his own into what somebody said: "the [market research product]". One such
# gap in a long text may be his; two are none.
_LONG_TEXT = 500  # words
_LINKED_TEXT = 250  # in which one address is soon forgotten
_VERY_LONG_TEXT = 1_000  # in which one date "TBA" is no gap
_WORDS_FOR_POINT = 1_500  # a report of many pages has some signs by chance
_CROSS, _COUNTED = re.compile(r"[XxNn]{1,3}"), re.compile(r"[%％]")  # "[X]% of readers"
_CLOSED_TAG = re.compile(r"</([A-Za-z][^<>\s]{0,30})>")
_NAMED_TAG = re.compile(r" ?(?:tags?|elements?|attributes?)\b", re.IGNORECASE)
_ANGLE = re.compile(r"[<＜]([^<>＜＞\n]{1,60})[>＞]")
# "to [DESTINATION]": a word in capitals takes the place of one that the sentence needs.
_NEEDED = re.compile(
    r"\b(?:to|in|at|of|for|from|by|the|an?|our|your|my|with|is|are|was|near|about|called|named|dear"
    r"|hi|hello|Dear|The|In|At|Hi|Hello)\s\[([A-Z][A-Z _/-]{3,30}|[A-Z]{3})\](?![(\[:])"
)
_NOTES = frozenset(["TODO", "TO-DO", "FIXME", "TBD", "TBA", "TBC", "TKTK"])
_WITHHELD = frozenset(
    ["REDACTED", "CENSORED", "DELETED", "EXPLETIVE", "SIC", "BLANK", "REMOVED", "UNKNOWN", "BLEEP"]
)
_BRACES = compiled(r"""
    \{\{[^{}\n]{0,80}\}\}|\{%[^{}\n]{1,80}%\}|(?<![A-Za-z0-9/=])\$\{[^{}\n]{1,60}\}|<%[^<>\n]{1,60}%>
""")
# What a program for sites puts there itself: "{{< figure src=… >}}", "{% youtube abc %}"
_EMBEDS = compiled(r"""
    \{\{ ?[<%/]
    \{% ?-? ?(?:youtube|vimeo|tweet|twitter|gist|figure|image|img|include|embed|codepen|link
    post_url|highlight|endhighlight|raw|endraw|picture|video|gallery|instagram
    spotify|note|endnote|callout)\b
""")
_BRACE = compiled(r"""
    (?<![\\\w^_}{$%])(?<!= )\{([A-Za-z][A-Za-z _-]{1,40})\}(?!\}|\.[a-z])
    \{([\u4e00-\u9fff]{2,12})\}
""")
_BRACES_LINKED = re.compile(r"\[\{[A-Za-z][\w.]{1,40}\}[^\[\]\n]{0,80}\]\(https?:")


# What is said of braces that are shown: a mistake that is mended, what a program makes of them.
_TELLS_OF_BRACES = compiled(r"""
    \bcurly\b|\b(?:in|within|inside|between|with|the|of|by) (?:[\w-]+ )?(?:brackets|braces)\b
    \bvariable(?:'s)? (?:name|substitution|interpolation)s?\b
    \b(?:the|a|raw|unresolved) variables?\b
    \b(?:shown|showed|shows|displayed|printed|rendered|appear(?:s|ed|ing)|sent) (?:up )?(?:as
    instead|literally|raw|unresolved)\b|\binstead of (?:the|its|their|his|her|a) \w+
    变量|变数|[花大]括号|占位符|(?:显示|变)(?:为|成)|原样(?:显示|输出)
""")
_ABOUT = one_of(r"""
    \btemplates?\b|\bplaceholders?\b|\bfill[- ]?in|\bfill (?:in|out) (?:the|what|each|every)
    in (?:square )?brackets|\bdelete the brackets|\blorem\b|\bjinja|\bmustache\b|\bhandlebars\b
    \bworksheet|\bmail ?merge|模板|范本|占位|套用|方括号|替换成|换掉|填空|模版|样板
    书信格式|\bvorlage|\bmodèle|\bplantilla|テンプレート|雛形
""")
# Forms that have gaps, where the text says what to do with them.
_FORMS = one_of(r"""
    \bexaminations?\b|\bpast papers?\b|\bmock\b
    \bletters?\b|\bforms?\b|\bcontracts?\b|\bagreements?\b|\bsamples?\b|\bquiz|\bexercises?\b
    \bcloze\b|\btest\b|\bworkbook|\bpuzzles?\b|\bblanks?\b|\bemails?\b|\bnotice\b|\bcv\b
    \br[eé]sum[eé]\b
    \bquestions? to (?:ask|prepare)\b|\bpacking list
    \bexams?\b|\bquestions (?:and|with) answers\b|\bpractice questions\b|\bproblem sets?\b
    \bmad libs?\b|\bgrammar\b|\bvocabulary\b|\bscript\b|\bchecklist
    练习|试题|测验|测试|考题|合同|试卷|考卷|题库|填空|默写
    协议|申请
    信|函|格式|范例|样本|表格|报名表|登记表|清单|证明|通知|作业|小测|习题|语法|短文|vertrag|lettre|contrat|carta
    \bformular|packliste|\bliste\b
""")
_TELLS = one_of(r"""
    \bfill\b|\bfilled\b|\breplace\b|\bbrackets?\b|\bblanks?\b|\bcomplete the\b|\banswers?\b|\bkey\b
    \bsolutions?\b|\bgaps?\b|\byour own (?:words|details|name)|\bpersonali[sz]e
    \bwrite down\b|\bprint (?:it|this|out)\b|\bdelete (?:as|where|whichever|what)\b
    \b(?:use|return|send) (?:the|this|our) (?:\w+ )?form\b|一栏
    两栏|[二三四五六]栏|抄|ausdruck|leere zeile
    填|答案|替换|换成|改成|套用|括号|空格|横线|空白处|照着|补全|ausfüll|einsetz|ersetz|remplac
    complét|rellen
""")

# What the sheet of an exam or of an exercise says to whoever fills it in.
_SHEET = one_of(r"""
    \btime allowed\b|\banswer (?:all|any|both|every)\b|\bshow your working\b|\b\d+ marks\b
    \bspaces? (?:provided|below)\b|\bcomplete the (?:sentences?|table|words?|missing)\b
    \b(?:name|class|score|date): ?_|班级[:：]|得分[:：]|姓名[:：]|按要求|补充完整|\d+ ?分[)）]
    看拼音|选词|___ ?\([a-z /]{2,30}\)|\bcorrect the mistakes?\b|\bput the (?:verbs?|words?)\b
    ^key\b|座号|[沿]虚?线[撕剪]|沿线[撕剪]|\bcut (?:along|here)\b
""")

# What others may say or send word for word; each is told apart by whom or what it is for.
_SAYINGS = one_of(r"""
    \bscripts?\b|\b(?:text )?messages?\b|\bwhat to (?:say|write|text|reply)\b|\bphrases\b
    \bwordings?\b|\bready-made\b|话术|句式|句型|套话|怎么(?:说|回|写|开口)|如何(?:回复|开口)|万能
""")
_FOR_WHOM = re.compile(r"\W*(?:[^\W\d_][\w'’ -]{1,40}|[\u3400-\u9fff]{2,10})\W{0,3}[:：]\W*\S")


class _Told(Enum):
    """Where an article tells of notes such as "TODO"."""

    NOWHERE = auto()
    IN_CODE = auto()  # beside it one with a colon is its writer's own
    IN_ORDER = auto()


def check(article: Finished) -> Iterator[Finding]:
    """Each gap once, with its place."""
    if article.metadata.get("draft") is True or drafts.says_so(article.body):
        return  # it says itself that it is one
    is_sheet, notes = _is_sheet(article), _tells_of_notes(article)
    code = shown_gaps.Code(article)
    points = 0
    told: dict[str, tuple[int, int]] = {}
    for passage in chain(article.heading, article.passages):
        for link in nowhere.links(passage):
            points += 1 if article.words >= _LINKED_TEXT else _ENOUGH
            told.setdefault(link, _place(article.body, passage, link))
        for gap in inserts.quotations(passage):
            points += _ENOUGH
            told.setdefault(gap, _place(article.body, passage, gap))
        if _MARK.search(passage.said) is None and not stand_ins.may_stand(passage):
            continue
        for weight, text in _open_gaps(passage, article, notes, code):
            if (is_sheet and not text.strip("_")) or _is_told_of(text, article):
                continue
            points += weight
            told.setdefault(text, _place(article.body, passage, text))
    for order in inserts.orders(article):
        points += _ENOUGH
        told.setdefault(" ".join(order.text.split()), order.span)
    if unfilled.stands_there(article):
        sizes = {len(text) for text in told}
        for weight, text, passage in unfilled.found((*article.heading, *article.passages)):
            if code.shows(text, passage):
                continue
            if weight < _ENOUGH and any(text[:size] in told for size in sizes if size < len(text)):
                continue  # the same mark was seen already
            points += weight
            sizes.add(len(text))
            told.setdefault(text, _place(article.body, passage, text))
    if points < max(_ENOUGH, article.words / _WORDS_FOR_POINT):
        yield from islice(chain(unsettled.check(article), program_values.check(article)), 1)
        return
    blanks = [one for one in told if not one.strip("_")]
    if _speaks_of_gaps(article, blanks_alone=len(blanks) == len(told)):
        return
    gaps_told = list(told.items())
    for text, span in gaps_told[:MOST]:
        yield Finding(NAME, Level.HOLD, span, f"a gap that nobody filled in: {text[:60]}")
    if (more := len(gaps_told) - MOST) > 0:
        said = f"{further(more, 'gap')} that nobody filled in"
        yield Finding(NAME, Level.HOLD, gaps_told[MOST][1], said)


def _speaks_of_gaps(article: Finished, *, blanks_alone: bool) -> bool:
    """Whether gaps are its subject, or it tells its reader to fill something in.

    ``blanks_alone``: they are lines to write on, as a form has them.
    """
    order = lowered(" ".join((article.title, article.topic, *article.rules.requirements)))
    if _ABOUT.search(order):
        return True
    if _SAYINGS.search(order) and _are_told_apart(article):
        return True
    tells = blanks_alone or (article.may_hold(_TELLS) and _TELLS.search(article.low))
    if tells and _FORMS.search(order):
        return True
    return article.may_hold(_ABOUT) and len(_ABOUT.pattern.findall(article.low)) > 1


def _is_told_of(text: str, article: Finished) -> bool:
    """Whether a letter with this gap is quoted, and the article tells of such marks."""
    if text[0] not in "{[【" or not any(
        len(one.plain) > len(one.said) and one.plain.count(text) > one.said.count(text)
        for one in article.passages
    ):
        return False
    return any(_TELLS_OF_BRACES.search(one.low) for one in article.passages)


def _is_sheet(article: Finished) -> bool:
    """Whether it is to be filled in by hand, as it says in two ways at least."""
    if "__" not in article.body or not article.may_hold(_SHEET):
        return False
    return len({one[0] for one in _SHEET.pattern.finditer(article.low)}) > 1


def _are_told_apart(article: Finished) -> bool:
    """Whether several parts begin with whom or what they are for, as in "To a landlord: …"."""
    return sum(_FOR_WHOM.match(one.said) is not None for one in article.passages) >= _SEVERAL


def _place(body: str, passage: Passage, text: str) -> tuple[int, int]:
    start = body.find(text, passage.block.start)
    return passage.block.span if start < 0 else (start, start + len(text))


def _open_gaps(
    passage: Passage, article: Finished, notes: _Told, code: shown_gaps.Code
) -> Iterator[tuple[int, str]]:
    """Those that are neither shown in code nor stand in the name of a page."""
    found = list(_gaps(passage, article, notes))
    named = shown_gaps.in_names_of_pages(passage.block.text) if found else frozenset()
    for weight, text in found:
        if text not in named and not code.shows(text, passage):
            yield weight, text


def _gaps(passage: Passage, article: Finished, notes: _Told) -> Iterator[tuple[int, str]]:
    """(points, text) of each gap in a passage."""
    said = passage.said
    if has(said, "[【［〔") and "&#91;" not in passage.block.text:  # who writes so shows brackets
        linked = shown_gaps.linked(passage.block.text)
        before_links = shown_gaps.before_links(passage.block.text)
        is_long = article.words >= _LONG_TEXT
        for weight, gap in _in_brackets(said, article.references, is_long=is_long):
            if gap in linked or _is_what_to_send(passage, gap) or _is_cell(passage, gap):
                continue
            if gap not in before_links:
                yield weight, gap
    if has(said, "(（"):
        for one in _ROUND.finditer(said):
            if _is_order(one, passage) and not _is_caption(one, passage, article.body):
                yield (
                    1 if one[1].endswith(("待定", "占位符")) else 2,
                    one[0],
                )  # a date may be told later
            elif one[0][0] == "(" and gaps.is_name_of_one(one[1]) and _takes_a_place(said, one):
                yield 1, one[0]
    if has(said, "<＜"):
        shown = _shown(passage)
        closed = frozenset(_CLOSED_TAG.findall(said)) if "</" in said else ()
        angles = (
            one
            for one in _ANGLE.finditer(said)
            if one[0] not in shown
            and not _NAMED_TAG.match(said, one.end())
            and not _is_in_address(one)
            and not one[1].endswith((":", ": "))  # of an address, which is taken out
            and one[1] not in closed
        )
        yield from ((2, one[0]) for one in angles if "=" not in one[1] and _is_gap(one[1]))
    if (
        has(said, ("{", "<%"))
        and not _TELLS_OF_BRACES.search(simplified(said))
        and not _shows_braces(article)
    ):
        yield from ((2, one[0]) for one in _BRACES.finditer(said) if not _EMBEDS.match(one[0]))
        yield from ((_weight(one[1] or one[2]), one[0]) for one in _BRACE.finditer(said))
    most = 1 if article.words >= _VERY_LONG_TEXT and not passage.is_wide else _ENOUGH
    words = stand_ins.found(passage, in_table=passage.block.kind is Kind.CELL)
    yield from ((min(one[0], most), one[1]) for one in words if not _is_told(one[1], said, notes))


def _tells_of_notes(article: Finished) -> _Told:
    """Where it tells of the notes that programmers leave ("TODO"), and leaves none itself."""
    if not has(article.body, _NOTES):
        return _Told.NOWHERE
    if has(" ".join((article.topic, *article.keywords)).upper(), _NOTES):
        return _Told.IN_ORDER
    shown = (one.text for one in article.blocks if one.kind is Kind.CODE or "`" in one.text)
    return _Told.IN_CODE if any(has(one, _NOTES) for one in shown) else _Told.NOWHERE


def _is_told(word: str, said: str, notes: _Told) -> bool:
    if word not in _NOTES or notes is _Told.NOWHERE:
        return False
    return notes is _Told.IN_ORDER or f"{word}:" not in said[:_BEGINNING]


def _is_cell(passage: Passage, gap: str) -> bool:
    """ "[tk]" beside "[tr]" in a table is a code; what is not decided yet stands there as well."""
    return passage.block.kind in {Kind.CELL, Kind.HTML} and gap[1:-1].casefold() in _UNDECIDED


def _is_what_to_send(passage: Passage, gap: str) -> bool:
    """ "Subject: logo – [your name]", in a list: what a reader is to write on what he sends."""
    if passage.block.kind is not Kind.ITEM:
        return False
    lines = (line for line in passage.said.split("\n") if gap in line)
    return any(_SUBJECT_LINE.match(line) for line in lines)


def _in_brackets(said: str, defined: frozenset[str], *, is_long: bool) -> Iterator[tuple[int, str]]:
    closed = frozenset(_CLOSED.findall(said)) if "[/" in said else frozenset()
    for found in _SQUARE.finditer(said):
        inside = lowered(found[1])
        if inside in defined or examples.is_shown(said[: found.start()]):
            continue
        if found[1] in closed:
            continue  # "[caption]…[/caption]": a mark of the editor's program
        if _COUNTED.match(said, found.end()) and _CROSS.fullmatch(found[1]):
            yield 2, f"{found[0]}{said[found.end()]}"
        elif gaps.names_a_gap(found[1]):
            is_word = is_long and found[1].split()[-1].islower() and not gaps.commands(inside)
            weak = is_word or inside in _WEAK
            yield 1 if weak else 2, found[0]
    for found in _NEEDED.finditer(said):
        if found[1] not in _WITHHELD and found[1].casefold() not in defined:
            yield 2, f"[{found[1]}]"
    for found in _WIDE.finditer(said):
        inside = found[found.lastindex or 0]
        if gaps.names_a_gap(inside, sure=True) and not _is_label(said, found):
            yield 2, found[0]


def _is_order(found: re.Match[str], passage: Passage) -> bool:
    """An order in brackets that are in the source as well: a link is no gap."""
    return gaps.orders(found[1]) and found[0] in passage.block.text


def _is_caption(found: re.Match[str], passage: Passage, body: str) -> bool:
    """ "（图片：激光炮）" as all that stands below a picture."""
    if passage.block.text.strip() != found[0]:
        return False
    above = body[max(0, passage.block.start - _PICTURE) : passage.block.start].rstrip()
    return above.rpartition("\n")[2].lstrip("[ ").startswith(("![", "<img"))


def _is_in_address(found: re.Match[str]) -> bool:
    """ "http://<the address>:8080": a part of an address that is explained so."""
    return found.string[max(0, found.start() - 4) : found.start()].rstrip("\\*").endswith("//")


def _takes_a_place(said: str, found: re.Match[str]) -> bool:
    """Whether a sentence needs a word there: "on (date) in (place)"."""
    return _BEFORE_ONE.search(said, max(0, found.start() - 12), found.start()) is not None


def _shown(passage: Passage) -> frozenset[str]:
    """What stands in brackets that are written as entities, as who means to show them writes."""
    text = passage.block.text
    if "&lt;" not in text and "&#60;" not in text:
        return frozenset()
    meant = {one[0] for one in _ANGLE.finditer(text)}
    return frozenset(one[0] for one in _ANGLE.finditer(passage.said) if one[0] not in meant)


def _is_gap(inside: str) -> bool:
    return gaps.orders(inside) or gaps.names_a_gap(inside)


def _weight(inside: str) -> int:
    """ "{customer_name}" is sure, "{word}" likely."""
    return 2 if "_" in inside or gaps.names_a_gap(inside) else 1


def _is_label(said: str, found: re.Match[str]) -> bool:
    """ "【时间】十二月三日" at the beginning of a line says what follows."""
    if found[1] == "正文":
        return True  # it stands above the text
    begins = not said[: found.start()].rpartition("\n")[2].strip()
    after = said[found.end() : found.end() + 20].partition("\n")[0].strip()
    return begins and bool(after) and not after.startswith("【")


def _shows_braces(article: Finished) -> bool:
    """Whether the article shows braces as code, or links what has them as a name."""
    if "](" in article.body and _BRACES_LINKED.search(article.body):
        return True
    return any(
        "{" in block.text and (block.kind is Kind.CODE or "`" in block.text)
        for block in article.blocks
    )
