"""Bodies of calls: read whole or refused, and looked at before anybody parses them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message

from contenthub.api import bodies
from contenthub.codes import Code
from contenthub.errors import InputError


def deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"topic": "tea"}',
        b"not JSON at all",
        deep(bodies.DEEPEST),
        b'"' + b"[" * 500 + b'"',  # in a text
        b'["a\\"' + b"[" * 500 + b'"]',  # behind an escaped quotation mark
        b'["a\\\\", ' + deep(30) + b"]",  # behind an escaped backslash
        b"[" + b",".join([b"[]"] * 5_000) + b"]",  # wide, and not deep
        b'{"a": "\\\\u0000"}',  # an escaped backslash and digits
        '{"a": "茶\U0001f375"}'.encode(),
        b'{"a": "\\ud83c\\udf75"}',  # both halves of a character
    ],
)
def test_what_may_be_parsed(body: bytes) -> None:
    bodies.check(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (deep(bodies.DEEPEST + 1), "deeper than 32"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "deeper than 32"),
        (b'["a\\\\", ' + deep(40) + b"]", "deeper than 32"),
        (b'"\xff"', "not UTF-8 (byte 1)"),
        (b'"\xed\xa0\x80"', "not UTF-8"),  # half of a character, as some programs write it
        (b'{"a": "b\\u0000c"}', "NUL"),
        (b'{"a\\u0000": 1}', "NUL"),
        (b'[{"b": ["\\ud800"]}]', "half of a character"),
        (b'{"a": "\\uDFFF"}', "half of a character"),
    ],
)
def test_what_no_parser_and_no_database_is_given(body: bytes, why: str) -> None:
    with pytest.raises(InputError) as refused:
        bodies.check(body)
    assert refused.value.code is Code.BODY_UNREADABLE
    assert why in refused.value.message


def read(*messages: Message) -> bytes:
    waiting = list(messages)

    async def receive() -> Message:
        return waiting.pop(0) if waiting else await asyncio.sleep(3_600, {"type": "never"})

    return asyncio.run(bodies.read(receive))


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_pieces_are_put_together() -> None:
    assert read(piece(b"to", more=True), piece(b"pic", more=False)) == b"topic"
    assert read({"type": "http.request"}) == b""


def test_as_much_as_may_be_is_read_and_no_byte_more() -> None:
    half = b"x" * (bodies.MOST_BYTES // 2)
    whole = read(piece(half, more=True), piece(half, more=False))
    assert len(whole) == bodies.MOST_BYTES
    with pytest.raises(InputError) as refused:
        read(piece(half, more=True), piece(half, more=True), piece(b"x", more=True))
    assert refused.value.code is Code.BODY_TOO_LARGE


def test_who_goes_away_or_stops_sending_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError) as gone:
        read(piece(b"to", more=True), {"type": "http.disconnect"})
    assert gone.value.code is Code.BODY_UNREADABLE
    monkeypatch.setattr(bodies, "MOST_SECONDS", 0.01)
    with pytest.raises(InputError) as slow:
        read(piece(b"to", more=True))
    assert slow.value.code is Code.BODY_TOO_SLOW


def test_whoever_reads_next_gets_it_once_more() -> None:
    async def both() -> list[Message]:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        again = bodies.again(b"topic", receive)
        return [await again(), await again()]

    first, second = asyncio.run(both())
    assert first == piece(b"topic", more=False)
    assert second == {"type": "http.disconnect"}
