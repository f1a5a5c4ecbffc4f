"""Bodies of calls: read up to a limit and within a time, and looked at before anybody parses them.

What a parser or a database would break on is refused here: nesting without end, broken UTF-8, NUL
characters and halves of characters.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from starlette.types import Message, Receive

from contenthub.codes import Code
from contenthub.errors import InputError

MOST_BYTES = 4 * 2**20
MOST_SECONDS = 30.0
DEEPEST = 32  # lists and objects within each other
_NOT_MARKS = bytes(set(range(256)) - set(b'"[]{}'))


async def read(receive: Receive) -> bytes:
    """The whole body of a call. Raises InputError for one that is too large or too slow."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            return await _read(receive)
    except TimeoutError:
        raise InputError(
            f"the body did not arrive within {MOST_SECONDS:g} s", code=Code.BODY_TOO_SLOW
        ) from None


async def _read(receive: Receive) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise InputError("the caller went away", code=Code.BODY_UNREADABLE)
        piece = message.get("body", b"")
        size += len(piece)
        if size > MOST_BYTES:  # counted: what the header says may be missing, or a lie
            raise too_large()
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


def too_large() -> InputError:
    """The error for a body that is larger than any that is taken."""
    return InputError(
        f"the body is larger than {MOST_BYTES // 2**20} MB: split it", code=Code.BODY_TOO_LARGE
    )


def again(body: bytes, receive: Receive) -> Receive:
    """Hands a body that was read to whoever reads it next."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def check(body: bytes) -> None:
    """Raise InputError for a body of JSON that no parser and no database should be given."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(f"the body is not UTF-8 (byte {error.start})") from None
    if _depth(body) > DEEPEST:
        raise _unreadable(f"the body nests deeper than {DEEPEST} levels")
    lowered = body.lower()
    if b"\\u0000" in lowered or b"\\ud" in lowered:
        _check_texts(body)


def _unreadable(message: str) -> InputError:
    return InputError(message, code=Code.BODY_UNREADABLE)


def _depth(body: bytes) -> int:
    """How deep lists and objects are nested, in linear time and without parsing."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return 0  # it cannot be deeper
    marks = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_MARKS)
    deepest = depth = 0
    in_text = False
    for mark in marks:
        if mark == 0x22:  # a quotation mark
            in_text = not in_text
        elif not in_text:
            depth += 1 if mark in b"[{" else -1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
    return deepest


def _check_texts(body: bytes) -> None:
    """Of a body with escapes that may be what no database takes."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return  # whoever parses it says what is wrong
    for text in _texts(value):
        if "\0" in text:
            raise _unreadable("the body holds the character NUL (\\u0000)")
        if any("\ud800" <= one <= "\udfff" for one in text):
            raise _unreadable("the body holds half of a character (\\ud800 to \\udfff)")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
