"""What `openai` promises beyond the contract: every way in which such servers answer and fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.creators.base import (
    Control,
    Profile,
    Rewrite,
    StoppedError,
    StopReason,
)
from contenthub.creators.openai_length import expected_characters, token_limit
from contenthub.creators.openai_tokens import usage_in
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.usage import Cost, CostSource, Price, Usage
from tests.contracts.cases.openai import KEY
from tests.contracts.openai_stages import ASKED, failure, generate, serving
from tests.support.openai_server import (
    Exchange,
    answers,
    breaks_off,
    fails_midway,
    stalls,
    streams,
)

PLAIN = {
    "choices": [{"message": {"content": "# T\n\nbody"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 5, "completion_tokens": 6},
}


def priced(micros: int) -> Cost:
    """A cost by the prices of these tests."""
    return Cost(micros, CostSource.PRICE, Price(2_000_000, 8_000_000))


def test_the_request_is_a_streamed_completion_with_usage_and_the_key(tmp_path: Path) -> None:
    with serving(streams("# T\n\nbody"), tmp_path) as (creator, server):
        creator.generate(ASKED, Control(60))
        (got,) = server.requests
    assert got["path"] == "/v1/chat/completions"
    assert got["stream"] is True
    assert got["stream_options"] == {"include_usage": True}
    assert got["model"] == "model"
    assert got["headers"]["Authorization"] == f"Bearer {KEY}"
    assert got["headers"]["Idempotency-Key"] == "the-key-of-this-attempt"


def test_the_prompt_holds_all_that_is_asked_for_in_the_language_of_the_account(
    tmp_path: Path,
) -> None:
    with serving(streams("# T\n\nbody"), tmp_path) as (creator, server):
        creator.generate(ASKED, Control(60))
        creator.generate(replace(ASKED, language="fr"), Control(60))
        chinese, french = (got["messages"][0]["content"] for got in server.requests)
    for word in ("撰写", "怎样早起", "睡眠、光线", "上班族", "注明来源", "多举例", "亲切"):
        assert word in chinese
    for word in ("最佳", "规律", "800", "1200"):
        assert word in chinese
    assert "BCP 47 tag “fr”" in french


def test_a_prompt_template_of_the_user_replaces_ours(tmp_path: Path) -> None:
    path = tmp_path / "templates" / "openai" / "zh.md.j2"
    path.parent.mkdir(parents=True)
    path.write_text("写：{{ topic }}", encoding="utf-8")
    with serving(streams("# T\n\nbody"), tmp_path) as (creator, server):
        creator.generate(ASKED, Control(60))
        assert server.requests[0]["messages"] == [{"role": "user", "content": "写：怎样早起"}]


@pytest.mark.parametrize(("language", "word"), [("zh", "重写"), ("fr", "anew")])
def test_a_text_to_be_written_anew_stands_below_the_prompt_also_below_one_of_the_user(
    tmp_path: Path, language: str, word: str
) -> None:
    path = tmp_path / "templates" / "openai" / "en.md.j2"
    path.parent.mkdir(parents=True)
    path.write_text("Mine: {{ topic }}", encoding="utf-8")
    text = Rewrite("Old {{ title }}", "Old *text*.", "More figures")
    with serving(streams("# T\n\nbody"), tmp_path) as (creator, server):
        creator.generate(replace(ASKED, language=language, rewrite=text), Control(60))
        (message,) = server.requests[0]["messages"]
    prompt = message["content"]
    assert word in prompt
    note, old = (
        prompt.index("\nMore figures\n"),
        prompt.index("\n# Old {{ title }}\n\nOld *text*.\n"),
    )
    assert prompt.index("怎样早起") < note < old


def test_a_long_text_may_become_as_long_again() -> None:
    bare = replace(ASKED, account=Profile("a", "en"))
    long = replace(bare, rewrite=Rewrite("T", "word " * 6000, "Shorter words"))
    assert token_limit(long, None) > token_limit(bare, None)
    assert token_limit(long, 100) == 100
    assert expected_characters(long) == 30_000


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# The *title* #\n\nbody", "The title", "body"),
        ("# **Bold title**\n\nbody", "Bold title", "body"),
        ("```markdown\n# T\n\nbody\n```", "T", "body"),
        ("Here is the article:\n\n# T\n\nbody", "T", "body"),
        ("<think>first\nthis</think>\n\n# T\n\nbody", "T", "body"),
        ("## No title\n\nbody", "", "## No title\n\nbody"),
        ("A first paragraph.\n\n# Late heading", "", "A first paragraph.\n\n# Late heading"),
        ("#hashtag\n\nbody", "", "#hashtag\n\nbody"),
        ("# T\r\n\r\nline\u2028next\x00\r\n", "T", "line\nnext"),
    ],
)
def test_title_and_body_are_told_apart(tmp_path: Path, text: str, title: str, body: str) -> None:
    article = generate(streams(text, piece=3), tmp_path)
    assert (article.title, article.content) == (title, body)


def test_tokens_are_recorded_and_cost_by_the_price_of_a_million(tmp_path: Path) -> None:
    assert generate(streams("body"), tmp_path).usage == Usage(1000, 2000, priced(18_000))
    unpriced: dict[str, Any] = {"openai_price_input": None, "openai_price_output": None}
    assert generate(streams("body"), tmp_path, **unpriced).usage == Usage(1000, 2000, None)


@pytest.mark.parametrize("missing", ["openai_price_input", "openai_price_output"])
def test_without_one_of_the_prices_the_cost_is_not_known(tmp_path: Path, missing: str) -> None:
    half: dict[str, Any] = {missing: None}
    assert generate(streams("body"), tmp_path, **half).usage == Usage(1000, 2000, None)


@pytest.mark.parametrize(
    ("said", "tokens"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 6}, Usage(5, 6)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, Usage(0, 0)),
        ({"completion_tokens": 6}, Usage(None, 6)),
        ({"prompt_tokens": -5, "completion_tokens": True}, Usage()),
        ({"prompt_tokens": 5.5, "completion_tokens": "6"}, Usage()),
        (
            {
                "prompt_tokens": 5,
                "completion_tokens": 6,
                "total_tokens": 11,
                "prompt_tokens_details": {"cached_tokens": 3, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 4},
            },
            Usage(5, 6, cached_input_tokens=3, reasoning_tokens=4),
        ),
        (  # thoughts are counted apart
            {
                "prompt_tokens": 32,
                "completion_tokens": 9,
                "total_tokens": 135,
                "completion_tokens_details": {"reasoning_tokens": 94},
            },
            Usage(32, 103, reasoning_tokens=94),
        ),
        (
            {
                "prompt_tokens": 5,
                "completion_tokens": 6,
                "prompt_tokens_details": None,
                "completion_tokens_details": [4],
            },
            Usage(5, 6),
        ),
    ],
)
def test_tokens_are_read_by_kind_and_what_is_not_counted_is_not_known(
    said: dict[str, Any], tokens: Usage
) -> None:
    assert usage_in(said) == tokens


def test_the_model_that_answered_is_noted(tmp_path: Path) -> None:
    usage = generate(answers(200, PLAIN | {"model": "model-2026-11"}), tmp_path).usage
    assert usage is not None
    assert usage.model == "model-2026-11"


def test_an_answer_without_an_article_tells_what_it_took(tmp_path: Path) -> None:
    for script in (
        streams("", finish_reason="length"),
        streams("x", finish_reason="content_filter"),
    ):
        error = failure(script, tmp_path)
        assert error.usage == Usage(1000, 2000, priced(18_000))


def test_a_server_that_does_not_stream_is_understood(tmp_path: Path) -> None:
    article = generate(answers(200, PLAIN), tmp_path)
    assert (article.title, article.content) == ("T", "body")
    assert article.usage == Usage(5, 6, priced(58))


def test_an_article_cut_by_the_length_limit_says_so(tmp_path: Path) -> None:
    metadata = generate(streams("body", finish_reason="length"), tmp_path).metadata
    assert metadata["finish_reason"] == "length"
    assert "truncated" in metadata
    assert "truncated" not in generate(streams("body"), tmp_path).metadata


def test_events_may_be_split_anywhere_and_mixed_with_comments(tmp_path: Path) -> None:
    def script(exchange: Exchange) -> None:
        exchange.open()
        stream = ': keep-alive\r\n\r\nevent: x\ndata: {"choices": [{"delta": {"role": "a"}}]}\n\n'
        stream += 'data:{"choices": [{"delta": {"content": "早起\u2028🌅"}}]}\r\n\r\n'
        for byte in stream.encode():
            exchange.send(bytes([byte]))
        exchange.close()

    assert generate(script, tmp_path).content == "早起\n🌅"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_statuses_that_may_pass_are_transient(tmp_path: Path, status: int) -> None:
    error = failure(answers(status, {"error": {"message": "try later"}}), tmp_path)
    assert isinstance(error, TransientError)
    assert f"{status}: try later" in str(error)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 422])
def test_statuses_that_will_not_pass_are_permanent(tmp_path: Path, status: int) -> None:
    document = {"error": {"message": f"no, not with {KEY}\never"}}
    error = failure(answers(status, document, Location="http://127.0.0.1:1/"), tmp_path)
    assert isinstance(error, PermanentError)
    assert f"{status}: no, not with *** ever" in str(error)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"error": "plain"}, "plain"),
        ({"detail": [{"msg": "field required"}]}, "field required"),
        ({"message": "flat"}, "flat"),
        ({}, "no message"),
        ([1], "[1]"),
    ],
)
def test_the_servers_message_is_found_in_whatever_shape(
    tmp_path: Path, document: Any, message: str
) -> None:
    error = failure(answers(400, document), tmp_path)
    assert message in str(error)


def test_retry_after_is_kept_in_seconds_and_as_a_date(tmp_path: Path) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    with clock.use(lambda: now):
        waits = []
        for header in ("7", later, "Thu, 01 Jan 1970 00:00:00 GMT", "soon", "-5"):
            error = failure(answers(429, {}, Retry_After=header), tmp_path)
            assert isinstance(error, TransientError)
            waits.append(error.retry_after)
    assert waits == [7.0, 90.0, 0.0, None, None]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "overloaded", "code": 503}, TransientError),
        ({"message": "overloaded"}, TransientError),
        ("overloaded", TransientError),
        ({"message": "too long", "type": "invalid_request_error"}, PermanentError),
        ({"message": "bad key", "code": "401"}, PermanentError),
    ],
)
def test_an_error_in_the_middle_of_a_stream_is_an_error(
    tmp_path: Path, error: Any, kind: type[BackendError]
) -> None:
    assert isinstance(failure(fails_midway(error), tmp_path), kind)


def test_a_stream_that_breaks_off_is_no_article(tmp_path: Path) -> None:
    assert failure(breaks_off("# T\n\nhalf an art"), tmp_path).transient


def test_a_stream_that_closes_politely_before_its_end_is_no_article(tmp_path: Path) -> None:
    half = b'data: {"choices": [{"delta": {"content": "half an art"}}]}\n\n'
    error = failure(lambda exchange: exchange.raw(200, half, "text/event-stream"), tmp_path)
    assert error.transient
    assert "broke off" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"choices": 5}',
        b"\xff\xfe",
        b"data: {not json}\n\n",
        b"[" * 9999,
    ],
)
def test_garbage_is_refused(tmp_path: Path, body: bytes) -> None:
    error = failure(lambda exchange: exchange.raw(200, body, "text/event-stream"), tmp_path)
    assert not error.transient


def test_a_stop_by_the_content_filter_will_not_pass(tmp_path: Path) -> None:
    assert not failure(streams("half", finish_reason="content_filter"), tmp_path).transient


def test_a_server_that_never_answers_is_left_at_the_deadline(tmp_path: Path) -> None:
    with serving(stalls(""), tmp_path) as (creator, _):
        with pytest.raises(StoppedError) as stopped:
            creator.generate(ASKED, Control(0.3))
        assert stopped.value.reason is StopReason.TIMEOUT


def test_a_key_that_cannot_be_sent_is_not_told(tmp_path: Path) -> None:
    for key in (f"{KEY}\n{KEY}", f"{KEY}钥"):
        with serving(streams("body"), tmp_path, openai_api_key=key) as (creator, server):
            with pytest.raises(PermanentError) as refused:
                creator.generate(ASKED, Control(60))
            assert KEY not in str(refused.value)
            assert refused.value.__suppress_context__
            check = creator.check()
            assert not check.ok
            assert KEY not in check.detail
            assert server.requests == []
