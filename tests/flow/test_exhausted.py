"""Messages that fail again and again, and workers that give work up: no row is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.actors.exhausted import exhausted
from contenthub.boot import App, Backends
from contenthub.lifecycle import leases, tasks
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


def test_a_message_that_broke_again_and_again_counts_as_a_failed_try(
    app: App, submit: Any, story: Story
) -> None:
    task_id = submit(creator="fake")
    tasks.dispatch(app.settings, "test")
    give_up("generate", story.task(task_id))
    assert story.status(task_id) == "pending"
    assert story.task(task_id).retry_count == 1
    assert "generate broke 3 times" in story.reasons(task_id)


def test_a_row_that_another_worker_has_by_now_is_left_to_it(
    app: App, submit: Any, story: Story
) -> None:
    task_id = submit(creator="fake")
    tasks.dispatch(app.settings, "test")
    task = story.task(task_id)
    assert leases.claim(Task, [(task.id, 1)], frozenset({TaskState.SUBMITTED}), "another", 60)
    give_up("generate", task)
    give_up("dispatch", task)
    assert story.status(task_id) == "submitted"


def test_a_creator_call_that_breaks_the_actor_itself_is_taken_up_again(
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
    until(lambda: story.published(task_id), "publication", 30)
    assert broken
    assert story.task(task_id).attempt == 2  # the first one's result was lost with the mistake
    assert story.broken() == []
