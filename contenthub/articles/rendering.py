"""Markdown to HTML that is safe to show and to send: for the API, feeds and newsletters.

Articles come from programs outside, so whatever HTML they hold passes a sanitizer. Both
libraries are imported on first use: most processes never render.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_URL_SCHEMES = {"http", "https", "mailto", "tel"}
MOST_NESTED = 100  # elements within each other: the sanitizer's time grows with their square
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
# They hold nothing, or end where the next of them begins: no depth comes of them.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "source",
        "td",
        "th",
        "tr",
        "track",
        "wbr",
    ]
)
_ELEMENT = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)\b")
_OF_TEXT = frozenset(  # what marks words of a line
    {
        *("a", "abbr", "b", "big", "br", "center", "cite", "code", "del", "em", "font", "i", "img"),
        *("ins", "kbd", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "u"),
    }
)
# The sanitizer writes "&" and the characters from U+0080 to U+00BF, such as "«" and the space that
# does not break, in time that grows with the text that they stand in, up to the next element.
_MOST_STEPS = 10_000_000_000  # such characters by the length of their texts: a tenth of a second
_LONG = 2_000  # characters of a text that is worth counting
_DEAR = re.compile("[&\x80-\xbf]")
_ANY_ELEMENT = re.compile(r"</?[a-z]")
# Elements that begin wherever they stand: others are left out in the wrong place, or end nothing.
_SURE_ELEMENT = re.compile(
    r"<(?:p|h[1-6]|ul|ol|li|blockquote|pre|code|em|strong|a|del|br|hr|img|table)[\s>]"
)
_LANGUAGE_CLASS = re.compile(r"language-[\w+#.-]+")  # what highlighters look for


def html(markdown: str) -> str:
    """The HTML of a CommonMark text (with tables and ~~strikethrough~~), without scripts.

    HTML inside the text stays as far as it is harmless; links leave with
    ``rel="noopener noreferrer"`` and only to http, https, mailto, tel and relative addresses.
    HTML of more than 100 elements within each other is shown as text, and so is all of a text that
    the sanitizer would take too long for.
    """
    rendered = _parser(tags=True).render(markdown)
    if _is_deep(rendered) or _takes_long(rendered, _SURE_ELEMENT):
        rendered = _parser(tags=False).render(markdown)
        if _takes_long(rendered, _ANY_ELEMENT):  # all of them are the parser's own
            return f"<pre>{escape(markdown)}</pre>\n"
    return _cleaner().clean(rendered)


def line(markdown: str) -> str:
    """What a reader sees of one line of Markdown, as plain text; pictures by their description.

    HTML that is no element of text (``vector<int>``) stays as it is written.
    """
    tokens = _parser(tags=True).parseInline(markdown.replace("\n", " "))
    children = [child for token in tokens for child in token.children or ()]
    return " ".join("".join(map(_seen, children)).split())


def _seen(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type != "html_inline":
        return token.content
    element = _ELEMENT.match(token.content)
    if element is None or element[1].lower() not in _OF_TEXT:
        return "" if token.content.startswith("<!--") else token.content
    return " " if element[1].lower() == "br" else ""


def sanitised(foreign: str) -> str:
    """HTML of somebody else, such as a creator's own, as far as it is harmless.

    Wherever such HTML leaves this program it passes here; what is stored stays as it came. One
    that is nested too deep, or would take too long, is shown as text, as in ``html``.
    """
    text = escape(foreign)
    if _takes_long(foreign, _SURE_ELEMENT):
        return text
    if not _is_deep(foreign):
        return _cleaner().clean(foreign)
    return text if _takes_long(text, _SURE_ELEMENT) else _cleaner().clean(text)


def _is_deep(rendered: str) -> bool:
    depth, open_ = 0, Counter[str]()
    for ends, name in _TAG.findall(rendered.lower()):
        if name in _FLAT or (ends and not open_[name]):
            continue
        step = -1 if ends else 1
        open_[name] += step
        depth += step
        if depth > MOST_NESTED:
            return True
    return False


def _takes_long(rendered: str, element: re.Pattern[str]) -> bool:
    """Whether writing it would take too many steps; ``element`` is where a text surely ends."""
    texts = (text for text in element.split(rendered) if len(text) > _LONG)
    return sum(len(text) * len(_DEAR.findall(text)) for text in texts) > _MOST_STEPS


@cache
def _parser(*, tags: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": tags}).enable(["table", "strikethrough"])


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["code"] = {"class"}
    for cell in ("th", "td"):
        attributes[cell].add("style")  # how the parser aligns columns
    return nh3.Cleaner(
        attributes=attributes,
        attribute_filter=_filter,
        filter_style_properties={"text-align"},
        url_schemes=_URL_SCHEMES,
    )


def _filter(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class" and not _LANGUAGE_CLASS.fullmatch(value):
        return None
    return value
