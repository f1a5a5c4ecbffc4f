"""What `command` promises beyond the contract: its protocol, its limits, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.base import (
    AcceptedError,
    Article,
    Control,
    Profile,
    Request,
    Rewrite,
    StoppedError,
    StopReason,
)
from contenthub.creators.command import Command
from contenthub.creators.results import parse_article
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.usage import Cost, Usage
from tests.contracts.cases.command import PROGRAM, alive, pids, settings
from tests.support.processes import REPOSITORY, kill_pid, wait_until

ASKED = Request(
    task_id="task",
    idempotency_key="key",
    attempt=2,
    topic="怎样早起",
    account=Profile(name="早安", language="zh", banned_words=("最",), min_length=10),
    keywords=("睡眠",),
    category="健康",
    requirements="简短",
    tone="亲切",
    language="zh",
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "article.md").write_text("The article", encoding="utf-8")
    yield tmp_path
    left = list(filter(alive, pids(tmp_path)))
    for pid in left:
        kill_pid(pid)
    assert not left, "processes were left behind"


def generate(
    behaviour: str, folder: Path, control: Control | None = None, asked: Request = ASKED
) -> Article:
    creator = Command.from_settings(settings(behaviour, folder))
    return creator.generate(asked, control or Control(60))


def result(folder: Path, document: Any) -> Article:
    (folder / "article.md").write_text(
        document if isinstance(document, str) else json.dumps(document), encoding="utf-8"
    )
    return generate("raw", folder)


def test_the_program_gets_the_whole_request_as_one_json_document(folder: Path) -> None:
    generate("fine", folder)
    (file,) = folder.glob("*.request")
    got = json.loads(file.read_bytes())
    assert got["account"].pop("banned_words") == ["最"]
    assert got["account"]["min_length"] == 10
    assert got.pop("account")["name"] == "早安"
    assert got == {
        "task_id": "task",
        "idempotency_key": "key",
        "attempt": 2,
        "topic": "怎样早起",
        "keywords": ["睡眠"],
        "category": "健康",
        "requirements": "简短",
        "tone": "亲切",
        "language": "zh",
    }


def test_a_text_to_be_written_anew_comes_with_what_has_to_be_different(folder: Path) -> None:
    generate("fine", folder, asked=replace(ASKED, rewrite=Rewrite("早起", "早睡。", "加一个例子")))
    (file,) = folder.glob("*.request")
    told = {"title": "早起", "content": "早睡。", "note": "加一个例子"}
    assert json.loads(file.read_bytes())["rewrite"] == told


URL = "http://127.0.0.1:18010/api/v1/callbacks/task?key=2.secret"


def test_a_program_that_took_the_order_calls_back_later(folder: Path) -> None:
    (folder / "article.md").write_text('{"accepted": "job-7"}\n')
    with pytest.raises(AcceptedError) as accepted:
        generate("raw", folder, asked=replace(ASKED, callback_url=URL))
    assert accepted.value.external_id == "job-7"
    (file,) = folder.glob("*.request")
    assert json.loads(file.read_bytes())["callback_url"] == URL


def test_nobody_can_call_back_without_an_address(folder: Path) -> None:
    with pytest.raises(PermanentError, match="CONTENTHUB_PUBLIC_URL"):
        result(folder, {"accepted": "job-7"})


def test_every_field_of_the_result_arrives(folder: Path) -> None:
    assert result(
        folder,
        {
            "content": "text\r\nmore",
            "title": " A\ntitle ",
            "summary": "short",
            "html": "<p>text</p>",
            "images": ["https://example.org/a.png"],
            "tags": ["one", " "],
            "quality_score": 8,
            "usage": {"input_tokens": 1, "output_tokens": 2, "cost": 0.5},
            "something": "else",
        },
    ) == Article(
        content="text\nmore",
        title="A title",
        summary="short",
        html="<p>text</p>",
        images=("https://example.org/a.png",),
        tags=("one",),
        quality_score=8.0,
        usage=Usage(1, 2, Cost(500_000)),
    )


def test_null_is_the_same_as_left_out(folder: Path) -> None:
    names = ("title", "summary", "html", "images", "tags", "quality_score", "usage")
    assert result(folder, {"content": "text", **dict.fromkeys(names)}) == Article(content="text")


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "content"),
        ({"content": None}, "content"),
        ({"content": ["a"]}, "content"),
        ({"content": "\x00 \n"}, "content"),
        ({"title": 1}, "title"),
        ({"summary": {}}, "summary"),
        ({"html": 1}, "html"),
        ({"images": "a"}, "images"),
        ({"images": [1]}, "images"),
        ({"tags": {"a": 1}}, "tags"),
        ({"quality_score": "9"}, "quality_score"),
        ({"quality_score": True}, "quality_score"),
        ({"quality_score": float("nan")}, "quality_score"),
        ({"quality_score": 10**400}, "quality_score"),
        ({"usage": 5}, "usage"),
        ({"usage": {"input_tokens": -1}}, "usage.input_tokens"),
        ({"usage": {"output_tokens": 1.5}}, "usage.output_tokens"),
        ({"usage": {"cost": "1"}}, "usage.cost"),
        ({"usage": {"cost": -0.01}}, "usage.cost"),
        ({"usage": {"cost": float("nan")}}, "usage.cost"),
        ({"usage": {"cost": 1e30}}, "usage.cost"),
        ({"usage": {"cached_input_tokens": True}}, "usage.cached_input_tokens"),
        ({"usage": {"reasoning_tokens": "9"}}, "usage.reasoning_tokens"),
        ({"usage": {"model": 4}}, "usage.model"),
    ],
)
def test_a_wrong_type_is_refused_with_the_name_of_its_field(
    folder: Path, document: dict[str, Any], field: str
) -> None:
    filled = document if "content" in document or not document else {"content": "a", **document}
    with pytest.raises(PermanentError, match=f"field {field} "):
        result(folder, filled)


@pytest.mark.parametrize("text", ["", "[1]", "null", '{"content": "a"} extra', "[" * 100_000])
def test_what_is_not_one_json_object_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(PermanentError, match=r"not (one JSON document|a JSON object)"):
        result(folder, text)


def test_characters_that_no_database_takes_are_cleaned_out_of_the_article(folder: Path) -> None:
    article = result(
        folder, '{"content": "a\\u0000b\\ud83dc\\u001b[1m\\tend", "tags": ["x\\u0000"]}'
    )
    assert article.content == "ab\ufffdc\tend"
    assert article.tags == ("x",)


@pytest.mark.parametrize(
    ("behaviour", "error", "text"),
    [
        ("transient", TransientError, "exit code 1: .*the disk is full"),
        ("permanent", PermanentError, "exit code 65: .*this topic is not for me"),
        ("killed", TransientError, "SIGKILL"),
    ],
)
def test_how_the_program_ended_decides_whether_it_is_tried_again(
    folder: Path, behaviour: str, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        generate(behaviour, folder)


def test_progress_lines_are_reported_and_other_lines_are_not(folder: Path) -> None:
    seen: list[tuple[int | None, str]] = []
    generate("fine", folder, Control(60, lambda percent, step: seen.append((percent, step))))
    assert seen == [(40, "writing")]


def test_a_program_may_ignore_a_request_that_is_larger_than_any_pipe(folder: Path) -> None:
    asked = replace(ASKED, requirements="x" * 5_000_000)
    assert generate("deaf", folder, asked=asked).content == "The article"


def test_a_child_that_keeps_the_pipes_open_neither_delays_the_result_nor_survives(
    folder: Path,
) -> None:
    assert generate("detached child", folder).content == "The article"  # its child stays 600 s
    assert len(pids(folder)) == 2
    wait_until(lambda: not any(map(alive, pids(folder))), 60, "the end of the child")


def test_a_program_that_does_not_care_for_sigterm_is_killed_with_its_children(
    folder: Path,
) -> None:
    def stop_once_it_works(percent: int | None, step: str) -> None:
        if step == "working":  # it cares for SIGTERM before
            control.stop(StopReason.CANCEL)

    control = Control(60, stop_once_it_works)
    with pytest.raises(StoppedError):
        generate("stubborn", folder, control)
    assert len(pids(folder)) == 2
    wait_until(lambda: not any(map(alive, pids(folder))), 60, "the end of the children")


def test_two_hundred_thousand_lines_of_chatter_do_no_harm(folder: Path) -> None:
    assert generate("chatter", folder).content == "The article"


def test_a_flood_of_output_is_stopped_at_the_limit(folder: Path) -> None:
    with pytest.raises(PermanentError, match="more than 33554432 bytes"):
        generate("flood", folder)


def test_the_program_sees_the_environment_without_our_secrets(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = ("CONTENTHUB_OPENAI_API_KEY", "DATABASE_URL", "REDIS_URL")
    for name in (*secrets, "SOMETHING_ELSE"):
        monkeypatch.setenv(name, "value")
    seen = json.loads(generate("environment", folder).content)
    assert seen["SOMETHING_ELSE"] == "value"
    assert not seen.keys() & set(secrets)


@pytest.mark.parametrize("mode", [0o644, 0o755])
def test_a_file_that_is_no_program_is_refused_by_the_check_and_by_the_run(
    folder: Path, mode: int
) -> None:
    file = folder / "article.md"
    file.chmod(mode)
    creator = Command((str(file),))
    assert not creator.check().ok
    with pytest.raises(PermanentError, match="cannot be run"):
        creator.generate(ASKED, Control(60))


def test_the_program_and_its_children_die_with_a_worker_that_is_killed(folder: Path) -> None:
    code = f"""
