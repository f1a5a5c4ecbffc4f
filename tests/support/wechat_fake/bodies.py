"""What is in a request: JSON as this API reads it, and the file of a form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.support.wechat_fake.errors import RefusedError

# A backslash and what it escapes: only these pairs are looked at, so that `\\u` stays what it is.
_ESCAPES = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


@dataclass(frozen=True)
class File:
    """The field ``media`` of a form."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


def document(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, in which ``\\uXXXX`` stays these six characters.

    The documents say to send UTF-8 and no escapes: articles of those who do show them to readers.
    """
    if not body.strip():
        raise RefusedError(44002)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(65318) from error
    try:
        read = json.loads(_ESCAPES.sub(_kept, text))
    except ValueError as error:
        raise RefusedError(47001) from error
    if not isinstance(read, dict):
        raise RefusedError(47001)
    return read


def _kept(found: re.Match[str]) -> str:
    return "\\" + found[0] if len(found[1]) > 1 else found[0]


def text(values: dict[str, Any], name: str) -> str:
    """The text of a field, empty where it is missing; anything but a text is refused."""
    value = values.get(name, "")
    if not isinstance(value, str):
        raise RefusedError(47001)
    return value


def number(values: dict[str, Any], name: str, default: int | None = None) -> int:
    """A whole number; one that is missing and has no ``default`` is refused."""
    value = values.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusedError(47001 if name in values else 40097)
    return value


def media(content_type: str, body: bytes) -> File:
    """The file of a form that was sent as ``multipart/form-data``, with its name."""
    for part in _parts(content_type, body):
        head, _, data = part.partition(b"\r\n\r\n")
        field, name = (_quoted(key, head) for key in ("name", "filename"))
        if field == "media" and name and data:
            return File(name, data)
    raise RefusedError(41005)


def _parts(content_type: str, body: bytes) -> list[bytes]:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.lower().startswith("multipart/form-data") or not found:
        raise RefusedError(41005)
    pieces = (b"\r\n" + body).split(b"\r\n--" + found[1].encode())
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise RefusedError(41005)  # not closed: the body was cut off
    return [piece.removeprefix(b"\r\n") for piece in pieces[1:-1]]


def _quoted(key: str, head: bytes) -> str:
    found = re.search(rb'[;\s]%s="([^"]*)"' % key.encode(), head)
    return found[1].decode(errors="replace") if found else ""
