"""Are an editor program's tags left in a Markdown text? Its headings, colours and comments.

A page's elements may stand in Markdown, and one of these signs may be meant. Three different ones
come from a text that was copied out of such a program by halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import without_code

NAME = "broken_markup"
_ENOUGH = 3
_COMMENT = re.compile(r"<!-- ?/?wp:[a-z]|<!--(?:Start|End)Fragment-->|<!--\[if ", re.IGNORECASE)
_HEADING = re.compile(r"<h[1-6](?: [^<>\n]{0,200})?>", re.IGNORECASE)
_STYLE = re.compile(
    r"<(?:span|p|font|strong|section|h[1-6])\b[^<>\n]{0,200}?\b(?:style=[\"'][^\"'\n]{0,200}"
    r"(?:color|font|text-align|line-height|mso-|white-space|margin)|class=[\"'](?:wp-|Mso|ql-|elementor"
    r"|ad-|mce|rich_media|docx?-|notion-|css-))",
    re.IGNORECASE,
)
_SPACE = re.compile(r"&nbsp;")
_PAIRED = ("p", "div", "span", "section", "font", "h1", "h2", "h3", "h4")
_OPENS = {name: re.compile(rf"<{name}(?=[\s>])", re.IGNORECASE) for name in _PAIRED}
_CLOSES = {name: re.compile(rf"</{name}\s?>", re.IGNORECASE) for name in _PAIRED}
_MAY_BE = ("<", "=", "&")  # each sign has one, and most texts have none
_SIGNS = ("</", "<!--", "style=", "class=", "&nbsp;")
_MARKDOWN = re.compile(r"^#{2,6} \S", re.MULTILINE)
_OF_PAGES = question(r"""
    html|\bcss\b|web|wordpress|markdown|\bcod(?:e|ing)\b|program|site|blog|frontend|网页|前端|代码
    编程|网站|排版
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first block with such a sign, where there are several kinds of them."""
    if not has(article.body, _MAY_BE) or not has(article.body, _SIGNS):
        return
    blocks = [
        one
        for one in article.blocks
        if one.kind is not Kind.CODE and has(one.text, ("<", "&nbsp;"))
    ]
    texts = [without_code(one.text) for one in blocks]
    whole = "\n".join(texts)
    if _signs(whole, has_headings=_MARKDOWN.search(article.body) is not None) < _ENOUGH:
        return
    if not article.subject.is_about(_OF_PAGES):
        said = f"tags of a program for pages are left in it: {' '.join(texts[0].split())[:60]}"
        yield Finding(NAME, Level.HOLD, blocks[0].span, said)


def _signs(text: str, *, has_headings: bool) -> int:
    """How many kinds of signs there are."""
    unpaired = any(
        len(_CLOSES[name].findall(text)) > len(_OPENS[name].findall(text)) for name in _PAIRED
    ) or any(
        len(_OPENS[name].findall(text)) > len(_CLOSES[name].findall(text))
        for name in ("span", "font", "h2", "h3")
    )
    return sum(
        (
            _COMMENT.search(text) is not None,
            has_headings and _HEADING.search(text) is not None,
            _STYLE.search(text) is not None,
            _SPACE.search(text) is not None,
            unpaired,
        )
    )