from contenthub.creators.base import Control, Profile, Request
from contenthub.creators.command import Command
asked = Request("task", "key", 1, "topic", Profile("name", "en"))
Command({(sys.executable, str(PROGRAM), "endless", str(folder))!r}).generate(asked, Control())
"""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as worker:
        wait_until(lambda: len(pids(folder)) == 2, 60, "program and child")
        assert all(map(alive, pids(folder)))
        worker.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(map(alive, pids(folder))), 60, "the end of program and child")


def test_a_guard_that_was_ended_is_replaced_for_the_next_program(folder: Path) -> None:
    from contenthub.programs import orphans

    with orphans.guarded(2**22 + 1):
        first = orphans._guard._process
        assert first is not None
        first.kill()
        first.wait()
        with orphans.guarded(2**22 + 2):
            second = orphans._guard._process
            assert second is not None
            assert second.poll() is None
        assert orphans._guard._process is second
    assert orphans._guard._process is None
    assert second.returncode == 0


@pytest.mark.parametrize(
    ("fields", "transient", "said"),
    [
        ({"error": "the model is away"}, True, "the model is away"),
        ({"error": {"message": "the model is away"}}, True, "the model is away"),
        ({"status": "failed", "message": "the model is away"}, True, "the model is away"),
        ({"success": False, "message": "the model is away"}, True, "the model is away"),
        ({"finish_reason": "error"}, True, "error"),
        ({"finish_reason": "tool_calls"}, True, "tool_calls"),
        ({"finish_reason": "content_filter"}, False, "content_filter"),
        ({"stopReason": "refusal"}, False, "refusal"),
    ],
)
def test_a_result_that_says_it_failed_is_no_article(
    fields: dict[str, object], transient: bool, said: str
) -> None:
    with pytest.raises(BackendError, match=said) as failed:
        parse_article(json.dumps({"content": "half an art", **fields}).encode())
    assert failed.value.transient is transient


@pytest.mark.parametrize(
    "fields", [{"finish_reason": "length"}, {"finishReason": "max_tokens"}, {"truncated": True}]
)
def test_a_result_that_was_cut_off_says_so_to_the_gate(fields: dict[str, object]) -> None:
    article = parse_article(json.dumps({"content": "half an art", **fields}).encode())
    assert article.metadata["finish_reason"] == "length"
    assert article.metadata["truncated"]


def test_a_result_that_says_that_it_is_whole_or_says_nothing_is_an_article() -> None:
    fine: list[dict[str, object]] = [
        {},
        {"error": None, "status": "completed", "success": True},
        {"finish_reason": "stop"},
        {"finish_reason": None, "truncated": False},
        {"error": ""},
    ]
    for fields in fine:
        article = parse_article(json.dumps({"content": "a whole one", **fields}).encode())
        assert article.content == "a whole one"
        assert "truncated" not in article.metadata


def test_front_matter_in_the_content_fills_what_the_result_does_not_say() -> None:
    content = "---\ntitle: Tea\ntags: [a]\nsummary: On tea\n---\n\nbody"
    article = parse_article(json.dumps({"content": f"````md\n{content}\n````"}).encode())
    assert (article.title, article.tags, article.summary) == ("Tea", ("a",), "On tea")
    assert article.content == "body"
    said = {"content": content, "title": "Mine", "tags": ["b"], "summary": "My own"}
    article = parse_article(json.dumps(said).encode())
    assert (article.title, article.tags, article.summary) == ("Mine", ("b",), "My own")
