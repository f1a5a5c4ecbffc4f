"""Takes off the front matter that a model writes above its article, and reads what is usable.

Models have seen many static sites. Their front matter would be shown as a rule and a heading
below ours, so it goes; title, summary and tags are taken over, and nothing else: what decides
about publishing is ours.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub.articles import simple_yaml
from contenthub.articles.text import printable

_MOST_LINES, _MOST_CHARACTERS = 100, 20_000
_MOST_TAGS, _MOST_TAG, _MOST_TEXT = 30, 100, 2_000
# One of these has to be there: a text that begins with a rule and a "Note: …" has no front matter.
_KNOWN = frozenset(
    {
        *("title", "date", "author", "authors", "tags", "tag", "categories", "category"),
        *("description", "summary", "draft", "slug", "lang", "language", "layout", "keywords"),
        *("image", "cover", "excerpt", "subtitle", "published", "permalink", "toc"),
        *("标题", "標題", "作者", "日期", "标签", "標籤", "分类", "分類", "摘要", "描述"),
    }
)
_TITLES = ("title", "标题", "標題")
_SUMMARIES = ("summary", "description", "excerpt", "meta description", "摘要", "描述")
_TAGS = ("tags", "tag", "标签", "標籤")
_KEY = re.compile(rf"{simple_yaml.KEY}(?:=|:(?:\s|$)|：)")
_DATA_FENCES = ("```yaml", "```yml", "```toml", "```json", "```frontmatter", "```")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What of a front matter is used."""

    title: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()


def split_front_matter(markdown: str) -> tuple[FrontMatter | None, str]:
    """(front matter, the article below it); (None, ``markdown``) where it begins with none.

    YAML between ``---``, TOML between ``+++`` and a JSON object are known, also in a fence of
    their own.
    """
    text = markdown.lstrip("\n")
    for fence in _DATA_FENCES:
        if text.startswith(f"{fence}\n"):
            return _in_fence(text, markdown)
    return _at_start(text) or (None, markdown)


def _in_fence(text: str, markdown: str) -> tuple[FrontMatter | None, str]:
    begin = text.index("\n") + 1
    end = text.find("\n```\n", begin, begin + _MOST_CHARACTERS)
    found = _at_start(text[begin:end] + "\n") if end >= 0 else None
    if found is None or found[1].strip():  # a block of data that the article shows
        return None, markdown
    return found[0], text[end + 5 :].lstrip("\n")


def _at_start(text: str) -> tuple[FrontMatter, str] | None:
    if text.startswith("{"):
        return _json(text)
    first, _, rest = text.partition("\n")
    marks = _MARKS.get(first.rstrip())
    if marks is None:
        return None
    closings, read = marks
    lines = rest[:_MOST_CHARACTERS].split("\n", _MOST_LINES)[:_MOST_LINES]
    end = next((n for n, line in enumerate(lines) if line.rstrip() in closings), None)
    block = lines[: _first_blank(lines) if end is None else end]
    if not _is_data(block, closed=end is not None):
        return None
    used = sum(len(line) + 1 for line in block) + (0 if end is None else len(lines[end]) + 1)
    return _usable(read("\n".join(block))), rest[used:].lstrip("\n")


def _first_blank(lines: Sequence[str]) -> int:
    """Where a front matter ends that the model did not close."""
    return next((n for n, line in enumerate(lines) if not line.strip()), len(lines))


def _is_data(lines: Sequence[str], *, closed: bool) -> bool:
    """Whether these lines are the lines of a front matter, and no prose between two rules.

    Keys of several words ("Meta Description: …") are believed between two marks alone.
    """
    keys = set()
    for line in lines:
        key = _KEY.match(line)
        if key is not None and (closed or " " not in key["key"]):
            keys.add(key["key"].lower())
        elif line.strip() and not line.startswith((" ", "\t", "-", "#", "[", "]", "}")):
            return False
    return bool(keys & _KNOWN)


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _json(text: str) -> tuple[FrontMatter, str] | None:
    head = text[:_MOST_CHARACTERS]
    try:
        document, end = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not {str(key).lower() for key in document} & _KNOWN:
        return None
    after = text[end:]
    if not after.startswith("\n"):
        return None
    return _usable(document), after.lstrip("\n")


def _usable(values: Mapping[str, Any]) -> FrontMatter:
    found = {str(key).lower(): value for key, value in values.items()}
    return FrontMatter(
        title=_first(found, _TITLES),
        summary=_first(found, _SUMMARIES),
        tags=_tags(next((found[name] for name in _TAGS if name in found), None)),
    )


def _first(values: Mapping[str, Any], names: Sequence[str]) -> str:
    lines = (_line(values.get(name)) for name in names)
    return next((line for line in lines if line), "")


def _line(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join(printable(value[:_MOST_TEXT]).split())


def _tags(value: object) -> tuple[str, ...]:
    items = re.split("[,，、]", value) if isinstance(value, str) else value
    if not isinstance(items, list):
        return ()
    tags = (_line(item).removeprefix("#")[:_MOST_TAG].strip() for item in items[:_MOST_TAGS])
    return tuple(dict.fromkeys(tag for tag in tags if tag))


_MARKS: dict[str, tuple[tuple[str, ...], Callable[[str], Mapping[str, Any]]]] = {
    "---": (("---", "..."), simple_yaml.read),
    "+++": (("+++",), _toml),
}
