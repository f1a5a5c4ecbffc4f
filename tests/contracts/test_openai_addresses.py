"""Addresses are used as they were meant, and a check asks for what an article would need."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.base import Control
from contenthub.creators.endpoints import endpoint
from contenthub.creators.openai import OpenAI
from tests.contracts.cases.openai import KEY, settings
from tests.contracts.openai_stages import ASKED, serving
from tests.support.openai_server import Exchange, OpenAIServer, Script, answers, stalls, streams

CHAT = "/chat/completions"


@pytest.mark.parametrize(
    ("base", "asked"),
    [
        ("http://h/v1", "http://h/v1/chat/completions"),
        ("http://h/v1/", "http://h/v1/chat/completions"),
        ("http://h/v1//", "http://h/v1/chat/completions"),
        ("http://h", "http://h/chat/completions"),
        ("http://h/v1/chat/completions", "http://h/v1/chat/completions"),
        ("http://h/v1/chat/completions/", "http://h/v1/chat/completions"),
        ("http://h/v1/models", "http://h/v1/chat/completions"),
        ("http://h/v1/completions?a=b", "http://h/v1/chat/completions?a=b"),
        (
            "https://h/d/x?api-version=2024-10-21",
            "https://h/d/x/chat/completions?api-version=2024-10-21",
        ),
        ("http://h/v1/?a=b&c=%2F", "http://h/v1/chat/completions?a=b&c=%2F"),
        ("http://h/v1/chat/completions?a=b", "http://h/v1/chat/completions?a=b"),
        ("http://me:p%40@[::1]:8080/v1#top", "http://me:p%40@[::1]:8080/v1/chat/completions"),
        (" http://h/v1 ", "http://h/v1/chat/completions"),
    ],
)
def test_the_path_goes_before_the_query_and_is_never_doubled(base: str, asked: str) -> None:
    known = (CHAT, "/completions", "/models")
    assert endpoint(base, CHAT, known=known) == asked


@pytest.mark.parametrize("suffix", ["", "/", "?api-version=1", "/?api-version=1", CHAT])
def test_article_and_check_go_to_the_endpoint_that_is_meant(tmp_path: Path, suffix: str) -> None:
    with OpenAIServer(streams("# T\n\nbody")) as server:
        creator = OpenAI(settings(server.url + suffix, tmp_path))
        assert creator.generate(ASKED, Control(60)).content == "body"
        assert creator.check().ok
        query = "?api-version=1" if "?" in suffix else ""
        assert {request["path"] for request in server.requests} == {f"/v1{CHAT}{query}"}


def only(path: str, model: str = "model") -> Script:
    """A server that works under one path and for one model, and lists its models for all."""

    def script(exchange: Exchange) -> None:
        if exchange.path != path:
            exchange.document(404, {"error": {"message": "no such path"}})
        elif exchange.request["model"] != model:
            exchange.document(404, {"error": {"message": "no such model"}})
        elif exchange.headers.get("Authorization") != f"Bearer {KEY}":
            exchange.document(401, {"error": {"message": "no such key"}})
        else:
            streams("Hi")(exchange)

    return script


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "answers with model"),
        ({"openai_model": "other"}, "no such model"),
        ({"openai_api_key": "wrong"}, "no such key"),
        ({"openai_base_url": "/v2"}, "no such path"),
        ({"openai_base_url": ""}, "CONTENTHUB_OPENAI_BASE_URL"),
    ],
)
def test_a_check_finds_a_wrong_path_model_or_key(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with OpenAIServer(only(f"/v1{CHAT}")) as server:
        used = settings(server.url, tmp_path)
        if changes.get("openai_base_url"):
            changes = {"openai_base_url": server.url.replace("/v1", "/v2")}
        check = OpenAI(replace(used, **changes)).check()
        assert check.ok == (not changes)
        assert said in check.detail
        assert KEY not in check.detail
        assert "\n" not in check.detail


@pytest.mark.parametrize("status", [301, 400, 403, 404, 429, 500, 503])
def test_a_check_believes_no_server_that_refuses_the_work(tmp_path: Path, status: int) -> None:
    with serving(answers(status, {"error": {"message": "no"}}), tmp_path) as (creator, server):
        server.answer_checks_with(200)
        assert not creator.check().ok


@pytest.mark.parametrize(
    "script",
    [
        lambda exchange: exchange.raw(200, b"<html>welcome</html>", "text/html"),
        answers(200, {"status": "ok"}),
        answers(200, {"error": {"message": "no"}}),
        answers(200, []),
    ],
)
def test_a_200_that_is_no_completion_is_none(tmp_path: Path, script: Script) -> None:
    with serving(script, tmp_path) as (creator, _):
        assert not creator.check().ok


@pytest.mark.parametrize(
    "first",
    [
        {"choices": []},
        {"choices": [{"delta": {"role": "assistant", "content": ""}}]},
        {"choices": [{"delta": {"content": " "}}]},
    ],
)
@pytest.mark.parametrize(
    "then",
    [
        b'data: {"error": {"message": "no quota", "type": "insufficient_quota"}}\n\n',
        b"",
    ],
)
def test_a_check_is_not_content_with_an_empty_piece(
    tmp_path: Path, first: dict[str, Any], then: bytes
) -> None:
    data = b"data: " + json.dumps(first).encode() + b"\n\n" + then
    with serving(lambda e: e.raw(200, data, "text/event-stream"), tmp_path) as (creator, _):
        assert not creator.check().ok


def test_a_check_asks_for_one_token(tmp_path: Path) -> None:
    with serving(streams("Hi", finish_reason="length"), tmp_path) as (creator, server):
        assert creator.check().ok
        (request,) = server.requests
        assert request["max_tokens"] == 1
        assert request["stream"] is True  # as for an article


def test_a_check_of_a_model_that_thinks_before_its_first_token_is_well(tmp_path: Path) -> None:
    said = "Could not finish the message because max_tokens or model output limit was reached."
    with serving(answers(400, {"error": {"message": said}}), tmp_path) as (creator, server):
        assert creator.check().ok
        assert len(server.requests) == 1


@pytest.mark.parametrize(("lists", "ok"), [(200, True), (404, False)])
def test_a_server_that_is_busy_is_told_from_one_that_hangs_by_its_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lists: int, ok: bool
) -> None:
    monkeypatch.setattr("contenthub.creators.openai._CHECK", 0.3)
    with serving(stalls(""), tmp_path) as (creator, server):
        server.answer_checks_with(lists)
        check = creator.check()
        assert check.ok is ok
        assert "0.3 s" in check.detail
