"""Are there several versions of one text? Somebody was to choose one, and nobody did.

They are known by labels that stand alone above them. Software has versions as well, and advice has
options: a label counts where it tells in which manner the text is written, or where what stands
below two of them is one text in two manners. Several openings to choose from begin with labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contenthub.articles.gate import answers, shapes
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.headings import is_of_any_text
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "several_versions"
_LONG = 70  # characters of a label
_END = r"(?: ?[(（:：\-–—|,，][^\n]*)?\W*"
_NUMBER = r"(?:\d|[a-c]|one|two|three|i{1,3}|[一二三甲乙丙])"
_STYLE = (
    r"(?:formal|informal|casual|playful|poetic|lyrical|literary|factual|neutral|friendly|humorous"
    r"|serious|concise|conversational|professional|persuasive|punchy|lively|simple|simplified"
    r"|short(?! \w)|shorter|long(?! \w)|longer|more \w+|less \w+"
    r"|(?:live|funn|light|warm|simpl|bold|snapp|punch)\w*er"
    r"|\d+ words|tone|style|正式|活泼|口语|书面|文艺|幽默"
    r"|严肃|简洁|精简|简短|庄重|亲切|轻松|温情|抒情|详细|专业|通俗|更(?![改新换替])[^，。]{1,6}|\d+字|风格|语气|sachlich"
    r"|locker|förmlich|kürzer|länger|lebendig|formel|littéraire|court"
    r"|long(?! \w)|plus \w+|cercan\w|formal"
    r"|literari\w|más \w+|breve)"
)
# A word for a text in one of several forms, and which one it is.
_NUMBERED = one_of(rf"""
    ^\W*(?:version|draft|option|variant|take|variante|fassung|versión|opción
    entwurf) {_NUMBER}\b{_END}$
    ^\W*(?:版本|方案|选项|文案|稿件|正文|写法|风格) ?{_NUMBER}{_END}$
    ^\W*第[一二三](?:版|稿|种写法|个版本){_END}$
""")
_OF_TEXTS = compiled(r"""
    ^\W*(?:draft|entwurf|take)|^\W*第[一二三](?:版|稿|种写法|个版本)|^\W*(?:文案|稿件|正文)
""")
_MANNER = re.compile(rf"[(（:：\-–—|,，]\s*[^\n]*{_STYLE}")
_FURTHER = compiled(r"^\W*(?:第[二三]|[^\W\d]+ ?(?:[23bc]\b|two|three|ii|[二三乙丙]))")
_SECOND = compiled(r"""
    \W*(?:version|draft|take|fassung|entwurf|versión) ?(?:[23]|two|three|ii|iii)\W*
    \W*(?:版本|文案|稿件) ?[23二三]\W*|\W*第[二三](?:版|稿|种写法|个版本)\W*
