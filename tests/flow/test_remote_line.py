"""The line with remote creators: submit, look, cancel, expire, and every answer that lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import peewee
import pytest

from contenthub import clock, records
from contenthub.actors import observe, outcome
from contenthub.articles.gate import Finding, Finished
from contenthub.creators.base import CancelOutcome, Observation, Phase
from contenthub.database import db
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.generations import gate_process, observations
from contenthub.lifecycle import by_hand, handover, leases, rescue, slots
from contenthub.lifecycle.unit import Unit
from contenthub.middleware import lease_heartbeat
from contenthub.records import Task
from contenthub.settings import Settings
from tests.support.fakes import Remote
from tests.support.story import Story

Until = Callable[..., Any]


def end_its_time() -> None:
    """The deadline of all that is open has just passed."""
    past = records.moment(clock.after(-0.1))
    db.execute("UPDATE generation_tasks SET timeout_at = ?, due_at = ?", (past, past))


def test_a_remote_generation_is_submitted_once_and_looked_at_until_it_ends(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote()
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: creator.looks["ext-1"] >= 2, "two looks")
    assert story.column(task, "external_id") == "ext-1"
    creator.finish("ext-1")
    until(lambda: story.published(task), "publication")
    assert list(creator.accepted) == [f"{task}-1"]
    assert story.broken() == []


def test_what_was_looked_at_keeps_its_lease_while_the_gate_reads(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that nobody can read to its end costs none of those that came together with it."""
    monkeypatch.setattr(observe, "LOOK_TIMEOUT", 0.0)
    monkeypatch.setattr(lease_heartbeat, "GRACE", 0.0)
    read, texts = gate_process.examine_all, [0]

    def once_renewed(articles: Sequence[Finished]) -> list[list[Finding]]:
        texts.append(len(articles))
        held = "SELECT MIN(lease_until) FROM generation_tasks WHERE lease_owner IS NOT NULL"
        first = db.execute(held).fetchone()
        until(lambda: db.execute(held).fetchone() > first, "a renewal")
        return read(articles)

    monkeypatch.setattr(gate_process, "examine_all", once_renewed)
    creator = Remote()
    line({"fake": creator}, lease=2.0, max_concurrent_tasks=25)
    tasks = [submit(f"topic {n}", creator="fake") for n in range(25)]
    until(lambda: len(creator.state) == 25, "the submits")
    for external_id in list(creator.state):
        creator.finish(external_id)
    until(lambda: all(map(story.published, tasks)), "publication", 60)
    assert sum(texts) == len(tasks)
    assert max(texts) <= outcome.PORTION
    assert story.broken() == []


def test_progress_of_a_remote_generation_is_noted(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote()
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: "ext-1" in creator.state, "the submit")
    creator.say("ext-1", Phase.RUNNING, progress=70, step="checking")
    until(lambda: story.column(task, "progress") == 70, "the progress")
    assert story.column(task, "step") == "checking"


def test_a_submit_whose_answer_was_lost_is_found_again_and_not_repeated(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    lost = OutcomeUnknownError("no answer")
    lost.accepted = True  # type: ignore[attr-defined]
    creator = Remote(submits=[lost])
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "running", "the re-attachment")
    assert list(creator.accepted) == [f"{task}-1"]
    assert story.task(task).attempt == 1
    assert "task.postpone" in story.events(task)
    creator.finish("ext-1")
    until(lambda: story.published(task), "publication")


def test_a_refused_submit_is_tried_again_with_a_new_key(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote(submits=[TransientError("full")], finish_at_once=True)
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.published(task), "publication")
    assert list(creator.accepted) == [f"{task}-2"]


def test_a_submit_refused_for_good_fails_the_task(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    line({"fake": Remote(submits=[PermanentError("topic too long")])})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "failed", "failure")
    assert story.column(task, "error_message") == "topic too long"


