"""Leases under living work, rows that were given up, and clocks: nobody is robbed or forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from contenthub import clock, records
from contenthub.creators.base import CancelOutcome
from contenthub.database import db
from contenthub.errors import OutcomeUnknownError, TransientError
from contenthub.lifecycle import by_hand, leases, publications, rescue, slots
from contenthub.lifecycle.unit import Unit
from contenthub.publishers.base import Proof, Publication
from contenthub.records import Entry, Task
from contenthub.settings import Settings
from contenthub.states import TaskState
from tests.support.fakes import Direct, Remote, Shelf, after, until_stopped
from tests.support.story import Story

Until = Callable[..., Any]


def test_a_lease_that_ran_out_under_living_work_is_not_taken_from_it(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    gate = threading.Event()
    creator = Direct([after(gate)])
    engine = line({"fake": creator}, lease=60.0)
    task_id = submit(creator="fake")
    until(lambda: creator.running[task_id], "the generation")
    past = records.moment(clock.after(-10))
    db.execute("UPDATE generation_tasks SET lease_until = ?", (past,))
    engine.app.bell.send("rescue", ([[story.task(task_id).id, 1]],))
    engine.app.broker.join("line", timeout=10_000)
    assert story.status(task_id) == "running"
    gate.set()
    until(lambda: story.published(task_id), "publication")
    assert story.task(task_id).attempt == 1


def test_work_whose_lease_was_taken_over_is_ended(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Direct([until_stopped])
    line({"fake": creator}, lease=0.6)
    task_id = submit(creator="fake")
    until(lambda: creator.running[task_id], "the generation")
    db.execute("UPDATE generation_tasks SET lease_owner = 'another:1'")
    until(lambda: not creator.running[task_id], "the end of the robbed one")


def test_cancelling_one_of_a_batch_leaves_the_others_uncancelled(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    gate, began = threading.Event(), threading.Event()

    def first_waits(request: Any, control: Any) -> Any:
        began.set()
        return after(gate)(request, control)

    creator = Direct([first_waits], instant=True)
    ids = [submit(creator="fake") for _ in range(5)]
    line({"fake": creator}, max_concurrent_tasks=50)
    until(began.is_set, "the batch")
    by_hand.request_cancel(ids[2], "me")
    until(lambda: story.status(ids[2]) == "cancelled", "the cancel")
    gate.set()
    others = [task for task in ids if task != ids[2]]
    until(lambda: all(map(story.published, others)), "the others' publication")
    assert story.broken() == []


def test_a_late_look_whose_worker_died_is_taken_up_again(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    creator = Remote(cancels=CancelOutcome.REFUSED)
    engine = line({"fake": creator}, task_timeout=3.0)  # accepted long before
    task_id = submit(creator="fake", settings=Settings(max_retries=0))
    until(lambda: story.status(task_id) == "timeout", "the time-out")
    engine.stop()
    past = records.moment(clock.after(-10))
    db.execute(
        "UPDATE generation_tasks SET lease_owner = 'dead:1', lease_until = ?, due_at = ?,"
        " completed_at = ?",
        (past, past, past),
    )
    creator.finish("ext-1")
    with Unit("test") as unit:
        (lost,) = rescue.lost(unit, [story.task(task_id).id])
        rescue.rescue(unit, lost, direct=False, settings=database)
    assert story.column(task_id, "lease_owner") is None
    db.execute("UPDATE generation_tasks SET due_at = ?", (past,))
    line({"fake": creator})
    until(lambda: "task.late_result" in story.events(task_id), "the late result")


def test_an_empty_proof_is_looked_up_and_an_entry_given_up_by_its_worker_is_served(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    class Forgetful(Shelf):
        def publish(self, publication: Publication) -> Proof:
            super().publish(publication)
            return Proof("")

    line(publishers={"files": Forgetful()})
    task_id = submit()
    until(lambda: story.published(task_id), "the proof found at the target")
    db.execute(
        "UPDATE publish_entries SET status = 'publishing', proof = NULL, published_at = NULL,"
        " due_at = created_at"
    )
    until(lambda: story.published(task_id), "the same again, without a lease")


def test_a_publisher_that_breaks_when_asked_is_given_up_in_the_end(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: Any
) -> None:
    monkeypatch.setattr("contenthub.pacing.VERIFY_TRIES", 2)

    class Broken(Shelf):
        def verify(self, publication: Publication) -> Proof | None:
            raise ZeroDivisionError("oops")

    line(publishers={"files": Broken(plan=[RuntimeError("no answer")])})
    task_id = submit()
    until(lambda: story.counts("publish_entries") == {"failed": 1}, "the end of the looks")
    assert "oops" in story.reasons(task_id)


def test_a_look_that_gives_an_empty_proof_tells_nothing(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: Any
) -> None:
    monkeypatch.setattr("contenthub.pacing.VERIFY_TRIES", 2)

    class Vague(Shelf):
        def verify(self, publication: Publication) -> Proof | None:
            return Proof("")

    line(publishers={"files": Vague(plan=[OutcomeUnknownError("no answer")])})
    task_id = submit()
    until(lambda: story.counts("publish_entries") == {"failed": 1}, "the end of the looks")
    assert "empty proof" in story.reasons(task_id)


def test_cancelling_many_at_a_slow_creator_cancels_each_and_quarantines_none(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    class Slow(Remote):
        def cancel(self, external_id: str) -> CancelOutcome:
            threading.Event().wait(0.2)
            return super().cancel(external_id)

    creator = Slow()
    line({"fake": creator}, max_concurrent_tasks=20, lease=0.6)
    ids = [submit(creator="fake") for _ in range(20)]
    until(lambda: story.counts() == {"running": 20}, "the generations")
    for task_id in ids:
        by_hand.request_cancel(task_id, "me")
    until(lambda: story.counts() == {"cancelled": 20}, "the cancels", 60)
    assert {story.task(task_id).crash_count for task_id in ids} == {0}


def test_waiting_for_a_thread_costs_no_attempt(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    gate = threading.Event()
    creator = Direct([after(gate)])
    line({"fake": creator}, max_concurrent_tasks=70, task_timeout=60.0)
    ids = [submit(creator="fake") for _ in range(70)]  # more slots than threads
    until(lambda: creator.running.total() == 64, "all threads busy")
    waiting = [task_id for task_id in ids if story.status(task_id) == "submitted"]
    deadline = clock.after(3600)
    assert all((story.task(w).timeout_at or deadline) > deadline for w in waiting)
    gate.set()
    until(lambda: story.counts() == {"completed": 70}, "all of them", 60)
    assert len(creator.requests) == 70


def test_retry_during_a_late_look_is_a_fresh_attempt(
    submit: Any, story: Story, database: Settings
) -> None:
    task_id = submit(creator="fake")
    past = records.moment(clock.after(-1))
    db.execute(
        "UPDATE generation_tasks SET status = 'timeout', external_id = 'ext-1', due_at = ?", (past,)
    )
    row = story.task(task_id)
    (looked,) = leases.claim(Task, [(row.id, 1)], frozenset({TaskState.TIMEOUT}), "poller", 60)
    by_hand.revive(task_id, "me", database)
    assert story.column(task_id, "lease_owner") is None
    assert leases.held([looked], "poller") == []


def test_ids_are_not_given_again(submit: Any, story: Story) -> None:
    first = story.task(submit()).id
    db.execute("DELETE FROM generation_tasks")
    assert story.task(submit()).id > first


def test_only_looks_that_tell_nothing_count_as_looks(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    engine = line(publishers={"files": Shelf()})
    task_id = submit()
    until(lambda: story.published(task_id), "publication")
    engine.stop()
    db.execute("UPDATE publish_entries SET status = 'unverified', crash_count = 1, looks = 4")
    entry = story.entry(task_id)
    assert isinstance(entry, Entry)
    with Unit("test") as unit:
        publications.doubt(unit, entry, str(TransientError("away")), database)
    again = story.entry(task_id)
    assert again is not None
    assert (again.crash_count, again.looks) == (1, 5)
    with Unit("test") as unit:
        publications.absent(unit, again)
    last = story.entry(task_id)
    assert last is not None
    assert (last.crash_count, last.looks) == (1, 0)


def test_a_clock_repair_moves_only_what_was_written_ahead(
    submit: Any, story: Story, database: Settings
) -> None:
    now_row, ahead_row = submit(), submit()
    ahead = records.moment(clock.after(3600))
    db.execute(
        "UPDATE generation_tasks SET updated_at = ?, due_at = ? WHERE task_id = ?",
        (ahead, ahead, ahead_row),
    )
    before = story.task(now_row)
    rescue.rebase(3600, 15)
    assert story.task(now_row) == before
    assert (story.task(ahead_row).due_at or clock.now()) <= clock.after(1)
    assert slots.dispatch(database, "test") == 2
