"""Topics files: a topic a line, or JSON lines with the same fields as the options.

A bad line is reported with its number, and the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contenthub import json_documents, text_files, validation
from contenthub.errors import ContentHubError, InputError
from contenthub.topics import file_kinds

MOST_BYTES = 64 * 1024 * 1024
TOO_LARGE = "split it"  # what to do with a file of more

_FIELDS = (
    "topic",
    "account",
    "keywords",
    "category",
    "requirements",
    "tone",
    "priority",
    "creator",
    "auto_approve",
    "targets",
    "webhook",
    "idempotency_key",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One article as the command line or a line of a file asks for it; fields are checked."""

    topic: str
    account: str | None = None
    keywords: tuple[str, ...] = ()
    category: str = ""
    requirements: str = ""
    tone: str = ""
    priority: int = 5
    creator: str | None = None
    auto_approve: bool | None = None
    targets: tuple[str, ...] = ()  # of the account, by their names; none: all of them
    webhook: str | None = None  # an address that is told how the task ends
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be used, and why."""

    line: int
    topic: str
    error: ContentHubError


def read(path: Path, common: Wish) -> Iterator[tuple[int, Wish | Rejected]]:
    """Each line that says something, by its number; what it leaves out is as in ``common``.

    Lines end at LF or CRLF alone: other separators of Unicode may stand within a text. Raises
    InputError for a file that cannot be one: missing, a folder, of another kind, too large.
    """
    raw = text_files.read(path, MOST_BYTES, TOO_LARGE)
    yield from in_bytes(raw, str(path), common)


def in_bytes(raw: bytes, what: str, common: Wish) -> Iterator[tuple[int, Wish | Rejected]]:
    """The same of what was read already; ``what`` calls it in errors."""
    said_something = False
    for number, line in enumerate(_text(raw, what).split("\n"), 1):
        line = validation.unwrapped(line)  # files put behind each other keep their marks
        if not line or line.startswith("# "):
            continue
        said_something = True
        try:
            yield number, _wish(line, common)
        except ContentHubError as error:
            yield number, Rejected(number, line[:200], error)
    if not said_something:
        raise InputError(f"{what} holds no topics: write one a line")


def _text(raw: bytes, what: str) -> str:
    if kind := file_kinds.of_bytes(raw):
        raise InputError(f"{what} is {kind}")
    text = text_files.decoded(raw, what)
    if kind := file_kinds.of_text(text, _FIELDS):
        raise InputError(f"{what} is {kind}")
    return text


def _wish(line: str, common: Wish) -> Wish:
    if not line.startswith("{"):
        return with_values(common, topic=line)
    try:
        values = json_documents.read(line)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON: {error.msg} at character {error.pos + 1}") from None
    except json_documents.DoubledNameError as error:
        raise InputError(f"{error.name[:60]!r} is there twice: write one object a line") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of levels
        raise InputError("broken JSON: a number or a nesting that no topic has") from None
    return from_values(values, common)


def from_values(values: dict[str, Any], common: Wish) -> Wish:
    """A wish from named values. Raises InputError that names the field."""
    unknown = sorted(set(values) - set(_FIELDS))
    if unknown:
        raise InputError(f"unknown field {unknown[0]!r}; allowed: {', '.join(_FIELDS)}")
    if values.get("topic") is None:
        raise InputError("the field topic is missing")
    return with_values(common, **values)


def with_values(common: Wish, **values: Any) -> Wish:
    """The wish with these fields, each of them checked; None leaves what is in ``common``.

    Raises InputError that names the field.
    """
    checked = {name: _CHECKS[name](value) for name, value in values.items() if value is not None}
    return replace(common, **checked)


def _text_of(name: str) -> Callable[[Any], str]:
    return lambda value: validation.plain_text(value, name)


def _account(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip():
        raise InputError(f"account is {value!r}; allowed: an id or a name")
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"auto_approve is {value!r}; allowed: true or false")
    return value


def _targets(value: Any) -> tuple[str, ...]:
    """Names in a list; a single one may stand by itself."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"targets is {value!r}; allowed: a list of names")
    return tuple(dict.fromkeys(validation.name(name, "a target's name") for name in names))


def _key(value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"idempotency_key is {value!r}; allowed: text")
    return validation.idempotency_key(value)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "topic": validation.topic,
    "account": _account,
    "keywords": validation.keywords,
    "category": _text_of("category"),
    "requirements": _text_of("requirements"),
    "tone": _text_of("tone"),
    "priority": validation.priority,
    "creator": _text_of("creator"),
    "auto_approve": _flag,
    "targets": _targets,
    "webhook": _text_of("webhook"),
    "idempotency_key": _key,
}
