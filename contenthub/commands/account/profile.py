"""What an account may hold: its fields are checked, alone and together, before a write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contenthub import validation
from contenthub.commands.console.session import Session
from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.records import Account

_DEFAULT = "default"  # the level that the check has by itself
MOST_WORDS = 5_000  # banned or required words of an account
_LANGUAGE = re.compile(r"auto|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# what `--clear` empties, and what is there then
_EMPTY: dict[str, Any] = {
    "language": "auto",
    "tone": "",
    "audience": "",
    "requirements": "",
    "banned-words": [],
    "required-words": [],
    "min-length": None,
    "max-length": None,
    "gate": {},
    "creator": None,
    "publisher": None,
    "publisher-settings": {},
    "auto-approve": None,
}


def name(text: str, what: str = "the account's name") -> str:
    """A name: one line of 1 to 100 characters that cannot be taken for an id.

    ``what`` is what the error calls it.
    """
    cleaned = validation.name(text, what)
    if cleaned.isdigit():
        raise InputError(f"{what} is {cleaned!r}; a number alone would be taken for an id")
    return cleaned


def cleared(fields: list[str]) -> dict[str, Any]:
    """The columns that ``--clear`` empties, with what is in them then."""
    for field in fields:
        if field not in _EMPTY:
            raise InputError(f"--clear {field}: allowed: {', '.join(_EMPTY)}")
    return {field.replace("-", "_"): _EMPTY[field] for field in fields}


def values(**given: Any) -> dict[str, Any]:
    """The columns that the options name, each checked by itself."""
    found = {name: value for name, value in given.items() if value is not None}
    if found.pop("auto_approve_default"):
        if "auto_approve" in found:
            raise InputError("--auto-approve-default excludes --auto-approve and --no-auto-approve")
        found["auto_approve"] = None
    if "language" in found and not _is_language(found["language"]):
        raise InputError(
            f"language is {found['language']!r}; allowed: auto or a tag such as zh, en, pt-BR"
        )
    for name in ("tone", "audience", "requirements"):
        if name in found:
            found[name] = validation.plain_text(found[name], name)
    for name in ("banned_words", "required_words"):
        if name in found:
            found[name] = list(validation.words(found[name], name.replace("_", " "), MOST_WORDS))
    if "gate_levels" in found:
        found["gate_levels"] = dict(map(_level, found["gate_levels"]))
    if "publisher_settings" in found:
        found["publisher_settings"] = _object(found["publisher_settings"])
    return found


def _level(text: str) -> tuple[str, str]:
    """A check of the gate and how it is taken, of ``CHECK=LEVEL``."""
    from contenthub.articles import gate

    check, _, level = (part.strip().replace("-", "_") for part in text.partition("="))
    if check not in gate.CHECKS:
        raise InputError(
            f"--gate {text!r}: no check {check!r}; there are: {', '.join(gate.CHECKS)}"
        )
    levels = (gate.OFF, *gate.Level, _DEFAULT)
    if level not in levels:
        raise InputError(f"--gate {text!r}: allowed: {check}={'|'.join(levels)}")
    return check, level


def _is_language(text: str) -> bool:
    return len(text) <= 35 and _LANGUAGE.fullmatch(text) is not None


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"--publisher-settings is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError('--publisher-settings has to be a JSON object such as {"folder": "blog"}')
    return value


def check_together(current: Session, values: dict[str, Any], before: Account | None) -> None:
    """What fields have to do with each other and with the backends; merges single settings."""

    def then(name: str) -> Any:
        return values[name] if name in values else before and getattr(before, name)

    low, high = then("min_length"), then("max_length")
    if low is not None and high is not None and low > high:
        raise InputError(f"min-length {low} is more than max-length {high}")
    if values.get("creator") is not None and values["creator"] not in current.creator_names():
        known = ", ".join(current.creator_names())
        raise InputError(f"there is no creator {values['creator']!r}; there are: {known}")
    levels = values.pop("gate_levels", {})
    if levels:
        merged = (then("gate") or {}) | levels
        values["gate"] = {check: level for check, level in merged.items() if level != _DEFAULT}
    single = dict(_pair(text) for text in values.pop("publisher_setting", []))
    if single:
        values["publisher_settings"] = (then("publisher_settings") or {}) | single
    if {"publisher", "publisher_settings"} & values.keys():
        _check_publisher(current, then("publisher"), then("publisher_settings") or {})


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f"--publisher-setting {text!r}: allowed: KEY=VALUE")
    return name.strip(), value


def _check_publisher(current: Session, name: str | None, settings: dict[str, Any]) -> None:
    from contenthub.boot import Backends

    publisher = Backends(current.settings).publisher(name or current.settings.publisher)
    try:
        publisher.validate(settings)
    except InputError as error:
        raise InputError(f"{error} (--clear publisher-settings empties them)") from None