def test_an_unreachable_creator_does_not_stop_the_clock(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote(unreachable=True, cancels=TransientError("away"))
    line({"fake": creator}, task_timeout=0.5)
    task = submit(creator="fake", settings=Settings(max_retries=0))
    until(lambda: story.status(task) == "timeout", "the time-out")


def test_an_id_that_the_creator_lost_begins_the_next_attempt(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote()
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: creator.looks["ext-1"], "a look")
    del creator.state["ext-1"]
    until(lambda: "ext-2" in creator.state, "the next attempt")
    creator.finish("ext-2")
    until(lambda: story.published(task), "publication")
    assert "does not know its id" in story.reasons(task)


def test_a_failure_over_there_is_tried_again_if_it_is_transient(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote()
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: "ext-1" in creator.state, "the submit")
    creator.say("ext-1", Phase.FAILED, error=TransientError("model overloaded"))
    until(lambda: "ext-2" in creator.state, "the next attempt")
    creator.say("ext-2", Phase.FAILED, error=PermanentError("refused by the filter"))
    until(lambda: story.status(task) == "failed", "failure")
    assert story.column(task, "error_message") == "refused by the filter"


def test_cancel_is_done_only_when_the_creator_confirms_it(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote(cancels=CancelOutcome.REFUSED)
    line({"fake": creator})
    task = submit(creator="fake")
    until(lambda: story.status(task) == "running", "the start")
    by_hand.request_cancel(task, "me")
    until(lambda: "task.refuse_cancel" in story.events(task), "the refusal")
    assert story.status(task) == "running"
    creator.cancels = CancelOutcome.CONFIRMED
    by_hand.request_cancel(task, "me")
    until(lambda: story.status(task) == "cancelled", "the cancel")
    assert story.broken() == []


def test_cancel_of_a_generation_that_had_ended_keeps_its_result(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    creator = Remote(cancels=CancelOutcome.GONE)
    line({"fake": creator}, poll_interval=30.0)
    task = submit(creator="fake")
    until(lambda: story.status(task) == "running", "the start")
    until(lambda: creator.looks["ext-1"], "a look")
    creator.finish("ext-1")
    by_hand.request_cancel(task, "me")
    until(lambda: story.status(task) in {"cancelled", "completed"}, "the end")
    assert (story.content(task) is None) == (story.status(task) == "cancelled")
    assert story.broken() == []


def test_a_silent_creator_is_asked_again_to_cancel_until_the_deadline(
    line: Any, submit: Any, story: Story, until: Until, monkeypatch: Any
) -> None:
    monkeypatch.setattr("contenthub.pacing.CANCEL_AGAIN", 0.1)
    creator = Remote(cancels=TransientError("away"))
    line({"fake": creator}, task_timeout=3600.0)
    task = submit(creator="fake")
    until(lambda: story.status(task) == "running", "the start")
    by_hand.request_cancel(task, "me")
    until(lambda: creator.asked_to_cancel > 2, "that it is asked again")
    end_its_time()
    until(lambda: story.status(task) == "timeout", "the time-out")
    assert "cancel could not be confirmed" in story.reasons(task)


def test_a_result_after_the_time_out_is_kept_and_adopted_by_hand_only(
    line: Any, submit: Any, story: Story, until: Until, database: Settings, monkeypatch: Any
) -> None:
    creator = Remote(cancels=CancelOutcome.REFUSED)
    line({"fake": creator}, task_timeout=3.0, poll_interval=0.2)  # accepted long before
    task = submit(creator="fake", settings=Settings(max_retries=0))
    until(lambda: story.status(task) == "timeout", "the time-out")
    creator.finish("ext-1")
    until(lambda: "task.late_result" in story.events(task), "the late result")
    assert story.content(task) is None
    assert story.status(task) == "timeout"
    by_hand.adopt(task, "me", database)
    until(lambda: story.published(task), "publication")
    assert story.broken() == []


def test_a_result_seen_at_the_last_look_beats_the_deadline(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    creator = Remote()
    line({"fake": creator}, task_timeout=3600.0, poll_interval=1800.0)
    task = submit(creator="fake")
    until(lambda: creator.looks["ext-1"], "the first look")
    until(lambda: story.column(task, "lease_owner") is None, "its end")
    creator.finish("ext-1")
    end_its_time()
    until(lambda: story.published(task), "publication")
    assert story.task(task).attempt == 1
    assert creator.cancelled == []


def test_two_observers_of_one_end_make_one_content(
    submit: Any, story: Story, database: Settings
) -> None:
    from contenthub.backends import Backends
    from contenthub.boot import App

    creator = Remote()
    App(database, "test", 1, Backends(database, {"fake": creator})).start()
    task_id = submit(creator="fake")
    slots.dispatch(database, "test")
    ref = [(story.task(task_id).id, 1)]
    (claimed,) = handover.claim_for_submit(ref, "t1", database)
    with Unit("test") as unit:
        (held,) = leases.held([claimed], "t1")
        handover.start_remote(unit, held, "ext-1", database)
    account = records.accounts_of([claimed])[claimed.account_id]
    creator.finish("ext-1")
    done = Observation("ext-1", Phase.COMPLETED, article=creator.state["ext-1"].article)
    stale = story.task(task_id)
    with Unit("callback") as unit:
        found = observations.result_of(claimed, account, done)
        observations.act_on(unit, story.task(task_id), account, done, found, database)
    with pytest.raises(peewee.IntegrityError, match="content"), Unit("poll") as unit:
        observations.act_on(unit, stale, account, done, found, database)  # undone as a whole
    assert story.broken() == []
    assert story.events(task_id).count("task.complete") == 1


def test_a_message_that_comes_twice_or_too_late_changes_nothing(
    line: Any, submit: Any, story: Story, until: Until
) -> None:
    engine = line({"fake": Remote(finish_at_once=True)})
    task = submit(creator="fake")
    until(lambda: story.published(task), "publication")
    before = story.events(task)
    row = story.task(task)
    for actor in ("generate", "poll", "cancel", "expire", "rescue"):
        for attempt in (0, 1, 2):
            engine.app.bell.send(actor, ([[row.id, attempt]],))
    for actor in ("dispatch", "publish"):
        engine.app.bell.send(actor, ())
    for queue in ("line", "generate"):
        engine.app.broker.join(queue, timeout=10_000)
    assert story.events(task) == before


def test_leases_of_lost_workers_are_taken_over_and_counted(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    task_id = submit(creator="fake")
    slots.dispatch(database, "test")
    handover.claim_for_submit([(story.task(task_id).id, 1)], "a dead worker:1", database)
    creator = Remote()
    creator.accepted[f"{task_id}-1"] = "ext-1"  # it had been heard before the worker died
    creator.say("ext-1", Phase.RUNNING)
    line({"fake": creator})
    until(lambda: story.status(task_id) == "running", "the re-attachment")
    assert story.task(task_id).crash_count == 1
    assert "a dead worker" in story.reasons(task_id)
    creator.finish("ext-1")
    until(lambda: story.published(task_id), "publication")
    assert len(creator.accepted) == 1


def test_a_task_that_keeps_losing_its_workers_is_quarantined(
    line: Any, submit: Any, story: Story, until: Until, database: Settings
) -> None:
    task_id = submit(creator="fake")
    slots.dispatch(database, "test")
    db.execute("UPDATE generation_tasks SET crash_count = ?", (database.max_crashes - 1,))
    handover.claim_for_submit([(story.task(task_id).id, 1)], "a dead worker:1", database)
    line({"fake": Remote()})
    until(lambda: story.status(task_id) == "failed", "the quarantine")
    assert "quarantined" in story.column(task_id, "error_message")
    by_hand.revive(task_id, "me", database)
    until(lambda: story.status(task_id) == "running", "another try by hand")


def test_a_task_whose_lease_is_over_is_free_once_the_loss_is_counted(
    submit: Any, story: Story, database: Settings
) -> None:
    task_id = submit(creator="fake")
    slots.dispatch(database, "test")
    row = story.task(task_id)
    ref, wanted = [(row.id, row.attempt)], frozenset({row.state})
    assert leases.claim(Task, ref, wanted, "one", 60)
    assert not leases.claim(Task, ref, wanted, "two", 60)
    later = clock.after(61)
    with clock.use(lambda: later):
        for passed in (None, "due_at"):  # by a message that was left in the broker
            assert not leases.claim(Task, ref, wanted, "two", 60, passed=passed)
        with Unit("sweep") as unit:
            (lost,) = rescue.lost(unit, [row.id])
            rescue.rescue(unit, lost, direct=False, settings=database)
        (taken,) = leases.claim(Task, ref, wanted, "two", 60)
    assert taken.crash_count == 1
    assert leases.renew(Task, [row.id], "one", 60) == 0
    assert leases.renew(Task, [row.id], "two", 60) == 1


def test_a_task_that_waits_again_after_a_doubtful_hand_over_ends_when_no_slot_becomes_free(
    submit: Any, story: Story, database: Settings
) -> None:
    from contenthub.actors.expire import expire
    from contenthub.backends import Backends
    from contenthub.boot import App

    App(database, "test", 1, Backends(database, {"fake": Remote()})).start()
    task_id = submit(creator="fake")
    slots.dispatch(database, "test")
    ref = (story.task(task_id).id, 1)
    handover.claim_for_submit([ref], "t1", database)
    with Unit("test") as unit:
        (held,) = leases.held([story.task(task_id)], "t1")
        error = OutcomeUnknownError("no answer")
        handover.not_handed_over(unit, held, error, database, handed_over_before=False)
    assert story.status(task_id) == "pending"
    later = clock.after(2 * database.pending_timeout)
    with clock.use(lambda: later):
        expire([list(ref)])
    assert story.status(task_id) == "timeout"
    assert "for a free slot" in story.reasons(task_id)
