"""What is typed as NAME=VALUE, whichever option it is for."""

from __future__ import annotations

from contenthub.errors import InputError


def pair(option: str, text: str) -> tuple[str, str]:
    """The name and the value of ``text``. Raises InputError that names the option."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f"{option} {text!r}: allowed: KEY=VALUE")
    return name.strip(), value
