"""Are there several versions of one text? Somebody was to choose one, and nobody did.

They are known by labels that stand alone above them. Software has versions as well, and advice has
options: a label counts where it tells in which manner the text is written, or where what stands
below two of them is one text in two manners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "several_versions"
_LONG = 70  # characters of a label
_END = r"(?: ?[(（:：\-–—|,，][^\n]*)?\W*"
_NUMBER = r"(?:\d|[a-c]|one|two|three|i{1,3}|[一二三甲乙丙])"
_STYLE = (
    r"(?:formal|informal|casual|playful|poetic|lyrical|literary|factual|neutral|friendly|humorous"
    r"|serious|concise|conversational|professional|persuasive|punchy|lively|simple|simplified|short"
    r"|shorter|long|longer|more \w+|less \w+|\d+ words|tone|style|正式|活泼|口语|书面|文艺|幽默"
    r"|严肃|简洁|精简|简短|庄重|亲切|轻松|温情|抒情|详细|专业|通俗|更[^，。]{1,6}|\d+字|风格|语气|sachlich"
    r"|locker|förmlich|kürzer|länger|lebendig|formel|littéraire|court|long|plus \w+|cercan\w|formal"
    r"|literari\w|más \w+|breve)"
)
# A word for a text in one of several forms, and which one it is.
_NUMBERED = one_of(rf"""
    ^\W*(?:version|draft|option|variant|variante|fassung|versión|opción|entwurf) {_NUMBER}\b{_END}$
    ^\W*(?:版本|方案|选项|文案|稿件|正文|写法|风格) ?{_NUMBER}{_END}$
    ^\W*第[一二三](?:版|稿|种写法|个版本){_END}$
""")
_OF_TEXTS = compiled(r"""
    ^\W*(?:draft|entwurf)|^\W*第[一二三](?:版|稿|种写法|个版本)|^\W*(?:文案|稿件|正文)
""")
_MANNER = re.compile(rf"[(（:：\-–—|,，]\s*[^\n]*{_STYLE}")
# Alone it says that there is another one.
_OTHER = one_of(rf"""
    ^\W*(?:an? |the )?alternat(?:iv)?e (?:version|opening|ending|title|headline|introduction|intro
    conclusion|draft|text|beginning|lead|closing)s?\b{_END}$
    ^\W*(?:an? )?(?:shorter|longer|simpler|revised|lighter|more \w+|less \w+) (?:version
    draft){_END}$
    ^\W*(?:title|headline|heading|subject line) (?:options|ideas|suggestions|alternatives){_END}$
    ^\W*(?:suggested|possible|alternative|optional) (?:titles|headlines|openings|endings){_END}$
    ^\W*(?:备选|备用|候选|可选|另选)(?:的)?(?:标题|开头|结尾|题目|版本|文案|方案|正文){_END}$
    ^\W*(?:另一|另外一|其他|替代)(?:个|种|份)?(?:版本|写法|开头|结尾|标题|文案){_END}$
    ^\W*(?:标题|题目|开头|结尾)(?:备选|候选|选项|建议|推荐){_END}$
    ^\W*(?:朋友圈|微博|小红书|抖音|短视频|公众号|社群|短信)?(?:精简|简短|浓缩|短|口语|文艺|正式
    活泼)版?(?:版本|版|文案){_END}$
    ^\W*(?:version|fin|début|titre)s? alternati(?:f|v)(?:e|es|s)?{_END}$
    ^\W*(?:alternative|alternativer|alternatives) (?:fassung|version|einstieg|schluss|titel
    ende){_END}$|^\W*titelvorschläge{_END}$
    ^\W*(?:versión|final|título|comienzo)s? alternativ[oa]s?{_END}$
""")
_SUBJECT = question(r"""
    version|release|update|draft|option|upgrade|edition|variant|template|版本|版|稿|方案|模板|升级
    异文|更新|fassung|versión
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first label that says so, or the second of two that are numbered."""
    about = article.subject.is_about(_SUBJECT)
    before: Passage | None = None
    likely = article.holding(_OTHER, _NUMBERED)
    for passage in [one for one in likely if _is_label(one)]:
        if passage.find(_OTHER, passage.spelled) and not about:
            yield _found(passage)
            return
        if passage.find(_NUMBERED, passage.spelled):
            if before is not None and _are_of_one_text((before, passage), about=about):
                yield _found(passage)
                return
            before = passage


def _is_label(passage: Passage) -> bool:
    low = passage.low.strip()
    return len(low) <= _LONG and "\n" not in low and passage.block.kind is not Kind.CELL


def _are_of_one_text(labels: Sequence[Passage], *, about: bool) -> bool:
    """Whether both labels name a manner, or a text by their own word."""
    if all(_MANNER.search(one.spelled) for one in labels):
        return True
    return not about and all(_OF_TEXTS.search(one.spelled) for one in labels)


def _found(passage: Passage) -> Finding:
    said = f"several versions of the text stand in it: {passage.said.strip()[:60]}"
    return Finding(NAME, Level.HOLD, passage.block.span, said)
