"""What each field of an account may hold, and how changes are merged into what is there: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contenthub import validation
from contenthub.articles import gate
from contenthub.errors import InputError
from contenthub.lifecycle.second_opinion import NAME as REVIEWER
from contenthub.near_names import nearest

OWN_LEVEL = "default"  # the level that a check of the gate has by itself
MOST_WORDS = 5_000  # banned or required words of an account
MOST_LENGTH = 10**9  # words of an article
MOST_QUALITY = 1e9
_LANGUAGE = re.compile(r"auto|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# The fields that may be emptied, and what is there then: account or settings decide.
EMPTY: dict[str, Any] = {
    "language": "auto",
    "tone": "",
    "audience": "",
    "requirements": "",
    "banned_words": [],
    "required_words": [],
    "min_length": None,
    "max_length": None,
    "min_quality": None,
    "gate": {},
    "creator": None,
    "publisher": None,
    "publisher_settings": {},
    "auto_approve": None,
}
_NEVER_EMPTY = object()


@dataclass(frozen=True, slots=True)
class Fields:
    """What is asked of an account, each field checked by itself; made by ``checked``."""

    columns: Mapping[str, Any] = field(default_factory=dict)  # these replace what is there
    levels: Mapping[str, str] = field(default_factory=dict)  # of single checks of the gate
    settings: Mapping[str, Any] = field(default_factory=dict)  # single ones of the publisher

    def __bool__(self) -> bool:
        return bool(self.columns or self.levels or self.settings)

    def onto(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The fields to write, where ``before`` are those of the account (empty: a new one)."""
        written = dict(self.columns)
        if self.levels:
            merged = {**_then("gate", written, before), **self.levels}
            written["gate"] = {check: at for check, at in merged.items() if at != OWN_LEVEL}
        if self.settings:
            there = _then("publisher_settings", written, before)
            written["publisher_settings"] = {**there, **self.settings}
        return written


def _then(name: str, written: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What a field that holds values by names has in it before single ones are changed."""
    return written[name] if name in written else before.get(name) or {}


def checked(
    columns: Mapping[str, Any],
    *,
    levels: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Fields:
    """The fields of an account, each checked by itself.

    ``columns`` are whole fields, each with its value or with the one of ``EMPTY``; ``levels`` and
    ``settings`` change single entries of ``gate`` and ``publisher_settings``. Raises InputError
    that names the field.
    """
    return Fields(
        {name: _column(name, value) for name, value in columns.items()},
        _levels(levels or {}),
        _object("publisher_settings")(settings or {}),
    )


def demand_check(check: str) -> None:
    """Raise InputError where the gate has no check of this name, and the reviewer is not meant."""
    names = (*gate.CHECKS, REVIEWER)
    if check in names:
        return
    if near := nearest(check, names):  # the list of all is long
        raise InputError(f"no check {check!r}", near=near)
    raise InputError(f"no check {check!r}; there are: {', '.join(names)}")


def level(check: str, text: str) -> str:
    """How the gate takes ``check``, or the word for its own level. Raises InputError."""
    demand_check(check)
    levels = (gate.OFF, *gate.Level, OWN_LEVEL)
    if text not in levels:
        raise InputError(f"allowed: {check}={'|'.join(levels)}")
    return text


def check_lengths(shortest: int | None, longest: int | None) -> None:
    """Raise InputError for bounds, in words, between which there is no article."""
    if shortest is not None and longest is not None and shortest > longest:
        raise InputError(f"min-length {shortest} is more than max-length {longest}")


def _column(name: str, value: Any) -> Any:
    if name not in _CHECKS:
        raise InputError(f"unknown field {name!r}; allowed: {', '.join(_CHECKS)}")
    return value if value == EMPTY.get(name, _NEVER_EMPTY) else _CHECKS[name](value)


def _name(value: Any) -> str:
    return validation.name_unlike_id(value, "the account's name")


def _language(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 35 or not _LANGUAGE.fullmatch(value):
        raise InputError(f"language is {value!r}; allowed: auto or a tag such as zh, en, pt-BR")
    return value


def _text(name: str) -> Callable[[Any], str]:
    return lambda value: validation.plain_text(value, name)


def _reference(name: str) -> Callable[[Any], str]:
    """The name of a backend as it was given: whether there is one is for others to say."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise InputError(f"{name} is {value!r}; allowed: a name")
        return value

    return check


def _words(name: str) -> Callable[[Any], list[str]]:
    return lambda value: list(validation.words(value, name, MOST_WORDS))


def _length(name: str) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not 1 <= value <= MOST_LENGTH:
            raise InputError(f"{name} is {value!r}; allowed: 1 to {MOST_LENGTH}")
        return int(value)

    return check


def _quality(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not -MOST_QUALITY <= value <= MOST_QUALITY:
        raise InputError(f"min-quality is {value!r}; allowed: a number, on the creator's own scale")
    return float(value)


def _flag(name: str) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise InputError(f"{name} is {value!r}; allowed: true or false")
        return value

    return check


def _object(name: str) -> Callable[[Any], dict[str, Any]]:
    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise InputError(f"{name} is {value!r}; allowed: values by their names")
        return dict(value)

    return check


def _levels(value: Any) -> dict[str, str]:
    return {check: level(check, text) for check, text in _object("gate")(value).items()}


def _whole_gate(value: Any) -> dict[str, str]:
    return {check: text for check, text in _levels(value).items() if text != OWN_LEVEL}


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "language": _language,
    "tone": _text("tone"),
    "audience": _text("audience"),
    "requirements": _text("requirements"),
    "banned_words": _words("banned words"),
    "required_words": _words("required words"),
    "min_length": _length("min-length"),
    "max_length": _length("max-length"),
    "min_quality": _quality,
    "gate": _whole_gate,
    "creator": _reference("creator"),
    "publisher": _reference("publisher"),
    "publisher_settings": _object("publisher_settings"),
    "auto_approve": _flag("auto_approve"),
    "auto_publish": _flag("auto_publish"),
    "active": _flag("active"),
}
