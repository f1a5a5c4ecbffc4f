"""Markdown in and out of creators: text of others made harmless, articles taken apart."""

from __future__ import annotations

import re

from contenthub.articles.cleaning import one_line
from contenthub.articles.text import heading
from contenthub.articles.titles import plain_title

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!])")
_LIST_MARKER = re.compile(r"^(\d*)([-+=.)])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PREFACE_LINES = 5  # how far down a talkative model may put its heading


def inert(text: str) -> str:
    """The text as one line that Markdown shows literally, wherever in a line it stands."""
    return _LIST_MARKER.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line(text)))


def plain(text: str) -> str:
    """What ``inert`` was given; also takes off bold marks around the whole line."""
    for mark in ("**", "__"):
        if len(text) > 4 and text.startswith(mark) and text.endswith(mark):
            text = text[2:-2]
    return _ESCAPED.sub(r"\1", text).strip()


def split_title(markdown: str) -> tuple[str, str]:
    """(title, body): the first heading of level 1, if the text begins with it, and the rest.

    A line like "Here is the article:" before the heading is what models add; it goes. No
    heading: the title is "".
    """
    markdown = markdown.strip()
    lines = markdown.split("\n", _PREFACE_LINES)
    for number, line in enumerate(lines[:_PREFACE_LINES]):
        if (found := heading(line)) and found[0] == 1:
            return plain_title(found[1]), "\n".join(lines[number + 1 :]).strip()
        if line.strip() and not line.rstrip().endswith((":", "：")):
            break
    return "", markdown
