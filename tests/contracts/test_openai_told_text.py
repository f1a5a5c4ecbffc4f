"""An article comes once and whole, also from servers that tell more than what is new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.openai_told import told_once
from contenthub.errors import PermanentError
from tests.contracts.openai_stages import failure, generate
from tests.support.openai_server import Script

BODY = "早起的人先看见光。第一步是早睡，第二步是把闹钟放远，第三步是拉开窗帘，第四步是慢慢来。"
TEXT = f"# T\n\n{BODY}"
PIECES = [TEXT[at : at + 5] for at in range(0, len(TEXT), 5)]


def event(document: Any) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def chunk(text: str | None, **choice: Any) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}, **choice}]})


def message(text: str, **choice: Any) -> bytes:
    return event({"choices": [{"index": 0, "message": {"content": text}, **choice}]})


def sent(*events: bytes, reason: str = "stop") -> Script:
    end = chunk(None, finish_reason=reason) + b"data: [DONE]\n\n"
    return lambda exchange: exchange.raw(200, b"".join((*events, end)), "text/event-stream")


GROWING = [TEXT[:at] for at in range(1, len(TEXT) + 1)]


@pytest.mark.parametrize(
    "events",
    [
        [*map(chunk, PIECES)],
        [*map(chunk, PIECES), message(TEXT)],  # MiniMax
        [*map(chunk, PIECES), message(f"{TEXT}\n", delta={"content": ""})],
        [*map(chunk, PIECES), message(TEXT, delta={"role": "assistant", "content": None})],
        [*map(chunk, PIECES), chunk(TEXT)],
        [*map(chunk, GROWING)],  # DashScope without incremental_output
        [*map(chunk, GROWING), chunk(TEXT), chunk(TEXT)],
        [*map(message, GROWING)],
        [*map(message, PIECES)],
        [chunk(TEXT)],
        [message(TEXT)],
    ],
)
def test_what_a_server_says_again_is_not_written_again(tmp_path: Path, events: list[bytes]) -> None:
    article = generate(sent(*events), tmp_path)
    assert article.title == "T"
    assert article.content == BODY


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([], ""),
        (["ha", "ha", "ha"], "hahaha"),
        (["ha", "ha"], "haha"),
        (["a", "ab"], "aab"),
        (["# T\n\n", "a" * 50, "a" * 50], f"# T\n\n{'a' * 100}"),
        (["-" * 30, "-" * 30, "-" * 29], "-" * 89),
    ],
)
def test_pieces_that_are_alike_by_chance_are_all_kept(pieces: list[str], text: str) -> None:
    assert told_once(pieces) == text


def test_a_character_that_a_gateway_cut_in_two_is_whole_again(tmp_path: Path) -> None:
    halves = [b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % half for half in HALVES]
    article = generate(sent(chunk(f"{TEXT} "), *halves), tmp_path)
    assert article.content == f"{BODY} 🌅 光"


HALVES = (rb"\ud83c", rb"\udf05 \u5149")


def test_a_stop_behind_a_cut_does_not_make_it_an_end(tmp_path: Path) -> None:
    cut = chunk(None, finish_reason="length")
    article = generate(sent(*map(chunk, PIECES), cut), tmp_path)
    assert article.metadata["finish_reason"] == "length"
    assert "truncated" in article.metadata


@pytest.mark.parametrize(("written", "cut"), [(4999, False), (5000, True), (5001, True)])
def test_a_stop_at_the_limit_of_tokens_is_a_cut(tmp_path: Path, written: int, cut: bool) -> None:
    usage = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": written}})
    article = generate(sent(*map(chunk, PIECES), usage), tmp_path, openai_max_tokens=5000)
    assert article.metadata["finish_reason"] == ("length" if cut else "stop")
    assert ("truncated" in article.metadata) is cut


def test_a_stop_behind_a_tools_turn_is_the_end(tmp_path: Path) -> None:
    turn = chunk(None, finish_reason="tool_calls")
    article = generate(sent(turn, *map(chunk, PIECES)), tmp_path)
    assert article.metadata == {"generator": "openai", "model": "model", "finish_reason": "stop"}


def test_a_refusal_behind_a_beginning_makes_no_article(tmp_path: Path) -> None:
    refusal = event({"choices": [{"delta": {"refusal": "I can't go on with this."}}]})
    error = failure(sent(*map(chunk, PIECES), refusal), tmp_path)
    assert isinstance(error, PermanentError)
    assert str(error) == "the model refused to go on with it: I can't go on with this."
