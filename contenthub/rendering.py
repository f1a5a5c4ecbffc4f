"""Markdown to HTML that is safe to show and to send: for the API, feeds and newsletters.

Articles come from programs outside, so whatever HTML they hold passes a sanitizer. Both
libraries are imported on first use: most processes never render.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt

_URL_SCHEMES = {"http", "https", "mailto", "tel"}
_LANGUAGE_CLASS = re.compile(r"language-[\w+#.-]+")  # what highlighters look for


def html(markdown: str) -> str:
    """The HTML of a CommonMark text (with tables and ~~strikethrough~~), without scripts.

    HTML inside the text stays as far as it is harmless; links leave with
    ``rel="noopener noreferrer"`` and only to http, https, mailto, tel and relative addresses.
    """
    return _cleaner().clean(_parser().render(markdown))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


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
