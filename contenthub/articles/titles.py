"""The title of a text: what stands above it, parted from it, or its first heading."""

from __future__ import annotations

import re
from itertools import islice

from contenthub.articles import rendering
from contenthub.articles.code_regions import CODE, Walk
from contenthub.articles.text import heading

_TOKEN = re.compile(rf"{CODE}|(?P<heading>^ {{0,3}}+#{{1,6}}+[ \t][^\n]*+)", re.MULTILINE)
_MOST = 100_000  # tokens that are looked at: a title stands at the beginning
_MARKS = re.compile(r"[\\`*_\[\]<>&!~{^]")  # what may be Markdown; most titles have none
# What some dialects add to a heading: an id, a number of a footnote; what ends a line for good.
_ID = re.compile(r"(?<!\\)\{#[^{}]{0,200}\}$")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\]\s]{1,60}\]")
_HARD_BREAK = re.compile(r"(?<!\\)(?:\\\\)*+\\$")
_LONGEST = 2_000  # characters of a heading that are looked at


def plain_title(heading: str) -> str:
    """The words of a heading: where a title is shown, nobody reads Markdown."""
    text = heading.strip()[:_LONGEST]
    if not _MARKS.search(text):
        return text
    if _HARD_BREAK.search(text):
        text = text[:-1]
    return rendering.line(_FOOTNOTE.sub("", _ID.sub("", text))) or text


def first_heading(markdown: str) -> str:
    """The words of the first ATX heading that is no line of code, or an empty string."""
    walk = Walk(list(islice(_TOKEN.finditer(markdown), _MOST)))
    while (token := walk.next()) is not None:
        line = token[0]["heading"]
        if line is not None and (found := heading(line)):
            return plain_title(found[1])
    return ""


def split_title(markdown: str) -> tuple[str, str]:
    """(title, text below it) of a text that begins with a heading of level 1; else ("", text).

    Both ways of writing such a heading are known: ``# Title``, and a line of ``=`` beneath it. The
    title comes as it is written.
    """
    text = markdown.removeprefix("\ufeff").replace("\r\n", "\n")
    first, _, rest = text.lstrip("\n").partition("\n")
    found = heading(first)
    if found is not None:
        return (found[1], rest) if found[0] == 1 else ("", text)
    second, _, below = rest.partition("\n")
    indented = first.startswith(("    ", "\t"))
    if first.strip() and second.startswith("=") and not indented and not second.strip("= \t"):
        return first.strip(), below
    return "", text