""")
_OF_VERSIONS = re.compile(r"\bversions?\b|\bdrafts?\b|\bmodels?\b|\brelease|版|稿|fassung|versión")
# Alone it says that there is another one.
_OTHER = one_of(rf"""
    ^\W*(?:an? |the )?alternat(?:iv)?e (?:version|opening|ending|title|headline|introduction|intro
    conclusion|draft|beginning|lead|closing|take)s?\b{_END}$
    ^\W*(?:re-?written|re-?worked|rephrased) (?:in|with|for|as) (?:\w+[ ,-]){{1,5}}(?:tone|style
    voice|version|audience|register)\W*$
    ^\W*(?:再来|再附|另附|附上?|附赠)(?:一(?:[版稿份篇]|个版本))(?:更)?[^，。]{{0,8}}?的?(?:版本|版|稿)?{_END}$
    ^\W*(?:再来|再给|再写|另来|换)一?[个版种份篇](?:比较|更|稍微|略微|偏)?(?:温情|煽情|正式|活泼|幽默|文艺|严肃|口语化?|走心|感性
    理性|俏皮|抒情|庄重|轻松|搞笑|朴实|接地气)(?:一?[点些])?的(?:版本?|写法|文案)?\W*$
    ^\W*(?:an? )?(?:shorter|longer|simpler|revised|lighter|more \w+|less \w+) (?:version
    draft){_END}$
    ^\W*(?:shorter|longer|simpler|snappier|punchier) version\s?[:：–—] ?[^\n]{0, 60}$
    ^\W*or,? (?:shorter|longer|simpler|even shorter|more \w+|in short)\W*$
    ^\W*(?:title|headline|heading|subject line) (?:options|ideas|suggestions|alternatives){_END}$
    ^\W*(?:suggested|possible|alternative|optional) (?:titles|headlines|openings|endings){_END}$
    ^\W*(?!候选版本|可选方案)(?:备选|备用|候选|可选|另选)(?:的)?(?:标题|开头|结尾|题目|版本|文案|正文){_END}$
    ^\W*(?:另一|另外一|其他|替代)(?:个|种|份)?(?:版本|写法|开头|结尾|标题|文案){_END}$
    ^\W*(?:或者?|或是|也可以?)(?:用|选|试试|看看)?(?:这|下面这?|另)(?:一版|个版本|一?种写法|一段)\W*$
    ^\W*(?:标题|题目|开头|结尾)(?:备选|候选|选项|建议|推荐){_END}$
    ^\W*(?:朋友圈|微博|小红书|抖音|短视频|公众号|社群|短信)?(?:精简|简短|浓缩|短|口语|文艺|正式
    活泼)版?(?:版本|版|文案){_END}$
    ^\W*(?:version|fin|début|titre)s? alternati(?:f|v)(?:e|es|s)?{_END}$
    ^\W*(?:alternative|alternativer|alternatives) (?:fassung|version|einstieg|schluss|titel
    ende){_END}$|^\W*titelvorschläge{_END}$
    ^\W*(?:versión|final|título|comienzo)s? alternativ[oa]s?{_END}$
""")
# Parts of a text of which one only is wanted; each begins with its number.
_TO = r"(?:\W{0,3}\w[^\n:：)）】\]–—]{0,16})?\s?[:：)）】\]–—]"  # up to the end of the label
_PART_NUMBERED = one_of(rf"""
    ^\W*(?:opening|hook|intro(?:duction)?|headline|lede|closing(?: line)?|subject line|tagline
    standfirst|teaser)(?: option| idea| line)? ?#?{_NUMBER}{_TO}
    ^\W*(?:title|ending|caption|cta) option ?#?{_NUMBER}{_TO}
    ^\W*option {_NUMBER} ?\([^()\n]{{0,20}}{_STYLE}\)\s?[:：–—]
    ^\W*(?:开头|开篇|结尾|收尾|标题|题目|引子|导语|文案|金句)(?:方案|选项|版本
    备选)?\s?[1-4a-d一二三四甲乙丙](?![个些天年月日段])[^\n:：)）】\]。，]{{0,12}}[:：)）】\]]
    ^\W*第[一二三]种(?:开头|开篇|结尾|写法|标题|版本)(?:$|[^\w是就要只为])
    ^\W*(?:方案|版本|写法)\s?[1-3a-c一二三甲乙丙][^\n:：。，]{{0,8}}{_STYLE}[^\n:：。，]{{0,4}}[:：)）】\]]
    ^\W*(?:einstieg|schluss|accroche|chute|entrada|cierre) ?{_NUMBER}\b[^\n:：]{{0,16}}:
""")
# One is to be chosen of what hardly a reader chooses.
_CHOOSE = one_of(r"""
    \b(?:choose|pick|select|use) (?:whichever|any|one|your favou?rite
    your preferred)(?: of)?(?: \w+){0,3}? (?:opening|headline|ending|version|intro|introduction|hook
    tagline|slogan|caption|closing|draft)s?\b(?! of\b)
    ^\W*(?:or|alternatively),? (?:for|with|as|in) [^:\n]{0,40}\b(?:start|opening|ending|tone|title
    headline|version|finish|hook|intro)\b[^:\n]{0,20}:
    (?:标题|题目|开头|结尾|版本|文案|导语)[^。！？\n]{0,10}(?:任选其?一|[二三四五两]选一|选其一|(?<!选)择一)
