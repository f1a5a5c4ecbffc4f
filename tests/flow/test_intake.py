"""A result that waited on disk goes to its attempt, once; else to where a person finds it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contenthub import boot, clock, records
from contenthub.database import db
from contenthub.errors import PermanentError, UnreachableError
from contenthub.lifecycle import by_hand, handover, intake, leases, rescue, slots, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.spool import Kept, Result, Spool
from contenthub.states import TaskState
from tests.support.story import Story

DRAFT = Draft(title="Tea", body="Leaves.", summary="Leaves.", language="en", word_count=1)
Begin = Callable[..., tuple[Task, str]]


@pytest.fixture
def spool(database: Settings) -> Spool:
    return boot.spool_of(database)


@pytest.fixture
def begin(database: Settings, submit: Callable[..., str]) -> Begin:
    """Submits a task and begins it; returns it as it runs, and the lease it runs under."""

    def call(**wishes: Any) -> tuple[Task, str]:
        task_id = submit(**wishes)
        slots.dispatch(database, "test")
        token = leases.new_token()
        task = the(task_id)
        handover.start_direct([(task.id, task.attempt)], token, database, who="test")
        return the(task_id), token

    return call


def the(task_id: str) -> Task:
    (found,) = records.select(Task, "WHERE task_id = ?", (task_id,))
    return found


def keep(spool: Spool, task: Task, token: str, draft: Draft = DRAFT) -> None:
    now = clock.now()
    article = draft.late(now)["article"]
    result = Result(task.id, task.task_id, task.attempt, token, now.isoformat(), article)
    spool.keep(result).let_go()


def lose(task: Task, settings: Settings) -> None:
    """Let the lease run out and the task be given to the next attempt."""
    with Unit("test") as unit:
        rescue.rescue(unit, task, direct=True, settings=settings)


def contents() -> int:
    return int(db.execute("SELECT COUNT(*) FROM contents").fetchone()[0])


def test_a_result_completes_the_attempt_it_was_made_for(
    database: Settings, spool: Spool, begin: Begin, story: Story
) -> None:
    task, token = begin()
    keep(spool, task, token)
    assert intake.take_in(spool, database) == 1
    assert the(task.task_id).state is TaskState.COMPLETED
    assert contents() == 1
    assert story.broken() == []
    assert spool.attempts() == set()
    assert intake.take_in(spool, database) == 0


def test_also_when_its_lease_has_run_out(database: Settings, spool: Spool, begin: Begin) -> None:
    task, token = begin()
    keep(spool, task, token)
    later = clock.after(3600)
    with clock.use(lambda: later):
        assert intake.take_in(spool, database) == 1
    assert the(task.task_id).state is TaskState.COMPLETED


def test_a_file_left_over_from_a_result_that_was_written_is_only_removed(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    for _ in range(2):  # as if the process had died between the commit and the removal
        keep(spool, task, token)
        intake.take_in(spool, database)
    assert contents() == 1
    assert (spool.attempts(), spool.aside()) == (set(), [])


def test_two_processes_that_take_in_write_it_once(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    keep(spool, task, token)
    held = list(spool.free())  # another process has it in hand
    assert intake.take_in(boot.spool_of(database), database) == 0
    for kept in held:
        kept.let_go()
    assert intake.take_in(boot.spool_of(database), database) == 1
    assert contents() == 1


def test_a_task_that_was_given_to_the_next_attempt_is_completed_before_that_begins(
    database: Settings, spool: Spool, begin: Begin, story: Story
) -> None:
    task, token = begin()
    keep(spool, task, token)
    lose(task, database)
    assert the(task.task_id).attempt == 2
    assert intake.take_in(spool, database) == 1
    assert the(task.task_id).state is TaskState.COMPLETED
    assert story.broken() == []
    assert slots.dispatch(database, "test") == 0


def test_an_attempt_that_is_under_way_is_waited_for(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    keep(spool, task, token)
    lose(task, database)
    slots.dispatch(database, "test")
    second = leases.new_token()
    handover.start_direct([(task.id, 2)], second, database, who="test")
    assert intake.take_in(spool, database) == 0
    assert spool.attempts() == {(task.id, 1)}
    with Unit("test") as unit:
        for held in leases.held([the(task.task_id)], second):
            tasks.fail(unit, held, PermanentError("refused"))
    assert intake.take_in(spool, database) == 1
    assert contents() == 0
    by_hand.adopt(task.task_id, "test", database)
    assert contents() == 1


@pytest.mark.parametrize("end", ["fail", "expire", "cancel"])
def test_a_result_for_a_task_that_has_ended_is_kept_with_it_for_a_person(
    database: Settings, spool: Spool, begin: Begin, end: str
) -> None:
    task, token = begin(settings=replace(database, max_retries=0))
    keep(spool, task, token)
    with Unit("test") as unit:
        if end == "fail":
            tasks.fail(unit, task, PermanentError("refused"))
        elif end == "cancel":
            tasks.cancel(unit, task, "asked for")
        else:
            tasks.expire(unit, task, "too late", database)
    assert intake.take_in(spool, database) == 1
    assert contents() == 0
    assert the(task.task_id).result["late"] is True
    by_hand.adopt(task.task_id, "test", database)
    assert contents() == 1


def test_a_requested_cancel_ends_the_task_and_keeps_the_result(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    keep(spool, task, token)
    by_hand.request_cancel(task.task_id, "test")
    intake.take_in(spool, database)
    assert the(task.task_id).state is TaskState.CANCELLED
    assert the(task.task_id).result["late"] is True


def test_what_has_no_place_is_set_aside_and_not_thrown_away(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    keep(spool, replace(task, task_id="gone"), token)  # its task was cleaned up
    keep(spool, task, token)
    keep(spool, replace(task, attempt=9), token)  # of a database that was restored since
    intake.take_in(spool, database)
    assert contents() == 1
    assert len(spool.aside()) == 2
    assert spool.attempts() == set()


def test_a_second_article_of_an_attempt_that_came_later_is_set_aside(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    task, token = begin()
    lose(task, database)
    keep(spool, replace(task, attempt=2), token)
    intake.take_in(spool, database)
    keep(spool, task, token)
    intake.take_in(spool, database)
    assert contents() == 1
    assert len(spool.aside()) == 1


def test_an_article_that_the_database_refuses_does_not_stop_the_others(
    database: Settings, spool: Spool, begin: Begin
) -> None:
    (first, one), (second, two) = begin(), begin(topic="coffee")
    keep(spool, first, one, replace(DRAFT, word_count=10**30))
    keep(spool, second, two)
    assert intake.take_in(spool, database) == 1
    assert the(second.task_id).state is TaskState.COMPLETED
    assert len(spool.aside()) == 1
    assert the(first.task_id).state is TaskState.RUNNING  # and will be rescued


def test_while_the_database_is_away_the_file_stays(
    database: Settings, spool: Spool, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, token = begin()
    keep(spool, task, token)

    def away(*_: Any) -> Any:
        raise UnreachableError("the database cannot be used (locked)")

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "complete", away)
        with pytest.raises(UnreachableError):
            intake.take_in(spool, database)
    assert spool.attempts() == {(task.id, 1)}
    assert intake.take_in(spool, database) == 1


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), MemoryError()])
def test_a_file_that_cannot_be_read_for_a_moment_stays_and_is_told_once(
    database: Settings,
    spool: Spool,
    begin: Begin,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    task, token = begin()
    keep(spool, task, token)
    told: list[str] = []
    monkeypatch.setattr(intake.log, "warning", lambda event, **_: told.append(event))

    def unreadable(_: Kept) -> Result:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Kept, "read", unreadable)
        assert [intake.take_in(spool, database) for _ in range(3)] == [0, 0, 0]
    assert told == ["spooled_result_waits"]
    assert (spool.attempts(), spool.aside()) == ({(task.id, 1)}, [])
    assert intake.take_in(spool, database) == 1
