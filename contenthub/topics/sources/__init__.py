"""Which topic sources there are, and which one a schedule's ``topics`` mean.

Each is imported only when it is asked for.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.topics.sources.base import Source

_SOURCES = {
    "list": "contenthub.topics.sources.listed:Listed",
    "file": "contenthub.topics.sources.file:File",
    "feed": "contenthub.topics.sources.feed:Feed",
    "template": "contenthub.topics.sources.template:Template",
}

FORMS = (
    'a list of topics, {"file": "topics.txt"}, {"feed": "https://example.org/feed"} or '
    '{"template": "Tea of {date}, part {counter}"}'
)


def names() -> tuple[str, ...]:
    """The registered sources."""
    return tuple(_SOURCES)


def parse(value: Any, folder: Path) -> Source:
    """The source that a schedule's parameter ``topics`` means; paths are relative to ``folder``.

    A list of topics, an object with one of ``file``, ``feed`` and ``template``, or a text that
    is an address, holds a {variable} or names a file; None is the default template.
    Raises InputError that names the field.
    """
    if value is None:
        return _class("template")()
    if isinstance(value, list | tuple):
        return _class("list").parse(value, folder)
    try:
        name, given = _named(value) if isinstance(value, dict) else _guessed(value, folder)
        return _class(name).parse(given, folder)
    except InputError as error:
        raise InputError(f"topics: {error}") from None


def reads_a_file(value: Any) -> bool:
    """Whether ``parse`` would look for a file on this machine; told without looking."""
    if isinstance(value, dict):
        return "file" in value
    return isinstance(value, str) and not _is_plain(value)


def _is_plain(text: str) -> bool:
    """Whether a text is an address or a template, and so no file's name."""
    return "://" in text or "{" in text or "}" in text


def _class(name: str) -> type[Source]:
    module, _, attribute = _SOURCES[name].partition(":")
    found: type[Source] = getattr(importlib.import_module(module), attribute)
    return found


def _named(value: dict[Any, Any]) -> tuple[str, Any]:
    if len(value) != 1 or not set(value) <= set(_SOURCES) - {"list"}:
        given = ", ".join(map(repr, value)) or "nothing"
        raise InputError(f"an object with {given:.80}; allowed: {FORMS}")
    return next(iter(value.items()))


def _guessed(value: Any, folder: Path) -> tuple[str, Any]:
    if not isinstance(value, str):
        raise InputError(f"{value!r:.60} is no source of topics; allowed: {FORMS}")
    if "://" in value:
        return "feed", value
    if "{" in value or "}" in value:
        return "template", value
    try:
        _class("file").parse(value, folder)
    except InputError:
        raise InputError(
            f"{value!r:.60} is no address, no template and no file; allowed: {FORMS}"
        ) from None
    return "file", value