""")
_WHICH = one_of(r"""
    (?:您|你)[^。！？\n]{0,8}哪(?:一)?[个版种款条][^。！？\n]{0,6}(?:合适|好|满意|喜欢|符合)
    \bwhich (?:one|of (?:these|them)|version|option) (?:do|would|works|suits|fits) (?:you|best)
""")
_PLAN = re.compile(
    r"\W*(?:方案|版本|选项|文案|option|version|opening|title) ?[1-5a-e一二三四五]\s?[:：.、)）–—-]"
    r"|\W*[(（]?[a-e][)）]"
)
# Its readers write texts themselves, and choose.
_ADVICE = question(r"""
    \bhow\b|\btips?\b|\bguide\b|\bexamples?\b|templates?\b|\bsamples?\b|\bways?\b|怎|如何|技巧|范文
    模板|指南|教程|写法
""")
_BRACKETS = re.compile(r"\s*[(（\[【]([^()（）\[\]【】\n]{1,40})[)）\]】]\s*$")
# Behind the heading of an ending or an opening: a recipe may well have a vegan version.
_NAMES_ONE = compiled(r"""
    \b(?:\w+er|alternat\w+|other|second|new|old|original|revised|first|final) (?:version|take|draft
    ending|opening|variant)\b
    \b(?:version|alternative|alternate|rewrite|rewritten|variant|for the newsletter|for social
    media)\b
    版本|另一版|备选|替代|改写|备用|[长短新旧]版|修改版
    \bfassung\b|\bvariante\b|\balternativ\w+
