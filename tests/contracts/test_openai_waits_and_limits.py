"""How long `openai` waits for a token, and how much it lets a model write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.base import Control, StoppedError, StopReason
from contenthub.errors import PermanentError
from contenthub.settings import Settings
from tests.contracts.openai_stages import ASKED, failure, generate, serving
from tests.support.openai_server import Exchange, Script, answers, stalls, streams
from tests.support.processes import wait_until

NO_TOKENS: list[bytes] = [
    b": keep-alive\n\n",
    b"\n",
    b"event: ping\ndata: {}\n\n",
    b'data: {"choices": []}\n\n',
    b'data: {"choices": [{"delta": {"role": "assistant", "content": ""}}]}\n\n',
    b'data: {"choices": [{"delta": {"role": "assistant", "content": " \\n"}}]}\n\n',
    b'data: {"choices": [{"delta": {"reasoning_content": ""}}]}\n\n',
    b'data: {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 0}}\n\n',
]
TOKENS: list[dict[str, Any]] = [
    {"content": "text"},
    {"reasoning_content": "hm"},
    {"reasoning": "hm"},
    {"reasoning_details": [{"type": "reasoning.text", "text": "hm"}]},
    {"thinking": "hm"},
    {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]},
]


def repeats(piece: bytes, before: str = "") -> Script:
    """Sends ``piece`` again and again until the client leaves."""

    def script(exchange: Exchange) -> None:
        exchange.open()
        if before:
            exchange.text(before)
        while exchange.waits(0.02):
            exchange.send(piece)

    return script


@pytest.mark.parametrize("piece", NO_TOKENS)
def test_what_is_no_token_does_not_prolong_the_wait_for_the_first_one(
    tmp_path: Path, piece: bytes
) -> None:
    error = failure(repeats(piece), tmp_path, openai_first_token_timeout=0.3)
    assert error.transient
    assert "no first token within 0.3 s" in str(error)


@pytest.mark.parametrize("piece", NO_TOKENS)
def test_nor_the_wait_for_the_next_one(tmp_path: Path, piece: bytes) -> None:
    error = failure(repeats(piece, "# T"), tmp_path, openai_stall_timeout=0.3)
    assert error.transient
    assert "no token for 0.3 s" in str(error)


@pytest.mark.parametrize(
    ("after", "limit", "said"),
    [
        ("", "openai_first_token_timeout", "no first token within 0.3 s"),
        ("# The beginning", "openai_stall_timeout", "no token for 0.3 s"),
    ],
)
def test_a_server_that_falls_silent_is_left_after_the_limit_that_counts_then(
    tmp_path: Path, after: str, limit: str, said: str
) -> None:
    error = failure(stalls(after), tmp_path, **{limit: 0.3})
    assert error.transient
    assert said in str(error)


def test_a_server_that_queues_is_waited_for_longer_than_between_tokens(tmp_path: Path) -> None:
    def queues(exchange: Exchange) -> None:
        exchange.waits(0.5)
        exchange.open()
        # In one piece: how quickly tokens follow each other is not this machine's to say.
        token = b'{"choices": [{"delta": {"content": "body"}, "finish_reason": "stop"}]}'
        exchange.send(b"data: " + token + b"\n\ndata: [DONE]\n\n")
        exchange.hold()

    article = generate(queues, tmp_path, openai_stall_timeout=0.2, openai_first_token_timeout=60)
    assert article.content == "body"


@pytest.mark.parametrize("token", TOKENS)
def test_thoughts_are_tokens_too_but_no_text(
    tmp_path: Path, token: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    prolonged: list[float | None] = []
    real = asyncio.Timeout.reschedule

    def reschedule(limit: asyncio.Timeout, when: float | None) -> None:
        real(limit, when)
        prolonged.append(when)

    def thinks(exchange: Exchange) -> None:
        exchange.open()
        for _ in range(3):
            before = len(prolonged)
            exchange.event({"choices": [{"delta": token}]})
            wait_until(lambda since=before: len(prolonged) > since, 60, "more time")
        exchange.text("# T\n\nbody")
        exchange.close()

    monkeypatch.setattr(asyncio.Timeout, "reschedule", reschedule)
    article = generate(thinks, tmp_path)
    assert "hm" not in article.content
    assert article.content.endswith("body")


def test_the_deadline_of_the_task_comes_first(tmp_path: Path) -> None:
    with serving(repeats(NO_TOKENS[0]), tmp_path) as (creator, _):
        with pytest.raises(StoppedError) as stopped:
            creator.generate(ASKED, Control(0.3))
        assert stopped.value.reason is StopReason.TIMEOUT


def sent(home: Path, max_length: int | None = None, **changes: Any) -> dict[str, Any]:
    """The request for an article of ``max_length``, as the server got it."""
    with serving(streams("# T\n\nbody"), home, **changes) as (creator, server):
        account = replace(ASKED.account, min_length=None, max_length=max_length)
        creator.generate(replace(ASKED, account=account), Control(60))
        return dict(server.requests[0])


def test_a_limit_is_always_sent_and_follows_the_longest_article_of_the_account(
    tmp_path: Path,
) -> None:
    default, short, long = (sent(tmp_path, most)["max_tokens"] for most in (None, 300, 20_000))
    assert short < default < long
    assert short >= 2 * 300  # a Chinese character can take two tokens
    assert long >= 2 * 20_000


def test_the_setting_stands_above_it(tmp_path: Path) -> None:
    assert sent(tmp_path, 20_000, openai_max_tokens=77)["max_tokens"] == 77
    assert Settings(home=tmp_path).openai_max_tokens is None


def refuses(says: str, unless: Callable[[dict[str, Any]], bool], status: int = 400) -> Script:
    """Refuses every request that does not please ``unless``."""

    def script(exchange: Exchange) -> None:
        if unless(exchange.request):
            streams("# T\n\nbody")(exchange)
        else:
            exchange.document(status, {"error": {"message": says}})

    return script


def test_a_server_that_wants_the_other_name_gets_it_from_then_on(tmp_path: Path) -> None:
    says = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    script = refuses(says, lambda request: "max_tokens" not in request)
    with serving(script, tmp_path, openai_max_tokens=99) as (creator, server):
        for _ in range(2):
            assert creator.generate(ASKED, Control(60)).content == "body"
        names = [request.get("max_completion_tokens") for request in server.requests]
        keys = [request["headers"]["Idempotency-Key"] for request in server.requests]
    assert names == [None, 99, 99]
    assert keys[0] != keys[1]  # another request to a server that remembers answers


def test_a_model_that_cannot_write_so_much_gets_a_smaller_limit(tmp_path: Path) -> None:
    says = "max_tokens is too large: 8192. This model supports at most 2048 completion tokens."
    script = refuses(says, lambda request: request["max_tokens"] <= 2048)
    with serving(script, tmp_path, openai_max_tokens=8000) as (creator, server):
        for _ in range(2):
            creator.generate(ASKED, Control(60))
        assert [request["max_tokens"] for request in server.requests] == [8000, 4000, 2000, 2000]


@pytest.mark.parametrize(
    "says",
    [
        "max_tokens: 8000 > 2048, which is the maximum allowed number of output tokens",
        "Invalid max_tokens value, the valid range of max_tokens is [1, 2048]",
        "`max_tokens` must be less than or equal to `2048`, less than the `context_window`",
        "Range of max_tokens should be [1, 2048]",
    ],
)
def test_whichever_words_a_server_has_for_a_limit_that_is_too_large(
    tmp_path: Path, says: str
) -> None:
    script = refuses(says, lambda request: request["max_tokens"] <= 2048)
    with serving(script, tmp_path, openai_max_tokens=8000) as (creator, server):
        for _ in range(2):
            creator.generate(ASKED, Control(60))
        assert [request["max_tokens"] for request in server.requests] == [8000, 4000, 2000, 2000]


@pytest.mark.parametrize(
    "says",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 8100 tokens"
        " (100 in"
        " the messages, 8000 in the completion). Please reduce the length of the messages or"
        " completion.",
        "max_tokens is too large: 8000. This model's maximum context length is 4096 tokens and your"
        " request has 2000 input tokens (8000 > 4096 - 2000).",
        "the request exceeds the available context size, try increasing the context size",
        "input is too long for requested model",
        "Request too large for model `x`",
    ],
)
def test_a_prompt_that_is_too_long_lowers_the_limit_of_its_own_request_only(
    tmp_path: Path, says: str
) -> None:
    script = refuses(says, lambda r: r["max_tokens"] <= 2048 or "long" not in str(r["messages"]))
    with serving(script, tmp_path, openai_max_tokens=8000) as (creator, server):
        creator.generate(replace(ASKED, topic="a long story"), Control(60))
        creator.generate(replace(ASKED, topic="brief"), Control(60))
        assert [request["max_tokens"] for request in server.requests] == [8000, 4000, 2000, 8000]


def test_a_prompt_that_never_fits_is_told_and_changes_nothing_for_others(tmp_path: Path) -> None:
    says = "This model's maximum context length is 4096 tokens"
    script = refuses(says, lambda request: "long" not in str(request["messages"]))
    with serving(script, tmp_path, openai_max_tokens=8000) as (creator, server):
        with pytest.raises(PermanentError, match=says):
            creator.generate(replace(ASKED, topic="a long story"), Control(60))
        creator.generate(replace(ASKED, topic="brief"), Control(60))
        assert server.requests[-1]["max_tokens"] == 8000


def test_a_server_that_knows_no_usage_in_streams_is_not_asked_for_it(tmp_path: Path) -> None:
    script = refuses("extra field: stream_options", lambda r: "stream_options" not in r, 422)
    assert generate(script, tmp_path).content == "body"


@pytest.mark.parametrize("says", ["max_tokens is bad", "use max_completion_tokens", "no"])
def test_a_refusal_that_stays_is_told_after_few_requests(tmp_path: Path, says: str) -> None:
    with serving(answers(400, {"error": {"message": says}}), tmp_path) as (creator, server):
        with pytest.raises(PermanentError, match=says):
            creator.generate(ASKED, Control(60))
        assert len(server.requests) <= 8


def test_a_limit_that_was_reached_goes_to_the_gate_and_not_to_the_reader(tmp_path: Path) -> None:
    article = generate(streams("# T\n\nbody, and", finish_reason="length"), tmp_path)
    assert article.metadata["finish_reason"] == "length"
    assert article.metadata["truncated"]
