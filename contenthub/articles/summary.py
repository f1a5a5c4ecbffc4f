"""What an article is about, in one line: for lists, descriptions and search results.

A few regular expressions rather than a Markdown parser: this runs for each article that is
made or published, where a parser's milliseconds would be the most expensive step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGINNING = 20_000  # characters in which a first paragraph is looked for
_FENCE = re.compile(r"(`{3,}|~{3,})")
_UNDERLINE = re.compile(r"=+|-+")  # below a line of text: the line is a heading
# Lines that are no prose: headings, rules, tables, HTML, link definitions.
_NOT_PROSE = re.compile(r"#{1,6}(?:\s|$)|(?:[-*_]\s*){3,}$|\||<[!/?a-zA-Z]|\[[^\]]*\]:\s")
_PREFIX = re.compile(r"^(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+)+")  # quotes and list items
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
_STARRED = re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*")  # 2 * 3 stays
_UNDERSCORED = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")  # snake_case stays
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SENTENCE_END = re.compile(r"[。！？；]|[.!?;](?=\s)")
_WIDE = "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd]"
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")


def summarise(markdown: str, limit: int = 200) -> str:
    """The first paragraph as plain text on one line, at most ``limit`` characters.

    What is too long ends after a sentence where one ends in the last third, else between
    words (Chinese and Japanese: between characters) with "…". Empty when the text holds no
    prose at all.
    """
    for paragraph in _paragraphs(markdown):
        text = _plain(paragraph[: 3 * limit])  # marks and addresses fall away
        if text:
            return _cut(text, limit)
    return ""


def _paragraphs(markdown: str) -> Iterator[str]:
    """The paragraphs of prose, found line by line."""
    lines: list[str] = []
    fence = ""
    for line in map(str.strip, markdown[:_BEGINNING].splitlines()):
        opening = _FENCE.match(line)
        if fence:
            fence = "" if line.startswith(fence) else fence
        elif lines and _UNDERLINE.fullmatch(line):
            lines = []
        elif opening or not line or _NOT_PROSE.match(line):
            fence = opening.group() if opening else ""
            if lines:
                yield "\n".join(lines)
            lines = []
        else:
            lines.append(_PREFIX.sub("", line, count=1))
    if lines:
        yield "\n".join(lines)


def _plain(text: str) -> str:
    """Without marks; the looks at single characters spare most texts most expressions."""
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    for mark in ("**", "`", "~~"):
        text = text.replace(mark, "")
    if "*" in text:
        text = _STARRED.sub(r"\1", text)
    if "_" in text:
        text = _UNDERSCORED.sub(r"\2", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return " ".join((_WIDE_BREAK.sub("", text) if "\n" in text else text).split())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, limit * 2 // 3, limit)]
    if ends:
        return text[: ends[-1]]
    head = text[: limit - 1]
    if not re.match(rf"\s|{_WIDE}", text[limit - 1]) and not re.search(rf"{_WIDE}$", head):
        head = head.rpartition(" ")[0] or head
    return head.rstrip(" ,;:，；：、") + "…"
