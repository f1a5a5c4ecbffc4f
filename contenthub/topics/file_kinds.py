"""What a file that was given as a topics file really is.

A table, a page or a JSON list read line by line makes an article of each of its brackets; so
what is no topics file is refused as a whole, by its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from contenthub import text_files

_LIST = re.compile(r"\[\s*+(?:[\"{\[\]]|$)")  # "[Interview] Tea" is a topic
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|ul|ol|p|div)[\s>]", re.IGNORECASE)
_XML = re.compile(r"<(?:\?xml|!doctype|!--|[a-z][\w:.-]*[\s>/])", re.IGNORECASE)
_CELL_ENDS = re.compile("[,;\t]")
_QUOTED_ROW = re.compile('"[^"]*+"(?:[,;\t]"[^"]*+")++')
# How people call columns of a plan of articles, besides the names that lines may use.
_COLUMNS = frozenset(
    {
        *("title", "subject", "headline", "name", "topics", "keyword", "tags", "tag", "author"),
        *("authors", "date", "publish date", "due date", "deadline", "id", "no", "no.", "#", "nr"),
        *("status", "notes", "note", "comment", "comments", "url", "link", "slug", "description"),
        *("summary", "language", "type", "length", "audience", "style", "format", "categories"),
        *("标题", "主题", "题目", "选题", "关键词", "分类", "类别", "标签", "作者", "日期", "账号"),
        *("状态", "备注", "序号", "编号", "描述", "摘要", "语言", "链接", "標題", "主題", "關鍵詞"),
    }
)
_SEPARATOR = re.compile(r'"?sep=.', re.IGNORECASE)  # Excel's line that tells the separator
_CONFLICT = ("<<<<<<< ", "=======", ">>>>>>> ")
_YAML_KEY = re.compile(r"[\w -]{1,60}:")
_LINES = 'topics come one a line, or as JSON objects like {"topic": "…"}, one a line'


def of_bytes(raw: bytes) -> str | None:
    """What ``raw`` is, if its first bytes say that it is no text in UTF-8."""
    if kind := text_files.document(raw):
        return kind
    return f"a binary file; {_LINES}" if text_files.is_binary(raw) else None


def of_text(text: str, fields: Collection[str]) -> str | None:
    """What ``text`` is, if it is no topics file; ``fields`` are the names a line may use."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        return None
    kind = (
        _markup(text.lstrip())
        or _table(lines, fields)
        or _json(text, lines)
        or _yaml(lines)
        or _conflict(lines)
    )
    return f"{kind}; {_LINES}" if kind else None


def _markup(text: str) -> str | None:
    if not text.startswith("<"):
        return None
    if _FEED.search(text, 0, 2_000):
        return 'an RSS or Atom feed, which a schedule reads by {"feed": "https://example.org/feed"}'
    if _HTML.search(text, 0, 2_000):
        return "HTML"
    return "XML" if _XML.match(text) else None


def _table(lines: list[str], fields: Collection[str]) -> str | None:
    if _SEPARATOR.fullmatch(lines[0]):
        return "a table (CSV)"
    heads = [cell.strip(' "').casefold() for cell in _CELL_ENDS.split(lines[0][:2_000])]
    named = len(heads) > 1 and ("topic" in heads or set(heads) <= set(fields))
    rows = len(heads) > 1 and len(lines) > 1 and bool(_CELL_ENDS.search(lines[1]))
    named = named or (rows and set(heads) <= {*fields, *_COLUMNS, ""})
    quoted = all(_QUOTED_ROW.fullmatch(line) for line in lines)
    return "a table (CSV)" if named or quoted else None


def _yaml(lines: list[str]) -> str | None:
    """A document, or a key with its list; "Tea: a history" is a topic."""
    listed = len(lines) > 1 and _YAML_KEY.fullmatch(lines[0]) and lines[1].startswith("- ")
    return "YAML" if lines[0] == "---" or listed else None


def _conflict(lines: list[str]) -> str | None:
    """What a merge of two versions leaves."""
    there = all(any(line.startswith(mark) for line in lines) for mark in _CONFLICT)
    return "a file with a merge conflict, which has to be resolved first" if there else None


def _json(text: str, lines: list[str]) -> str | None:
    if _LIST.match(lines[0]) or (lines[0][0] == "[" and isinstance(_read(text), list)):
        return "a JSON array"
    if lines[0] == "{" or (len(lines) > 1 and lines[0][0] == "{" and _read(text) is not None):
        return "a JSON document of several lines"
    values = [_read(line) for line in lines[:100]]
    if all(isinstance(value, str) for value in values):
        return "a JSON string" if len(lines) == 1 else "a list of JSON strings"
    if all(isinstance(value, int | float) for value in values):
        return "a JSON number" if len(lines) == 1 else "a list of numbers"
    return "JSON null" if len(lines) == 1 and lines[0] == "null" else None


def _read(text: str) -> object:
    """The value of a JSON text; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
