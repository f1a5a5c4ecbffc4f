"""Has it the form that was ordered in so many words? An interview asks, a table has rows.

Only what can be seen without judging the text: nothing at all of the form has to be there. Wishes
with a condition ("a table where it helps"), choices and bans order none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from contenthub.articles.gate import genres
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.lines import Kind, Line
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "wrong_form"
_MOST_READ = 2_000  # characters of requirements
_CLAUSE = re.compile(r"[^.;,!?。；，！？\n]{1,200}")
_LEAST_TEXT = 60  # words: a shorter text may be of any form
_NO_ORDER = compiled(r"""
    \b(?:no|not|don't|do not|never|without|avoid|instead|rather than|unless|if|where|when|whenever
    may|might|can|could|optional\w*|possibl[ey]|perhaps|or|like|such as|about|sample|template|how to
    example|kein\w*|ohne|nicht|oder|sans|pas|ou|sin|no)\b
    不|无|别|勿|免|可(?!爱|读)|如有|如果|必要|适当|适量|或|关于|模板|范本|示例|范例
""")
_TURNS = compiled(r"""
    \bq ?& ?a\b|\bquestions? (?:and|&) answers?\b|\bfaqs?\b|\bfrequently asked questions\b
    (?:^|\b(?:as|write|in the form of) )an? (?:\w+ ){0,2}(?:interview|dialogue
    conversation)\b(?! (?:guide|tips))
    \binterview (?:form|format|style)\b|\bin dialogue\b|\bin form eines interviews?\b
    \bforme d'(?:une )?interview\b|\bpreguntas y respuestas\b|\bfragen und antworten\b
    问答(?:形式|体|式|的形式|稿)|问答(?:形式|体|式|的形式)|一问一答|对话体|对话形式
    采访稿|访谈(?:形式|体|稿)|常见问题解答
""")
_LIST = compiled(r"""
    \b(?:numbered|bullet(?:ed)?|bullet-point|ordered) list\b|\b(?:in|as|with|use) bullet points\b
    \b(?:as|in the form of) an? (?:\w+ )?(?:list|checklist)\b(?! of \w+ (?:under|with) )
    \bin list form\b
    ^(?:an? )?(?:printable )?checklist\b
    (?:清单|列表|条列)(?:形式|体|格式)|(?:用|以|写成)(?:清单|列表|条目)
    分点(?:写|列|说明|阐述)
    逐条(?:写|列)|^清单$
""")
_TABLE = compiled(r"""
    \b(?:comparison|summary|price|overview|results?) table\b
    \b(?:include|includes|including|add|provide|contain|contains|with|plus) (?:an?
    one) (?:\w+ )?table (?:of|with|comparing|showing|that|listing)\b(?! contents)
    \b(?:in|as) (?:an?|the form of an?) table\b
    附(?:上|有)?[^，。；]{0,8}表(?:格)?$|(?:用|以|写成|做成|整理成)表格|表格(?:形式|对比)
    (?:对比|比较|价格|汇总)表
""")
_VERSE = compiled(r"""
    (?:^|\b(?:as|write|in the form of) )(?:an? |the )?(?:\w+ ){0,2}(?:poem|sonnet|ballad|villanelle
    limerick|pantoum|haiku)\b
    \bin (?:verse|rhyme|rhymed couplets|rhyming couplets)\b|\brhym(?:ed|ing) couplets\b
    (?:写成|写)一首[^，。；]{0,6}诗|^(?:一首)?(?:现代|打油|叙事|抒情|格律
    七言|五言)诗$
    诗(?:歌)?(?:形式|体)
""")
_LETTER = compiled(r"""
    (?:^|\b(?:as|write|in the form of) )an? (?:(?!love)\w+ ){0,2}letter\b|\bin letter form\b
    (?:写成|写|^)一封[^，。；]{0,10}信|书信体|书信形式
