"""The settings that a publisher has: read once, each by its own rule, refused by name.

What a target's settings say comes from people and from other programs, as JSON; a publisher works
with plain values that are known to be usable.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contenthub import masked_text
from contenthub.articles.text import has_control_characters
from contenthub.errors import InputError
from contenthub.settings.parsers import RefusedError
from contenthub.settings.secret_values import resolved

_LONGEST = 4_000  # characters of a value


def _anywhere(_text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. ``parse`` reads its text, and raises RefusedError saying what is allowed.

    ``only_here`` says of a text why it is set on the machine itself alone, as it names a place, a
    program or a key of it; "" where it may come from afar.
    """

    parse: Callable[[str], Any] = str
    default: Any = None  # where it is not given
    required: bool = False
    secret: bool = False  # may be ``env:NAME`` or ``file:/path``
    where: bool = False  # says to whom the secrets of the target go
    only_here: Callable[[str], str] = _anywhere


def read(publisher: str, fields: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """Each field's value, parsed; secrets stay as they are written: see ``secret``.

    Raises InputError, naming the field, for an unknown one, one that is missing, and a value that
    cannot be used.
    """
    for name in given:
        if name not in fields:
            known = ", ".join(fields)
            raise InputError(f"the publisher {publisher} has no setting {name!r}; it has: {known}")
    missing = [name for name, field in fields.items() if field.required and name not in given]
    if missing:
        raise InputError(f"the publisher {publisher} needs the setting {missing[0]}")
    return {name: _value(name, field, given) for name, field in fields.items()}


def only_here(known: Mapping[str, Field], given: Mapping[str, Any]) -> str:
    """Why these settings are made on the machine itself alone; "" where they need not be."""
    asked = (known[one].only_here(text_of(given[one])) for one in given if one in known)
    return next((why for why in asked if why), "")


def secrets(known: Mapping[str, Field]) -> list[str]:
    """The settings that are secrets."""
    return [name for name, field in known.items() if field.secret]


def text_of(value: Any) -> str:
    """What is read of a value; what is no text is a text here all the same."""
    return str(value).strip()


def secret(name: str, value: str) -> str:
    """What a secret setting stands for now; never shown from here on. Raises InputError."""
    try:
        found = resolved(value, os.environ)
    except RefusedError as refused:
        raise InputError(f"{name} cannot be read; allowed: {refused}") from None
    masked_text.remember(found)
    return found


def _value(name: str, field: Field, given: Mapping[str, Any]) -> Any:
    if name not in given:
        return field.default
    value = given[name]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # as a command line may have read it
    shown = "(hidden)" if field.secret else repr(value)[:200]
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise InputError(f"{name} is {shown}; allowed: a text")
    if has_control_characters(value):
        raise InputError(f"{name} is {shown}; allowed: a text without control characters")
    try:
        return field.parse(text_of(value))
    except RefusedError as refused:
        raise InputError(f"{name} is {shown}; allowed: {refused}") from None