""")
_OR = re.compile(r"[*_ ]*(?:or|alternatively|oder|ou|o|或者?)[*_ :,.…]*")
_SHORT_TITLE = 6  # characters: "Walks (short)" is no second text
_TEXT = 24  # units of a whole text
_LONGER = 3  # times that one of two texts is as long as the other
_NEAR = 4  # passages from one opening to the next: parts of a text are longer
_LONG_TEXT = 1_500  # units of one whose halves have words enough in common, and parts of any name
_ALIKE, _ALIKE_WIDE = 0.45, 0.25  # of the shorter text's own words; two sections have less
_SUBJECT = question(r"""
    version|release|update|draft|option|upgrade|edition|variant|template|版本|版|稿|方案|模板|升级
    异文|更新|fassung|versión
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first label that says so, or the second of two that are numbered."""
    about = article.subject.is_about(_SUBJECT)
    found = _by_titles(article)
    if found is None:
        found = _by_labels(article, about=about)
    if (
        found is None
        and article.may_hold(_PART_NUMBERED)
        and not answers.is_about_texts(article.subject)
    ):
        found = _by_parts(article)
    found = found or _by_choice(article)
    if found is not None:
        said = f"several versions of the text stand in it: {found.said.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, found.block.span, said)


def _by_labels(article: Finished, *, about: bool) -> Passage | None:
    """A label that stands alone; ``about``: versions of something are the subject."""
    before: Passage | None = None
    for passage in filter(_is_label, article.holding(_OTHER, _NUMBERED)):
        is_long = len(article.units) > _LONG_TEXT
        if passage.find(_OTHER, passage.spelled) and not (about or is_long):
            return passage
        if passage.find(_NUMBERED, passage.spelled):
            if before is not None and _are_of_one_text((before, passage), about=about):
                return passage
            is_first = before is None and not about
            if is_first and _SECOND.fullmatch(passage.spelled) and not _speaks_of_one(article):
                return passage  # of a first one nothing is said
            before = passage
            further = _FURTHER.search(passage.spelled) and _MANNER.search(passage.spelled)
            if further and not about:
                return passage  # the first one has no label
    return None


def _speaks_of_one(article: Finished) -> bool:
    """Whether its sentences speak of versions or drafts: these may be what it is about."""
    told = [one.low for one in article.spoken if one.block.kind is not Kind.HEADING]
    return any(_OF_VERSIONS.search(one) for one in told)


def _by_parts(article: Finished) -> Passage | None:
    """The second passage that begins as one of several openings, titles or endings."""
    those = [
        (place, one)
        for place, one in enumerate(article.spoken)
        if one.held & _PART_NUMBERED.bits
        for line in one.low.split("\n")
        if one.begins(_PART_NUMBERED, line)
    ]
    near = (later for earlier, later in pairwise(those) if later[0] - earlier[0] <= _NEAR)
    return next((one for _, one in near), None)


def _by_choice(article: Finished) -> Passage | None:
    """Where somebody is asked to choose one of the openings, titles or endings that stand there."""
    those = article.holding(_CHOOSE, _WHICH)
    asked = next((one for one in those if one.find(_CHOOSE, one.spelled)), None)
    is_sure = asked is not None and not answers.is_about_texts(article.subject)
    if asked is None and those and those[-1] is article.spoken[-1]:
        asked = those[-1] if those[-1].find(_WHICH, those[-1].spelled) else None
    if asked is None or article.subject.is_about(_ADVICE):
        return None
    labels = sum(_PLAN.match(one.low) is not None for one in article.spoken)
    return asked if is_sure or labels > 1 else None


def _by_titles(article: Finished) -> Passage | None:
    """A heading that has the title of one before it, in another manner, or a second text's."""
    headings = [one for one in article.spoken if one.block.kind is Kind.HEADING]
    seen: dict[str, str] = {}
    for heading in (*article.heading, *headings):
        text = heading.low.strip()
        label = _BRACKETS.search(text) if text[-1:] in ")）]】" else None
        title = text[: label.start()] if label else text
        is_own = len(title) > _SHORT_TITLE or heading.block.level == 1 or is_of_any_text(title)
        before = seen.setdefault(title, text) if is_own else text
        labels = text[len(title) :] + before[len(title) :]
        if before == text:
            continue
        if re.search(_STYLE, labels) or (is_of_any_text(title) and _NAMES_ONE.search(labels)):
            return heading
    for joint, second in pairwise(article.spoken):
        if second.block.level == 1 and _OR.fullmatch(joint.low):
            return second
    firsts = [one for one in headings if one.block.level == 1 and one.block.start]
    return firsts[0] if len(firsts) == 1 and _is_told_again(article, firsts[0]) else None


def _is_told_again(article: Finished, title: Passage) -> bool:
    """Whether what stands below a second title says what stands above it."""
    halves: tuple[list[Passage], list[Passage]] = ([], [])
    for one in article.spoken:
        halves[one.block.start >= title.block.start].append(one)
    shorter, longer = sorted(sum(len(one.units) for one in half) for half in halves)
    if shorter < _TEXT or longer > _LONGER * shorter or longer > _LONG_TEXT // 2:
        return False  # a long text has most words of a short one
    above, below = (set().union(*[one.shape for one in half]) for half in halves)
    least = _ALIKE_WIDE if title.is_wide else _ALIKE
    return shapes.are_alike(above, below, least)


def _is_label(passage: Passage) -> bool:
    low = passage.low.strip()
    return len(low) <= _LONG and "\n" not in low and passage.block.kind is not Kind.CELL


def _are_of_one_text(labels: Sequence[Passage], *, about: bool) -> bool:
    """Whether both labels name a manner, or a text by their own word."""
    if not about and any(_MANNER.search(one.spelled) for one in labels):
        return True  # the other one is in a manner that no list has
    if all(_MANNER.search(one.spelled) for one in labels):
        return True
    return not about and all(_OF_TEXTS.search(one.spelled) for one in labels)
