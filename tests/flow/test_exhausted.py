"""Messages that fail again and again, and workers that give work up: no row is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.actors.exhausted import exhausted
from contenthub.backends import Backends
from contenthub.boot import App
from contenthub.errors import UnreachableError
from contenthub.lifecycle import intake, leases, slots
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import TaskState
from tests.support.fakes import Direct, Remote
from tests.support.story import Story

Until = Callable[..., Any]


@pytest.fixture
def app(database: Settings) -> App:
    started = App(database, "test", 1, Backends(database, {"fake": Remote()}))
    started.start()
    return started


def give_up(actor: str, task: Task) -> None:
    exhausted({"actor_name": actor, "args": [[[task.id, task.attempt]]]}, {"retries": 3})


def test_a_message_that_broke_again_and_again_costs_its_task_nothing_but_time(
    app: App, submit: Any, story: Story
) -> None:
    task_id = submit(creator="fake")
    slots.dispatch(app.settings, "test")
    before = story.task(task_id)
    give_up("generate", before)
    after = story.task(task_id)
    assert (after.status, after.attempt, after.retry_count) == ("submitted", 1, 0)
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at > before.due_at
    assert "generate broke 3 times" in story.column(task_id, "error_message")


def test_a_row_that_another_worker_has_by_now_is_left_to_it(
    app: App, submit: Any, story: Story
) -> None:
    task_id = submit(creator="fake")
    slots.dispatch(app.settings, "test")
    task = story.task(task_id)
    assert leases.claim(Task, [(task.id, 1)], frozenset({TaskState.SUBMITTED}), "another", 60)
    give_up("generate", task)
    give_up("dispatch", task)
    assert story.status(task_id) == "submitted"


def test_a_result_whose_writing_broke_once_is_written_by_itself(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.actors import outcome

    write, broken = outcome.write, []

    def break_once(*arguments: Any, **more: Any) -> None:
        if not broken:
            broken.append(1)
            raise ZeroDivisionError("a mistake of ours")
        write(*arguments, **more)

    monkeypatch.setattr(outcome, "write", break_once)
    creator = Direct()
    line({"fake": creator})
    task_id = submit(creator="fake")
    until(lambda: story.published(task_id), "publication", 60)
    assert broken
    assert len(creator.requests) == 1
    assert story.broken() == []


def test_a_result_that_waits_for_the_database_is_judged_once(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.actors import outcome
    from contenthub.generations import gate_process

    write, judge = outcome.write, gate_process.examine_all
    tries: list[str] = []
    judged: list[str] = []

    def away_at_first(*arguments: Any) -> None:
        tries.append("write")
        if len(tries) < 3:
            raise UnreachableError("the database cannot be used")
        write(*arguments)

    def counted(*arguments: Any) -> Any:
        judged.append("article")
        return judge(*arguments)

    monkeypatch.setattr(outcome, "write", away_at_first)
    monkeypatch.setattr(gate_process, "examine_all", counted)
    monkeypatch.setattr(intake, "take_in", lambda *_: 0)  # which would not wait, and judge it
    line({"fake": Direct()})
    task_id = submit(creator="fake")
    until(lambda: story.published(task_id), "publication", 60)
    assert (len(tries), len(judged)) == (3, 1)


def test_one_result_that_cannot_be_stored_fails_its_own_task_only(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.lifecycle import contents

    create = contents.create

    def refuse(unit: Any, task: Task, *arguments: Any) -> int:
        if task.topic == "bad":
            raise ValueError("no such column")
        return create(unit, task, *arguments)

    monkeypatch.setattr(contents, "create", refuse)
    good = [submit("good") for _ in range(4)]
    bad = submit("bad")
    line(max_concurrent_tasks=50)
    until(lambda: all(map(story.published, good)), "the good ones' publication")
    until(lambda: story.status(bad) == "failed", "the bad one's end")
    assert "cannot be stored" in story.column(bad, "error_message")
    assert story.task(bad).crash_count == 0
    assert story.broken() == []
