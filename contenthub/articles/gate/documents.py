"""Is it an article at all? Raw data, pages and a program's values come where text was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import server_answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.spelled_out import simplified

NAME = "not_an_article"
_FENCED = re.compile(r"\s*+```\w*+\s*+([^`]*+)```\s*+")  # the whole text is one block of code
_DATA = re.compile(
    r"\s*+(?:```\w*+\s*+)?(?:\[\s*+)?\{\s*+[\"'][^\"'\n]{1,80}[\"']\s*+:"
    r"|\s*+\[\s*+\"[^\"\n]*+\"\s*+[,\]]"
)
_PAGE = re.compile(
    r"\s*+(?:```\w*+\s*+)?<(?:!doctype|html|head|body|\?xml|rss|feed|svg)\b", re.IGNORECASE
)
_PAGE_PARTS = re.compile(r"<(html|head|body|script|style|nav|footer|form)\b", re.IGNORECASE)
_FEW_PARTS = 3  # different ones: an article may show several videos
# The text as a block of YAML, below the names of other values.
_WRAPPED = re.compile(
    r"\A(?:\s*+[\"']?\w{1,30}[\"']?:[^\n]{0,200}\n){1,12}?"
    r"[ \t]*+[\"']?(?:body|content|text|article|markdown|正文|内容)[\"']?:[ \t]*+[|>][+-]?[ \t]*+\n"
)
_WRAPPER = 2_000  # characters in which these stand
# Elements of which a page is made: Markdown has its own ways for all of them.
_LAYOUT = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|section|article|header|main|aside|nav|footer|meta|link|title|body"
    r"|html|head|button|form)\b[^<>]{0,200}>",
    re.IGNORECASE,
)
# Headings, parts and looks: paragraphs and links alone are what an editor's program writes.
_DESIGN = re.compile(
    r"<(?:h[1-6]|section|article|main|header)\b|<(?:p|div|span|ul)\b[^<>]{0,200}\b(?:style|class)=",
    re.IGNORECASE,
)
_ELEMENTS_FOR_DESIGN = 20  # of layout, for each such mark at most
_CONTROLS = re.compile(r"<(?:button|form|input|nav|header|footer|aside|meta|link)\b", re.IGNORECASE)
_FEW_CONTROLS = 2
_ELEMENT = re.compile(r"<[^<>]*+>")
_ALL_HTML = 0.9  # of the words; an article may have a table, a list or a section in elements
_CODE_SPAN = re.compile(r"`[^`\n]*+`")
_FEW_ELEMENTS = 6
_TOLD = {Kind.PARAGRAPH, Kind.ITEM, Kind.CELL}
_CHARACTERS_FOR_ONE = 250  # of all that is there: a page has a mark of layout for each line
_ENDS_PAGE = re.compile(r"</(?:body|html|main|article)>\s*+(?:```)?\s*+$", re.IGNORECASE)
_VALUE = re.compile(
    r"(?:\[object \w{1,20}\]|undefined|null|none|nan|true|false|\{\}|\[\]|n/?a|ok|success|\.{3}"
    r"|<\w{1,30} object at 0x[0-9a-f]{1,16}>|test|测试)[.。]?",
    re.IGNORECASE,
)


def check(article: Finished) -> Iterator[Finding]:
    """Data, a page of HTML, a value of a program, or the error of a server in place of a text."""
    body = article.body
    if _is_data(body):
        yield Finding(NAME, Level.HOLD, None, "the text is JSON, and no article")
    elif _is_page(article):
        yield Finding(NAME, Level.HOLD, None, "the text is a page of HTML or XML, and no article")
    elif _WRAPPED.match(article.wording[:_WRAPPER]):
        yield Finding(NAME, Level.HOLD, None, "the text is a value within YAML, and no article")
    elif len(body) < 80 and _VALUE.fullmatch(simplified(body.strip())):
        yield Finding(NAME, Level.HOLD, None, "the text is a value of a program, and no article")
    else:
        yield from server_answers.found(NAME, article)


def _is_data(body: str) -> bool:
    start = body[:200].lstrip()
    if start.startswith("```") and _FENCED.fullmatch(body) is None:
        return False
    return _DATA.match(start) is not None


def _is_page(article: Finished) -> bool:
    if "<" not in article.body:
        return False
    if _PAGE.match(article.body[:200]):
        return True
    html = "".join(one.text for one in article.blocks if one.kind is Kind.HTML)
    rest = sum(len(one.text) for one in article.blocks if one.kind is not Kind.HTML)
    parts = {one.lower() for one in _PAGE_PARTS.findall(html)} if len(html) > rest else ()
    if len(parts) >= _FEW_PARTS:
        return True
    return _is_laid_out(article)


def _is_laid_out(article: Finished) -> bool:
    """Written in elements of HTML from beginning to end, or with the end of a page below it."""
    texts = [one.text for one in article.blocks if one.kind is not Kind.CODE]
    shown = "\n".join(_CODE_SPAN.sub("", one) if "`" in one else one for one in texts if "<" in one)
    if _ENDS_PAGE.search(article.body[-60:]) and _ENDS_PAGE.search(shown[-60:]):
        return True
    elements = len(_LAYOUT.findall(shown))
    if elements < _FEW_ELEMENTS or elements * _CHARACTERS_FOR_ONE <= sum(map(len, texts)):
        return False
    if len(_CONTROLS.findall(shown)) >= _FEW_CONTROLS:
        return True
    if "](" in article.body:
        return False  # Markdown all the same, with elements for what it has no marks for
    design = len(_DESIGN.findall(shown))
    return design * _ELEMENTS_FOR_DESIGN >= elements and _is_all_html(article)


def _is_all_html(article: Finished) -> bool:
    """Whether next to nothing of what a reader sees is written in Markdown."""
    of_html = of_markdown = 0
    for block in article.blocks:
        seen = len(_ELEMENT.sub("", block.text).strip())
        if block.kind is Kind.HTML:
            of_html += seen
        elif block.kind in _TOLD:
            of_markdown += seen
    return of_html >= _ALL_HTML * (of_html + of_markdown)