""")
_PROSE_POEM = ("prose poem", "散文诗")

_TURN = re.compile(
    r"[\W_]*[^\W\d_][^:：?？。\n]{0,30}(?:[:：]|\*\*)|\s*[—–-]\s?\S|[\W_]*(?:[qa问答]|問)[\W_]"
)
_POINT = re.compile(
    r"[\W_]*(?:\d{1,2}\W|[①-⑳•·□☐✓✔→▪●]|[一二三四五六七八九十]{1,2}[、.．]|第[一二三四五六七八九十\d]"
    r"|(?:first|second|third|fourth|fifth|finally)(?:ly)?\b)"
)
_MARKS_OF_POINTS = re.compile(r"^\s*[•·□☐✓✔→▪●①-⑳]")
_YOU = re.compile(r"\b(?:you|your|du|dir|dich|sie|ihnen|ihr|vous|tu|toi|te|usted|ti)\b|[你您]")
_CLOSES = re.compile(
    r"\W*(?:yours|sincerely|regards|love|with |best|warmly|faithfully|signed|mit freundlichen"
    r"|herzlich\w*|cordialement|atentamente|此致|敬礼|祝|顺颂|.{0,12}(?:敬上|谨上|启$|草$))"
)
_OPENS = re.compile(r"\S.{0,60}[,，:：!！]$")
_MOST_SALUTED = 40  # characters of "Hello neighbours,"
_FIRST, _LAST = 4, 4  # passages in which a letter begins and ends
_FEW_TURNS, _FEW_POINTS, _FEW_QUESTIONS = 4, 2, 2
_FEW_PARAGRAPHS = 3
_LONG_LINE, _LONG_WIDE_LINE = 110, 42  # characters that no verse has
_MOSTLY = 0.6


def check(article: Finished) -> Iterator[Finding]:
    """The first form that was ordered and of which nothing is there."""
    if not article.rules.requirements or article.words < _LEAST_TEXT:
        return
    clauses = _clauses(article.rules.requirements)
    for ordered, what, is_there in _FORMS:
        if any(ordered.search(one) for one in clauses) and not is_there(article):
            yield Finding(
                NAME, Level.HOLD, None, f"{what} was ordered, and it has none of its form"
            )
            return


def _clauses(requirements: Sequence[str]) -> list[str]:
    """The parts of sentences that order something without a condition."""
    text = lowered("\n".join(requirements)[:_MOST_READ])
    parts = (one.strip() for one in _CLAUSE.findall(text))
    return [one for one in parts if one and _NO_ORDER.search(one) is None]


def _lines(article: Finished, *kinds: Kind) -> list[Line]:
    return [one for one in article.lines if one.kind in kinds]


def _asks(article: Finished) -> bool:
    """Whether there are questions, or turns of speakers."""
    body = article.body
    if body.count("?") + body.count("？") >= _FEW_QUESTIONS:
        return True
    told = _lines(article, Kind.TEXT, Kind.LIST, Kind.QUOTE)
    return sum(_TURN.match(lowered(one.text)) is not None for one in told) >= _FEW_TURNS


def _has_points(article: Finished) -> bool:
    if len(_lines(article, Kind.LIST, Kind.TABLE)) >= _FEW_POINTS or "<li" in article.body:
        return True
    told = _lines(article, Kind.TEXT, Kind.HEADING)
    return sum(_POINT.match(lowered(one.text.lstrip("# "))) is not None for one in told) >= (
        _FEW_POINTS
    )


def _has_table(article: Finished) -> bool:
    if article.images or "![" in article.body or "<" in article.body:
        return True
    drawn = any("|" in one.text or "  " in one.text for one in _lines(article, Kind.CODE))
    return drawn or bool(_lines(article, Kind.TABLE))


def _has_verses(article: Finished) -> bool:
    """Whether it is not made of paragraphs that no verse is as long as."""
    if has(simplified(" ".join(article.rules.requirements)), _PROSE_POEM):
        return True
    told = [one.text for one in _lines(article, Kind.TEXT, Kind.QUOTE)]
    if len(told) < _FEW_PARAGRAPHS:
        return True
    return sum(map(_is_long, told)) < _MOSTLY * len(told)


def _is_long(line: str) -> bool:
    is_wide = len(line.encode()) > 2 * len(line)
    return len(line) > (_LONG_WIDE_LINE if is_wide else _LONG_LINE)


def _is_letter(article: Finished) -> bool:
    """Whether it begins or ends like a letter, or somebody writes to somebody in it."""
    said = article.spoken
    if not said or genres.is_letter(said):
        return True
    begins = [one.low.strip() for one in said[:_FIRST]]
    if any(len(one) <= _MOST_SALUTED and _OPENS.match(one) for one in begins):
        return True
    if any(_CLOSES.match(one.low.strip()) for one in said[-_LAST:]):
        return True
    return article.voices > 0 and any(_YOU.search(one.low) for one in said)


_FORMS: tuple[tuple[re.Pattern[str], str, Callable[[Finished], bool]], ...] = (
    (_TURNS, "a text of questions and answers", _asks),
    (_LIST, "a list", _has_points),
    (_TABLE, "a table", _has_table),
    (_VERSE, "a poem", _has_verses),
    (_LETTER, "a letter", _is_letter),
)
