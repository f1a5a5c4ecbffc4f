"""Only an answer that the model itself ended is an article, whatever a server says instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.base import Article
from contenthub.errors import BackendError, PermanentError, TransientError
from tests.contracts.openai_stages import ASKED, failure, generate
from tests.support.openai_server import Exchange, Script, answers, streams

assert ASKED.language == "zh"
HALF = "# T\n\nhalf an art"


def chunk(text: str = "", **choice: Any) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}, **choice}]}


def raw(*pieces: bytes) -> Script:
    return lambda exchange: exchange.raw(200, b"".join(pieces), "text/event-stream")


def event(document: Any) -> bytes:
    return b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n"


BEGUN = event(chunk(HALF))
DONE = b"data: [DONE]\n\n"
STOP = event(chunk(finish_reason="stop"))


@pytest.mark.parametrize(
    "reason",
    [
        "stop",
        "STOP",
        "eos",
        "eos_token",
        "end_turn",
        "endTurn",
        "stop_sequence",
        "COMPLETE",
        "eosFound",
        "normal",
    ],
)
def test_the_words_for_a_natural_end_make_an_article(tmp_path: Path, reason: str) -> None:
    article = generate(streams("# T\n\nbody", finish_reason=reason), tmp_path)
    assert article.content == "body"
    assert article.metadata["finish_reason"] == "stop"
    assert "truncated" not in article.metadata


@pytest.mark.parametrize(
    "reason",
    [
        "length",
        "max_tokens",
        "MAX_TOKENS",
        "model_length",
        "token_limit",
        "max_output_tokens",
        "contextLengthReached",
        "model_context_window_exceeded",
    ],
)
def test_the_words_for_a_limit_mark_the_article_as_cut_off(tmp_path: Path, reason: str) -> None:
    metadata = generate(streams("# T\n\nbody", finish_reason=reason), tmp_path).metadata
    assert metadata["finish_reason"] == "length"
    assert metadata["truncated"]


@pytest.mark.parametrize(
    "reason",
    [
        "error",
        "abort",
        "cancelled",
        "tool_calls",
        "function_call",
        "MALFORMED_FUNCTION_CALL",
        "insufficient_system_resource",
        "network_error",
        "unload",
        "OTHER",
        "what nobody knows",
    ],
)
def test_any_other_end_is_a_failed_attempt_that_says_the_word(tmp_path: Path, reason: str) -> None:
    error = failure(streams(HALF, finish_reason=reason), tmp_path)
    assert error.transient
    assert reason.lower().replace(" ", "_") in str(error)


@pytest.mark.parametrize(
    "reason", ["content_filter", "SAFETY", "RECITATION", "sensitive", "refusal", "ERROR_TOXIC"]
)
def test_an_end_by_a_filter_will_not_pass(tmp_path: Path, reason: str) -> None:
    assert isinstance(failure(streams(HALF, finish_reason=reason), tmp_path), PermanentError)


@pytest.mark.parametrize("reason", [None, "null", "", 5, {"x": 1}])
def test_an_answer_that_does_not_say_why_it_ended_is_no_article(
    tmp_path: Path, reason: object
) -> None:
    last = event(chunk(finish_reason=reason))
    assert failure(raw(BEGUN, last, DONE), tmp_path).transient
    whole = {"choices": [{"message": {"content": HALF}, "finish_reason": reason}]}
    assert failure(answers(200, whole), tmp_path).transient


def test_the_last_word_counts(tmp_path: Path) -> None:
    each = event(chunk("# T\n\nbody", finish_reason="stop"))  # as Gemini says it in every chunk
    assert generate(raw(each, event(chunk(" more", finish_reason="stop")), DONE), tmp_path).content
    assert failure(raw(each, event(chunk("", finish_reason="error")), DONE), tmp_path).transient


ERROR_FRAMES: list[tuple[bytes, str]] = [
    (event({"error": {"message": "gpu lost"}}), "gpu lost"),
    (event({"error": "gpu lost"}), "gpu lost"),
    (event({"errors": [{"message": "gpu lost"}]}), "gpu lost"),
    (b'event: error\ndata: {"message": "gpu lost"}\n\n', "gpu lost"),
    (b"event: error\r\ndata: gpu lost\r\n\r\n", "gpu lost"),
    (b'event: error\ndata: {"type": "error", "error": {"message": "gpu lost"}}\n\n', "gpu lost"),
    (b'error: {"code": 500, "message": "gpu lost", "type": "server_error"}\n\n', "gpu lost"),
    (b'{"error": {"message": "gpu lost"}}\n', "gpu lost"),
    (event({"object": "error", "message": "gpu lost", "code": 50001}), "gpu lost"),
    (event({"type": "error", "error": {"message": "gpu lost"}}), "gpu lost"),
    (event({"detail": "gpu lost"}), "gpu lost"),
    (event({"code": "InternalError", "message": "gpu lost"}), "gpu lost"),
    (event({"error_code": 336100, "error_msg": "gpu lost"}), "gpu lost"),
    (event({"base_resp": {"status_code": 1013, "status_msg": "gpu lost"}}), "gpu lost"),
    (
        event({"choices": [{"error": {"message": "gpu lost"}, "finish_reason": "error"}]}),
        "gpu lost",
    ),
    (b"Internal Server Error\n", "Internal Server Error"),
    (b"data: <html>Bad Gateway</html>\n\n", "Bad Gateway"),
    (b'data: {"choices": [{"delta": {"cont', "not JSON"),
]


@pytest.mark.parametrize(("frame", "said"), ERROR_FRAMES)
def test_an_error_amid_a_stream_is_a_failed_attempt_with_what_the_server_said(
    tmp_path: Path, frame: bytes, said: str
) -> None:
    error = failure(raw(BEGUN, frame), tmp_path)
    assert error.transient
    assert said in str(error)
    if b"event: error" in frame or b"error" in frame.partition(b"gpu")[0]:
        assert said in str(failure(raw(BEGUN, frame, DONE), tmp_path))


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"error": {"message": "no model", "type": "invalid_request_error"}}, PermanentError),
        ({"error": {"message": "no model", "code": 404}}, PermanentError),
        ({"object": "error", "message": "no model", "type": "NotFoundError"}, PermanentError),
        ({"error": {"message": "no model", "code": 503}}, TransientError),
        ({"code": "Throttling", "message": "no model"}, TransientError),
        ({"detail": "no model"}, TransientError),
    ],
)
def test_a_200_with_an_error_document_is_an_error(
    tmp_path: Path, document: Any, kind: type[BackendError]
) -> None:
    error = failure(answers(200, document), tmp_path)
    assert isinstance(error, kind)
    assert "no model" in str(error)


def test_what_is_no_error_is_none(tmp_path: Path) -> None:
    pings = [{"type": "ping"}, {"choices": [], "error": None, "base_resp": {"status_code": 0}}]
    stream = raw(*map(event, pings), event(chunk("# T\n\nbody")), STOP, DONE)
    assert generate(stream, tmp_path).content == "body"


def test_a_model_that_refuses_says_so(tmp_path: Path) -> None:
    refusal = event({"choices": [{"delta": {"refusal": "I cannot help"}, "finish_reason": "stop"}]})
    error = failure(raw(refusal, DONE), tmp_path)
    assert isinstance(error, PermanentError)
    assert "I cannot help" in str(error)


def test_a_mark_of_the_byte_order_before_the_first_chunk_is_no_part_of_it(tmp_path: Path) -> None:
    def bytewise(exchange: Exchange) -> None:
        exchange.open()
        for byte in b"\xef\xbb\xbf" + event(chunk("# T\n\nbody")):
            exchange.send(bytes([byte]))
        exchange.close()

    assert generate(bytewise, tmp_path).content == "body"
    document = {"choices": [{"message": {"content": "# T\n\nbody"}, "finish_reason": "stop"}]}
    whole = raw(b"\xef\xbb\xbf" + json.dumps(document).encode())
    assert generate(whole, tmp_path).content == "body"


@pytest.mark.parametrize(
    "stream",
    [
        event(chunk("# T\n\nbody")).replace(b"\n\n", b"\n") + STOP + DONE,  # no blank lines
        event(chunk("# T\n\nbody")).replace(b"\n", b"\r\n") + STOP + DONE,
        event(chunk("# T\n\nbody")).replace(b"\n", b"\r") + STOP.replace(b"\n", b"\r"),
        b'data: {"choices":\ndata: [{"delta": {"content": "# T\\n\\nbody"}}]}\n\n' + STOP + DONE,
    ],
)
def test_events_are_read_however_their_lines_end(tmp_path: Path, stream: bytes) -> None:
    assert generate(raw(stream), tmp_path).content == "body"


def test_nothing_is_waited_for_after_done(tmp_path: Path) -> None:
    def stays(exchange: Exchange) -> None:
        exchange.open()
        exchange.text("# T\n\nbody")
        exchange.send(STOP + DONE)
        exchange.hold()

    assert generate(stays, tmp_path, openai_stall_timeout=60.0).content == "body"


@pytest.mark.parametrize("cut", [True, False])
def test_an_answer_of_thoughts_alone_is_a_failed_attempt(tmp_path: Path, *, cut: bool) -> None:
    script = streams("<think>hm, hm", finish_reason="length" if cut else "stop")
    error = failure(script, tmp_path)
    assert error.transient
    assert ("CONTENTHUB_OPENAI_MAX_TOKENS" if cut else "thoughts") in str(error)


def test_a_front_matter_of_the_models_own_gives_title_summary_and_tags(tmp_path: Path) -> None:
    text = "---\ntitle: Tea\nsummary: On tea\ntags: [a, b]\n---\n\nbody"
    article = generate(streams(text), tmp_path)
    assert article.title == "Tea"
    assert (article.content, article.summary, article.tags) == ("body", "On tea", ("a", "b"))
    headed = generate(streams(text.replace("body", "# Better\n\nbody")), tmp_path)
    assert (headed.title, headed.content) == ("Better", "body")


def test_text_may_come_in_typed_parts(tmp_path: Path) -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "SECRET"}]},
        {"type": "text", "text": "# T\n\nbody"},
    ]
    stream = raw(event({"choices": [{"delta": {"content": parts}}]}), STOP, DONE)
    article: Article = generate(stream, tmp_path)
    assert article.content == "body"
