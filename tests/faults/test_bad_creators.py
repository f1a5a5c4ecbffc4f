"""Creators that hang, lie, flood, refuse or never end.

Real programs and servers on the real line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.lifecycle import by_hand
from contenthub.settings import Settings
from tests.contracts.cases.command import PROGRAM, alive, pids
from tests.support.fake_content_creator_http import ENDLESS, FakeService, Plan
from tests.support.openai_server import Exchange, OpenAIServer
from tests.support.story import Story

Until = Callable[..., Any]


@pytest.fixture
def program(line: Any, submit: Any, tmp_path: Path, database: Settings) -> Callable[..., str]:
    """Starts the line with the article program behaving so, and submits a task to it."""

    def start(behaviour: str, text: str = "An article.", **changes: Any) -> str:
        (tmp_path / "article.md").write_text(text, encoding="utf-8")
        argv = (sys.executable, str(PROGRAM), behaviour, str(tmp_path))
        line(command=argv, **changes)
        retries = changes.get("max_retries", 0)
        return str(submit(creator="command", settings=replace(database, max_retries=retries)))

    return start


def test_two_megabytes_of_article_arrive_whole(program: Any, story: Story, until: Until) -> None:
    text = " ".join(f"Tea no. {number} grows at {number} m." for number in range(70_000))
    assert len(text.encode()) > 2_000_000
    task = program("raw", '{"content": "' + text + '"}')
    until(lambda: story.content(task) is not None, "content", 60)
    content = story.content(task)
    assert content is not None
    assert content.body == text
    # More than the gate reads: what nobody has looked at does not go out by itself.
    assert content.review_status == "pending"
    assert "unread" in {one["check"] for one in content.findings}


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ("garbage", "JSON"),
        ("empty", "content"),
        ("permanent", "this topic is not for me"),
        ("transient", "the disk is full"),
        ("killed", "SIGKILL"),
    ],
)
def test_a_program_that_fails_is_a_failed_task_that_says_why(
    behaviour: str, why: str, program: Any, story: Story, until: Until
) -> None:
    task = program(behaviour)
    until(lambda: story.status(task) == "failed", "failure")
    assert why in story.column(task, "error_message")
    assert story.broken() == []


def test_a_program_that_hangs_is_ended_with_its_children_at_the_deadline(
    program: Any, story: Story, until: Until, tmp_path: Path
) -> None:
    task = program("stubborn", task_timeout=1.0)
    until(lambda: story.status(task) == "timeout", "the time-out")
    until(lambda: not any(map(alive, pids(tmp_path))), "the end of all processes")
    assert pids(tmp_path)


def test_a_program_is_ended_with_its_children_when_its_task_is_cancelled(
    program: Any, story: Story, until: Until, tmp_path: Path
) -> None:
    task = program("endless")
    until(lambda: story.column(task, "progress") == 50, "progress")
    assert by_hand.request_cancel(task, "me") == "running"
    until(lambda: story.status(task) == "cancelled", "the cancel")
    until(lambda: not any(map(alive, pids(tmp_path))), "the end of all processes")


def llm(config: Settings, server: OpenAIServer, **changes: Any) -> dict[str, Any]:
    return {
        "openai_base_url": server.url,
        "openai_model": "m",
        "openai_api_key": "sk-secret",
    } | changes


def storm(status: int, times: int) -> Callable[[Exchange], None]:
    """Refuse so often, then write an article."""
    left = [times]

    def script(exchange: Exchange) -> None:
        if left[0]:
            left[0] -= 1
            exchange.document(status, {"error": {"message": "overloaded"}}, Retry_After="0")
            return
        exchange.open()
        exchange.text("# A title\n\nText.")
        exchange.close()

    return script


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_storm_of_refusals_passes_and_the_article_comes(
    status: int, line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    with OpenAIServer(storm(status, 3)) as server:
        line(**llm(database, server))
        task = submit(creator="openai", settings=replace(database, max_retries=5))
        until(lambda: story.published(task), "publication")
    assert story.events(task).count("task.retry") == 3
    assert "sk-secret" not in story.reasons(task)


def test_a_stream_that_stalls_is_left_and_tried_again(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    calls = []

    def script(exchange: Exchange) -> None:
        calls.append(1)
        exchange.open()
        exchange.text("# A title\n\nText.")
        if len(calls) == 1:
            exchange.hold()
        else:
            exchange.close()

    with OpenAIServer(script) as server:
        line(**llm(database, server, openai_stall_timeout=0.3))
        task = submit(creator="openai")
        until(lambda: story.published(task), "publication")
    assert len(calls) == 2


@pytest.mark.parametrize("asynchronous", [True, False], ids=["documented", "actual"])
def test_a_remote_generator_works_as_documented_and_as_it_really_is(
    asynchronous: bool, line: Any, submit: Any, story: Story, until: Until
) -> None:
    with FakeService(Plan(duration=0.3)) as service:
        service.asynchronous = asynchronous
        line(creator_url=service.url)
        task = submit(creator="content-creator-http")
        until(lambda: story.published(task), "publication")
    assert story.column(task, "external_id") == f"{task}-1"
    assert story.broken() == []


def test_a_remote_generation_that_never_ends_times_out_and_its_late_result_is_kept(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    with FakeService(Plan(duration=ENDLESS)) as service:
        service.asynchronous = True
        service.delete = "ignores"
        line(creator_url=service.url, task_timeout=1.0, poll_interval=0.3)
        task = submit(creator="content-creator-http", settings=replace(database, max_retries=0))
        until(lambda: story.status(task) == "timeout", "the time-out")
        service.tasks[f"{task}-1"].plan.duration = 0.0
        until(lambda: "task.late_result" in story.events(task), "the late result")
    assert story.content(task) is None
