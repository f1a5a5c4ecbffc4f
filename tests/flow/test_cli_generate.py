"""`content generate`: options, topics files, bad input, waiting with and without a service."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.commands.console.service_notes import say_who_works_already
from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.lifecycle.workers import beat, leave
from contenthub.settings import Settings
from tests.support.line_accounts import line_account
from tests.support.processes import Processes
from tests.support.servers import free_port
from tests.support.story import Story

Cli = Callable[..., Any]


def test_without_a_service_the_command_works_by_itself_and_ends_with_the_article(
    cli: Cli, database: Settings
) -> None:
    line_account()
    done = cli("content", "generate", "-t", "制茶", "-k", "绿茶，红茶", "--auto-approve")
    assert done.code == 0, done.err
    assert "published" in done.err
    assert "制茶" in done.out
    path = next(line.split()[1] for line in done.out.splitlines() if line.startswith("proof"))
    assert Path(path).is_file()


def test_json_of_one_topic_names_task_and_content(cli: Cli, database: Settings) -> None:
    answer = cli("content", "generate", "-t", "tea", "-f", "json").json
    assert answer["status"] == "completed"
    assert answer["content_id"] == 1
    assert set(answer) >= {"task_id", "account_id", "topic", "publish_status", "proof"}


def test_async_returns_at_once_with_a_pending_task(
    cli: Cli, database: Settings, story: Story
) -> None:
    answer = cli("content", "generate", "-t", "tea", "--async", "-f", "json").json
    assert answer["status"] == "pending"
    assert story.status(answer["task_id"]) == "pending"


def test_async_says_whether_a_service_runs_that_goes_on_with_it(
    cli: Cli, database: Settings
) -> None:
    alone = cli("content", "generate", "-t", "tea", "--async")
    assert "no service runs: start `contenthub up`" in alone.err
    beat("up", "embedded", [], 0)
    try:
        served = cli("content", "generate", "-t", "more tea", "--async")
    finally:
        leave()
    assert "a service runs and goes on with it" in served.err
    assert "no service" not in served.err


@pytest.mark.parametrize("broker", ["redis", "embedded"])
def test_async_without_redis_says_who_waits_for_it(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, broker: str
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    beat("worker", broker, ["generate"], 1)
    try:
        said = cli("content", "generate", "-t", "tea", "--async").err
    finally:
        leave()
    needs = broker == "redis"
    assert "Redis cannot be reached (it does not answer" in said
    assert ("workers run, and go on with it as soon as they reach Redis" in said) is needs
    assert ("a service runs and goes on with it" in said) is not needs
    assert "broker_lost" not in said


def test_all_options_reach_the_task(cli: Cli, database: Settings, story: Story) -> None:
    accounts.add("tea house")
    answer = cli(
        "content",
        "generate",
        "-t",
        "tea",
        "-a",
        "tea house",
        "-k",
        "a,b",
        "-k",
        "c",
        "-c",
        "drinks",
        "-r",
        "short",
        "--tone",
        "warm",
        "-p",
        "9",
        "--creator",
        "command",
        "--no-auto-approve",
        "--async",
        "-f",
        "json",
    ).json
    task = story.task(answer["task_id"])
    assert (task.keywords, task.category, task.requirements) == (["a", "b", "c"], "drinks", "short")
    assert (task.tone, task.priority, task.creator, task.auto_approve) == (
        "warm",
        9,
        "command",
        False,
    )


def test_the_same_idempotency_key_returns_the_same_task(
    cli: Cli, database: Settings, story: Story
) -> None:
    call = ("content", "generate", "-t", "tea", "--idempotency-key", "k1", "--async", "-f", "json")
    assert cli(*call).json["task_id"] == cli(*call).json["task_id"]
    assert story.counts() == {"pending": 1}


def test_many_topics_are_a_batch(cli: Cli, database: Settings, story: Story) -> None:
    answer = cli("content", "generate", "-t", "one", "-t", "two", "--async", "-f", "json").json
    assert answer["submitted"] == 2
    assert answer["rejected"] == []
    assert {story.column(t, "batch_id") for t in answer["task_ids"]} == {answer["batch_id"]}


def test_of_a_large_batch_a_person_sees_some_ids_and_how_to_list_all(
    cli: Cli, database: Settings, story: Story, tmp_path: Path
) -> None:
    path = tmp_path / "topics.txt"
    path.write_text("".join(f"tea {number}\n" for number in range(40)), encoding="utf-8")
    call = ("content", "generate", "--topics-file", str(path), "--async")
    assert len(cli(*call, "-f", "json").json["task_ids"]) == 40
    told = cli(*call).out
    ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", told)
    batch, *shown = ids[:-1]
    assert len(shown) == 5
    assert f"and 35 more (contenthub task list --batch {batch})" in " ".join(told.split())
    assert len(cli("task", "list", "--batch", batch, "-f", "json").json) == 40


def test_a_topics_file_takes_lines_and_json_and_reports_bad_ones_by_number(
    cli: Cli, database: Settings, story: Story, tmp_path: Path
) -> None:
    lines = [
        "plain tea",
        '{"topic": "json tea", "priority": 9, "keywords": ["a"], "auto_approve": false}',
        '{"topic": "broken',
        '{"topic": "far", "priority": 11}',
        '{"topic": "x", "color": "red"}',
        '{"priority": 3}',
        '{"topic": "whose?", "account": "nobody"}',
        '{"topic": "how?", "creator": "nobody"}',
        "x" * 501,
        "",
        "控制\x07字符",
        "last tea",
    ]
    path = tmp_path / "topics.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = cli("content", "generate", "--topics-file", str(path), "--async", "-f", "json")
    assert done.code == 6
    assert "8 of 11 lines were rejected (such as line 3: broken JSON" in done.err
    assert json.loads(done.out)["submitted"] == 3
    codes = {r["line"]: r["code"] for r in json.loads(done.out)["rejected"]}
    assert (codes[3], codes[7]) == ("bad_input", "no_account")
    reasons = {r["line"]: r["error_message"] for r in json.loads(done.out)["rejected"]}
    expected = {
        3: "broken JSON",
        4: "1 to 10",
        5: "unknown field 'color'",
        6: "topic is missing",
        7: "no account 'nobody'",
        8: "no creator 'nobody'",
        9: "501 characters",
        11: "control characters",
    }
    assert set(reasons) == set(expected)
    for line, reason in expected.items():
        assert reason in reasons[line]
    by_topic = {story.task(t).topic: story.task(t) for t in json.loads(done.out)["task_ids"]}
    assert set(by_topic) == {"plain tea", "json tea", "last tea"}
    assert by_topic["json tea"].priority == 9
    assert by_topic["json tea"].auto_approve is False


def test_a_file_of_bad_lines_only_is_refused_and_says_each(
    cli: Cli, database: Settings, story: Story, tmp_path: Path
) -> None:
    path = tmp_path / "topics.txt"
    path.write_text('{"topic": 3}\n{"topic": null}\n')
    done = cli("content", "generate", "--topics-file", str(path), "--async", "-f", "json")
    assert done.code == 2
    assert [r["line"] for r in json.loads(done.out)["rejected"]] == [1, 2]
    assert story.counts() == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no topics"),
        (b"\n  \n", "holds no topics"),
        (b"\x7fELF\x00\x00", "binary"),
        ("茶".encode("gb18030"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_one_is_one_clear_line(
    content: bytes, why: str, cli: Cli, database: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "topics"
    path.write_bytes(content)
    refused(cli("content", "generate", "--topics-file", str(path), "--async"), 2, why)


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ([], 2, "no topic"),
        (["-t", ""], 2, "topic is empty"),
        (["-t", "   "], 2, "topic is empty"),
        (["-t", "x" * 10_000], 2, "10000 characters"),
        (["-t", "a\x1bb"], 2, "control characters"),
        (["-t", "a\nb"], 2, "one line"),
        (["-t", "tea", "-p", "0"], 2, "1 to 10"),
        (["-t", "tea", "-p", "11"], 2, "1 to 10"),
        (["-t", "tea", "-p", "high"], 2, "--priority"),
        (["-t", "tea", "-a", "nobody"], 3, "no account 'nobody'"),
        (["-t", "tea", "-a", "99"], 3, "no account '99'"),
        (["-t", "tea", "--creator", "nobody"], 2, "no creator 'nobody'"),
        (["-t", "tea", "-f", "xml"], 2, "xml"),
        (["-t", "tea", "--wait", "-1"], 2, "--wait"),
        (["-t", "tea", "--idempotency-key", ""], 2, "idempotency key is empty"),
        (["-t", "a", "-t", "b", "--idempotency-key", "k"], 2, "exactly one"),
        (["--topics-file", "/no/such/file"], 2, "no file"),
        (["--topics-file", "/"], 2, "/ is a folder; name a file in it"),
        (["--frobnicate"], 2, "--frobnicate"),
    ],
)
def test_bad_input_is_one_clear_line_with_its_exit_code(
    arguments: list[str], code: int, why: str, cli: Cli, database: Settings, story: Story
) -> None:
    refused(cli("content", "generate", "--async", *arguments), code, why)
    assert story.counts() == {}


def test_an_inactive_account_gets_no_new_tasks(cli: Cli, database: Settings) -> None:
    accounts.add("old", active=False)
    refused(cli("content", "generate", "-t", "tea", "-a", "old", "--async"), 4, "inactive")


def test_async_can_be_switched_off(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASYNC_CONTENT_GENERATION_ENABLED", "false")
    refused(cli("content", "generate", "-t", "tea", "--async"), 4, "ASYNC_CONTENT_GENERATION")


def test_a_bad_setting_names_variable_value_and_what_is_allowed(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASYNC_MAX_CONCURRENT_TASKS", "many")
    done = cli("content", "generate", "-t", "tea", "--async")
    refused(done, 2, "ASYNC_MAX_CONCURRENT_TASKS is 'many'; allowed: a whole number")


def test_failed_work_is_exit_code_6(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTHUB_COMMAND", "false")
    monkeypatch.setenv("CONTENTHUB_MAX_RETRIES", "0")
    done = cli("content", "generate", "-t", "tea", "--creator", "command", "-f", "json")
    assert done.code == 6
    assert json.loads(done.out)["status"] == "failed"


def test_wait_ends_the_waiting_and_not_the_task(
    cli: Cli, database: Settings, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTHUB_COMMAND", "sleep 600")
    monkeypatch.setenv("CONTENTHUB_SHUTDOWN_TIMEOUT", "0.2")
    done = cli("content", "generate", "-t", "tea", "--creator", "command", "--wait", "1")
    assert done.code == 0
    assert "the wait is over; stopping, up to 0.2 s" in done.err
    assert "task watch" in done.err
    assert "no service runs: start `contenthub up`, which goes on with it" in done.err
    assert story.counts() == {"pending": 1}  # handed back when this process ended


def test_a_wait_for_a_running_service_stops_nothing_and_says_who_goes_on(
    cli: Cli, database: Settings, story: Story
) -> None:
    beat("up", "embedded", ["generate"], 0)
    try:
        done = cli("content", "generate", "-t", "tea", "--wait", "0")
    finally:
        leave()
    assert "a service runs and goes on with it" in done.err
    assert "stopping" not in done.err
    assert story.counts() == {"pending": 1}


@pytest.mark.parametrize(("patience", "times"), [("0.2", 1), ("600", 2)])
def test_ctrl_c_says_how_long_it_takes_and_again_hands_the_work_back_at_once(
    patience: str, times: int, database: Settings, story: Story, tmp_path: Path, until: Any
) -> None:
    settings = {"CONTENTHUB_COMMAND": "sleep 600", "CONTENTHUB_SHUTDOWN_TIMEOUT": patience}
    command = ("content", "generate", "-t", "tea", "--creator", "command")
    with Processes(tmp_path) as processes:
        working = processes.contenthub(*command, settings=settings)
        until(lambda: story.counts() == {"running": 1}, "the work")
        for _ in range(times):
            working.signal(signal.SIGINT)
            until(lambda: "press Ctrl-C again to stop at once" in working.stderr(), "the note")
        assert working.wait() == 130
        said = working.stderr()
    assert said.count("stopping, up to") == 1
    (task_id,) = db.execute("SELECT task_id FROM generation_tasks").fetchone()
    assert f"task {task_id} stays pending" in said
    assert "no service runs: start `contenthub up`, which goes on with it" in said
    assert "Traceback" not in said
    assert story.counts() == {"pending": 1}


def test_a_wait_for_a_target_that_is_away_says_so_and_who_goes_on(
    cli: Cli, database: Settings, story: Story, tmp_path: Path, until: Any
) -> None:
    """It may be away for a day."""
    line_account()
    away = f"url=http://127.0.0.1:{free_port()}/"
    cli("target", "update", "default", "default", "--publisher", "webhook", "--setting", away)
    with Processes(tmp_path) as processes:
        waiting = processes.contenthub("content", "generate", "-t", "tea", "-a", "default")
        until(lambda: "tried again by itself: cannot reach" in waiting.stderr(), "the reason")
        waiting.signal(signal.SIGINT)
        assert waiting.wait() == 130
        said = waiting.stderr()
    assert said.count("Ctrl-C ends the wait") == 1
    assert "content 1 stays queued" in said
    assert "no service runs: start `contenthub up`, which goes on with it" in said


def test_a_wait_for_the_next_attempt_says_why_and_when_it_begins(
    cli: Cli, database: Settings, tmp_path: Path, until: Any
) -> None:
    """The service that does the work says it into its own log, which nobody here reads."""
    from contenthub.queries import service

    busy = tmp_path / "busy.sh"
    busy.write_text("#!/bin/sh\necho 'the model is busy' >&2\nexit 75\n")
    busy.chmod(0o755)
    settings = {"CONTENTHUB_COMMAND": str(busy), "CONTENTHUB_RETRY_BACKOFF": "300"}
    order = ("content", "generate", "-t", "tea", "--creator", "command")
    with Processes(tmp_path) as processes:
        processes.contenthub("up", settings=settings)
        until(service.service_runs, "the service's heartbeat")
        waiting = processes.contenthub(*order, settings=settings)
        until(lambda: "is tried again by itself in " in waiting.stderr(), "the reason")
        waiting.signal(signal.SIGINT)
        assert waiting.wait() == 130
        said = waiting.stderr()
    assert said.count("exit code 75: the model is busy; Ctrl-C ends the wait") == 1
    assert "no service runs" not in said


def test_a_running_service_is_used(
    cli: Cli, line: Any, database: Settings, story: Story, until: Any
) -> None:
    from contenthub.queries import service

    line_account()
    line()
    until(service.service_runs, "the service's heartbeat")
    done = cli("content", "generate", "-t", "tea", "-f", "json")
    assert done.json["publish_status"] == "published"
    row = story.events(done.json["task_id"])
    assert row[-1] == "entry.publish"


def test_a_debugged_error_shows_its_traceback(cli: Cli, database: Settings) -> None:
    done = cli("--debug", "content", "generate", "-t", "", "--async")
    assert done.code == 2
    assert "Traceback" in done.err


def refused(done: Any, code: int, why: str) -> None:
    """One line on standard error, the exit code, nothing on standard output."""
    assert done.code == code, done
    assert why in done.err
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert done.out == ""


@pytest.mark.parametrize("kind", ["up", "worker"])
def test_whoever_starts_a_second_service_is_told_of_the_first(
    database: Settings, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    beat(kind, "embedded", [], 0)
    try:
        say_who_works_already()
    finally:
        leave()
    said = f"`contenthub up` runs already (pid {os.getpid()} on "
    assert (said in capsys.readouterr().err) is (kind == "up")


def test_topics_may_come_from_standard_input(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("content", "generate", "--topics-file", "-", "--async", "-f", "json")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Tea\n茶\n".encode())))
    done = cli(*call)
    assert (done.code, done.json["submitted"]) == (0, 2)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    done = cli(*call)
    assert (done.code, "standard input holds no topics: write one a line" in done.err) == (2, True)
