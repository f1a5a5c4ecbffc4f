"""The forms of a log line: JSON for programs, text for people, and no secret in either."""

from __future__ import annotations

import io
import json
from typing import Any, TextIO

from contenthub import masked_text
from contenthub.inert import in_json, inert

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def to_json(line: dict[str, Any], **_: Any) -> str:
    """For programs: JSON on one line, in which nothing steers a terminal."""
    return in_json(_encode(line))


def inert_values(logger: Any, method: str, line: Any) -> Any:
    """For people: nothing in a line steers their terminal."""
    return {name: inert(value) if isinstance(value, str) else value for name, value in line.items()}


def inert_traceback(out: TextIO, error: Any) -> None:
    """A traceback for people, without the frames' locals, which hold secrets."""
    import structlog

    text = io.StringIO()
    structlog.dev.plain_traceback(text, error)
    out.write(inert(text.getvalue()))


def without_secrets(_: object, __: str, line: dict[str, Any]) -> dict[str, Any]:
    """The last look at a line: whoever logged it, no secret of the settings stands in it."""
    return {name: _shown(value) for name, value in line.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return masked_text.text(value)
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else _Shown(value)


class _Shown:
    """Any other value, masked when it is written."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __str__(self) -> str:
        return masked_text.text(str(self._value))

    def __repr__(self) -> str:
        return masked_text.text(repr(self._value))
