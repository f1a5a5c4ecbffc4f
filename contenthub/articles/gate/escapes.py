"""Has it the escapes of a program? Readers would see "\\n\\n" and "&amp;nbsp;" as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "escapes"
_BREAKS = re.compile(r"\\n\\n|\\r\\n|(?<=[.!?。！？:：])\\n")
_CODES = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}")
_TWICE = re.compile(r"&amp;(?:#\d{1,5}|#x[0-9a-f]{1,5}|[A-Za-z]{2,8});")
_TAG_FIRST = re.compile(r"&lt;(?:p|div|h[1-6]|ul|ol|li|span|table|section|article)\b")
_TAG_LAST = re.compile(r"&lt;/(?:p|div|h[1-6]|ul|ol|li|span|table|section|article)&gt;\s*+$")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*+>")  # no reader sees an address in one
_STRING = re.compile(r'"[^"\n]{0,400}\\n')
_FEW = 2  # an article may name one


def check(article: Finished) -> Iterator[Finding]:
    """Escapes that were not undone, outside of code."""
    body = article.body
    if "\\" not in body and "&amp;" not in body and "&lt;" not in body:
        return
    spans = []
    for passage in article.passages:
        text, said, count = passage.block.text, passage.said, 0
        if text[:1] == '"' and "\\n" in text and _STRING.match(text):
            said = text  # the whole of it is the string of a program
        if "\\" in said:
            count = len(_BREAKS.findall(said)) + len(_CODES.findall(said))
        if "&" in text and passage.block.kind is not Kind.CODE:
            count += _of_markup(_TAG.sub("", text) if "<" in text else text)
        spans += [passage.block.span] * count
    if len(spans) >= _FEW:
        said = f"escapes of a program stand in the text ({len(spans)} times)"
        yield Finding(NAME, Level.HOLD, spans[0], said)


def _of_markup(text: str) -> int:
    count = len(_TWICE.findall(text))
    if text.startswith("&lt;") and _TAG_FIRST.match(text) and _TAG_LAST.search(text[-20:]):
        count += _FEW
    return count
