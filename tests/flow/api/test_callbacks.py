"""Callbacks of creators: what each does to which attempt, and what it leaves."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from contenthub import clock, records
from contenthub.articles import gate
from contenthub.database import db
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.lifecycle import (
    accounts,
    by_hand,
    calling_creators,
    handover,
    judging,
    leases,
    tasks,
)
from contenthub.lifecycle.unit import Unit
from contenthub.queries.tasks import details
from contenthub.records import Task
from tests.flow.api.test_idempotency import locked
from tests.support.calling import (
    ANOTHER_SECRET,
    OLD_SECRET,
    SECRET,
    Desk,
    generators,
    ours,
    raw,
    refused,
    signature,
    unchanged,
)


def next_attempt(calling: Desk, task: Task) -> Task:
    """Its attempt fails, and it waits for the next one."""
    with Unit("test") as unit:
        assert tasks.fail_or_retry(unit, task, TransientError("away"), calling.settings)
    return calling.story.task(task.task_id)


def due_now(calling: Desk, task: Task) -> Task:
    with db.transaction():
        db.execute("UPDATE generation_tasks SET due_at = created_at WHERE id = ?", (task.id,))
    return calling.story.task(task.task_id)


# What a callback does.


def test_an_article_becomes_the_content_at_once(calling: Desk) -> None:
    task = calling.running()
    assert calling.tell(task) == "taken"
    done = calling.story.task(task.task_id)
    content = calling.story.content(task.task_id)
    assert content is not None
    assert (done.status, done.content_id, content.title) == (
        "completed",
        content.id,
        "How green tea is brewed",
    )
    assert content.quality_score == 8.5
    assert calling.story.broken() == []


def test_the_documented_shape_does_the_same(calling: Desk) -> None:
    task = calling.running()
    answer = calling.send(task, ours(task), calling.key(task))
    assert answer.json() == {"outcome": "taken"}
    assert calling.contents(task) == 1


def test_a_failure_begins_the_next_attempt(calling: Desk) -> None:
    task = calling.running()
    assert calling.tell(task, "failed") == "taken"
    after = calling.story.task(task.task_id)
    assert (after.status, after.attempt) == ("pending", 2)
    assert "the model is away" in calling.story.reasons(task.task_id)


def test_a_permanent_failure_ends_the_task(calling: Desk) -> None:
    task = calling.running()
    body = ours(task, "failed", permanent=True, error={"message": "this topic is refused"})
    assert calling.send(task, body, calling.key(task)).json() == {"outcome": "taken"}
    assert calling.story.status(task.task_id) == "failed"


def test_progress_is_shown_and_the_next_look_waits_longest(calling: Desk) -> None:
    task = calling.running()
    assert calling.tell(task, "progress") == "noted"
    after = calling.story.task(task.task_id)
    assert calling.story.column(task.task_id, "progress") == 40
    assert calling.story.column(task.task_id, "step") == "write"
    assert after.due_at is not None
    assert task.due_at is not None
    assert (after.due_at - task.due_at).total_seconds() > 25
    assert after.status == "running"


def test_an_end_without_its_article_is_looked_at_now(calling: Desk) -> None:
    task = calling.running()
    with db.transaction():
        db.execute("UPDATE generation_tasks SET due_at = timeout_at WHERE id = ?", (task.id,))
    body = generators(task.creator_key, result={})
    assert calling.send(task, body, calling.key(task)).json() == {"outcome": "noted"}
    after = calling.story.task(task.task_id)
    assert after.status == "running"
    assert after.due_at is not None
    assert after.due_at < clock.after(60)  # by the server's clock: not at its time-out


def test_a_cancelled_task_is_told_and_keeps_the_article(calling: Desk) -> None:
    task = calling.running()
    by_hand.request_cancel(task.task_id, "test")
    assert calling.tell(task) == "taken"
    after = calling.story.task(task.task_id)
    assert (after.status, after.result["late"], calling.contents(task)) == ("cancelled", True, 0)


ADOPT = "/api/v1/tasks/adopt"

# The same thing twice, late, or at the same moment.


def test_the_second_of_two_equal_ones_changes_nothing(calling: Desk) -> None:
    task = calling.running()
    assert [calling.tell(task), calling.tell(task)] == ["taken", "known"]
    assert calling.contents(task) == 1


def test_many_at_the_same_moment_make_one_content(calling: Desk) -> None:
    task = calling.running()
    call = calling.caller(task)
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda _: call(), range(24)))
    assert sorted(outcomes) == ["known"] * 23 + ["taken"]
    assert (calling.contents(task), calling.story.broken()) == (1, [])


def test_a_look_that_is_under_way_finds_nothing_left_to_write(calling: Desk) -> None:
    task = due_now(calling, calling.running())
    (claimed,) = leases.claim(
        Task, [(task.id, 1)], frozenset({task.state}), "a-look", 30, passed="due_at"
    )
    assert calling.tell(task) == "taken"
    assert leases.held([claimed], "a-look") == []
    assert calling.contents(task) == 1


def test_it_may_come_before_the_order_was_answered(calling: Desk) -> None:
    task = calling.handed_over()
    assert task.external_id is None
    assert calling.tell(task, "progress") == "noted"
    assert calling.story.task(task.task_id).external_id == task.creator_key
    assert calling.tell(task) == "taken"
    assert calling.story.status(task.task_id) == "completed"


def test_one_of_an_id_that_is_not_known_yet_has_to_come_again(calling: Desk) -> None:
    pending = calling.pending()
    token = calling.hand_over(pending)
    body = generators("their-own-id")
    answer = calling.send(pending, body, calling.key(pending))
    refused(answer, 503, "backend_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    leases.release([calling.story.task(pending.task_id)], token)
    assert calling.contents(pending) == 0
    known = calling.running(external_id="their-other-id")
    answer = calling.send(known, generators("their-other-id"), calling.key(known))
    assert answer.json() == {"outcome": "taken"}


def test_an_end_that_comes_during_a_look_has_to_come_again(calling: Desk) -> None:
    task = due_now(calling, calling.running())
    (claimed,) = leases.claim(
        Task, [(task.id, 1)], frozenset({task.state}), "a-look", 30, passed="due_at"
    )
    body = generators(task.creator_key, result={})
    refused(calling.send(task, body, calling.key(task)), 503, "backend_unavailable")
    leases.release([claimed], "a-look")
    assert calling.send(task, body, calling.key(task)).json() == {"outcome": "noted"}


def test_an_id_that_was_never_heard_is_believed_at_the_secret_address(calling: Desk) -> None:
    """Its program was ended before it said under which id it goes on elsewhere."""
    task = calling.handed_over()
    with Unit("test") as unit:
        assert tasks.fail_or_retry(unit, task, PermanentError("killed"), calling.settings)
    assert calling.story.status(task.task_id) == "failed"
    answer = calling.send(task, generators("job-7"), calling.key(task))
    assert answer.json() == {"outcome": "late"}


def test_after_the_end_it_is_kept_for_a_person(calling: Desk) -> None:
    task = calling.running()
    with Unit("test") as unit:
        tasks.fail(unit, task, TransientError("given up"))
    assert [calling.tell(task), calling.tell(task)] == ["late", "known"]
    assert (calling.story.status(task.task_id), calling.contents(task)) == ("failed", 0)
    by_hand.adopt(task.task_id, "test", calling.settings)
    assert calling.contents(task) == 1
    assert calling.story.broken() == []


def test_one_of_an_earlier_attempt_is_kept_while_the_next_is_under_way(calling: Desk) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert second.attempt == 2
    assert calling.tell(second, attempt=1) == "late"
    after = calling.story.task(first.task_id)
    assert (after.status, after.result["attempt"], calling.contents(first)) == ("running", 1, 0)
    assert "task.late_result" in calling.story.events(first.task_id)
    assert calling.tell(second, "failed", attempt=1) == "known"
    assert calling.tell(second) == "taken"
    assert (calling.contents(first), calling.story.broken()) == (1, [])


@pytest.mark.parametrize("permanent", [False, True])
def test_what_was_kept_meanwhile_is_taken_when_the_next_attempt_fails(
    calling: Desk, permanent: bool
) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second, attempt=1) == "late"
    calling.send(second, ours(second, "failed", permanent=permanent), calling.key(second))
    assert calling.story.status(first.task_id) == "completed"
    assert calling.tell(second, attempt=1) == "known"
    rows = db.execute(
        "SELECT attempt, outcome, content_id IS NULL FROM ledger WHERE task_id = ?"
        " ORDER BY attempt",
        (first.task_id,),
    ).fetchall()
    assert [tuple(row) for row in rows] == [(1, "retry", 0), (2, "retry", 1)]
    after_it = calling.story.events(first.task_id)[-4:]
    assert after_it == ["task.retry", "content.create", "entry.create", "task.complete"]
    assert (calling.contents(first), calling.story.broken()) == (1, [])


def test_what_was_kept_meanwhile_spares_the_attempt_after_a_deadline(calling: Desk) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second, attempt=1) == "late"
    with Unit("test") as unit:
        tasks.expire(unit, calling.story.task(first.task_id), "too late", calling.settings)
    assert calling.story.status(first.task_id) == "completed"
    assert (calling.contents(first), calling.story.broken()) == (1, [])


def test_what_was_kept_meanwhile_is_not_read_again_while_others_wait(
    calling: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate has read it when it came: the unit that takes it has its word already."""
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second, attempt=1) == "late"
    shown = details([first.task_id])[first.task_id]
    assert (shown["late_result"], "judged" in shown["result"]) == (True, False)

    def examine(*_: object) -> list[gate.Finding]:
        raise AssertionError("the gate reads a text within a transaction")

    monkeypatch.setattr(judging, "of_draft", examine)
    with Unit("test") as unit:
        tasks.expire(unit, calling.story.task(first.task_id), "too late", calling.settings)
    assert calling.story.status(first.task_id) == "completed"
    assert (calling.contents(first), calling.story.broken()) == (1, [])


def test_what_was_kept_under_other_rules_waits_for_a_person(calling: Desk) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second, attempt=1) == "late"
    (owner,) = records.accounts_of([first]).values()
    accounts.update(owner, banned_words=["kettle"])
    with Unit("test") as unit:
        tasks.expire(unit, calling.story.task(first.task_id), "too late", calling.settings)
    content = calling.story.content(first.task_id)
    assert content is not None
    assert content.review_status == "pending"
    said = [one["message"] for one in content.findings if one["check"] == "unread"]
    assert said == ["the rules of its account were changed while the gate looked at it"]


def test_late_articles_are_adopted_by_what_their_tasks_have_in_common(calling: Desk) -> None:
    late, without = calling.running(), calling.running()
    for task in (late, without):
        by_hand.request_cancel(task.task_id, "test")
        calling.send(task, ours(task, "failed"), calling.key(task))
    assert calling.tell(late) == "late"
    client = calling.server.client(calling.server.token("adopts", "--scope", "review"))
    wanted = {"filter": {"status": ["cancelled"]}}
    found = {row["task_id"]: row for row in client.post(ADOPT, json=wanted).json()["data"]}
    assert found[late.task_id]["outcome"] == "adopted"
    assert without.task_id not in found
    assert client.post(ADOPT, json=wanted).json()["data"] == []
    assert client.post(ADOPT, json={}).json()["code"] == "no_tasks_meant"
    assert calling.contents(late) == 1


def test_a_late_article_gives_way_to_that_of_a_later_attempt(calling: Desk) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second, attempt=1) == "late"
    by_hand.request_cancel(first.task_id, "test")
    calling.send(second, ours(second, "failed", permanent=True), calling.key(second))
    assert calling.story.status(first.task_id) == "cancelled"
    assert calling.tell(second) == "late"
    assert calling.story.task(first.task_id).result["attempt"] == 2
    assert calling.tell(second) == "known"
    assert calling.tell(second, attempt=1) == "known"
    assert calling.story.broken() == []


def test_what_an_earlier_attempt_took_is_known_by_its_article(calling: Desk) -> None:
    first = calling.running()
    second = calling.start(due_now(calling, next_attempt(calling, first)))
    assert calling.tell(second) == "taken"
    body = generators(first.creator_key)
    body["result"]["metrics"] = {"tokensUsed": 700, "cost": 0.02}
    assert calling.send(first, body, calling.key(first)).json() == {"outcome": "known"}
    rows = db.execute(
        "SELECT attempt, output_tokens FROM ledger WHERE task_id = ? ORDER BY attempt",
        (first.task_id,),
    ).fetchall()
    assert [tuple(row) for row in rows] == [(1, 700), (2, None)]
    assert calling.story.broken() == []


def test_a_failure_of_what_is_to_be_handed_over_again_is_looked_up_then(calling: Desk) -> None:
    task = calling.handed_over()
    with Unit("test") as unit:
        doubt = OutcomeUnknownError("no answer")
        handover.not_handed_over(unit, task, doubt, calling.settings, handed_over_before=False)
    assert calling.story.status(task.task_id) == "pending"
    assert calling.tell(task, "failed") == "noted"
    after = calling.story.task(task.task_id)
    assert (after.status, after.attempt, after.external_id) == ("pending", 1, task.creator_key)
    assert calling.tell(task) == "taken"
    assert (calling.contents(task), calling.story.broken()) == (1, [])


def test_one_of_an_earlier_attempt_spares_the_next(calling: Desk) -> None:
    first = calling.running()
    waiting = next_attempt(calling, first)
    assert waiting.attempt == 2
    assert calling.tell(waiting, attempt=1) == "taken"
    assert calling.story.status(first.task_id) == "completed"
    assert calling.story.broken() == []


# What it leaves.


def test_a_held_database_is_a_503_and_the_repeated_callback_is_taken(calling: Desk) -> None:
    task = calling.running()
    body, key = generators(task.creator_key), calling.key(task)
    with locked(calling.settings.home_folder):
        answer = calling.send(task, body, key)
        refused(answer, 503, "database_busy")
        assert int(answer.headers["retry-after"]) > 0
    assert unchanged(calling, task)
    assert calling.send(task, body, key).json() == {"outcome": "taken"}


def test_keys_and_secrets_stand_in_no_log_no_answer_and_no_event(calling: Desk) -> None:
    task = calling.running()
    key, body = calling.key(task), raw(ours(task, "progress", progress=5))
    answers = [
        calling.send(task, b"{", key).text,
        calling.send(task, generators("another"), key).text,
        calling.send(task, body, key[:-1]).text,
        calling.send(task, body, headers=signature(body, ANOTHER_SECRET)).text,
        calling.send(task, body, headers=signature(body)).text,
        str(calling.tell(task)),
    ]
    told = "\n".join([*answers, calling.server.process.stdout(), calling.server.process.stderr()])
    told += json.dumps(db.execute("SELECT reason, data FROM events").fetchall())
    for secret in (key.partition(".")[2][:20], SECRET[6:], OLD_SECRET[6:]):
        assert secret not in told
    calls = [line for line in calling.server.log() if line["event"] == "call"]
    assert any(line["path"].endswith(task.task_id) and line["by"] == "callback" for line in calls)


def test_tries_that_fail_are_logged_and_slowed_down(calling: Desk) -> None:
    task = calling.running()
    before = [line for line in calling.server.log() if line["event"] == "callback_refused"]
    for _ in range(3):
        calling.send(task, ours(task), "1." + "A" * 43, address="127.2.0.1")
    logged = [line for line in calling.server.log() if line["event"] == "callback_refused"]
    assert len(logged) - len(before) == 3
    assert [line["client"] for line in logged[-3:]] == ["127.2.0.1"] * 3
    assert [line["tries"] for line in logged[-3:]] == [1, 2, 3]


def test_an_event_says_who_it_was_and_by_which_call(calling: Desk) -> None:
    task = calling.running()
    calling.send(
        task, generators(task.creator_key), calling.key(task), {"x-request-id": "from-outside"}
    )
    row = db.execute(
        "SELECT who, request_id FROM events WHERE task_id = ? AND event = 'complete'",
        (task.task_id,),
    ).fetchone()
    assert tuple(row) == ("callback", "from-outside")


def test_how_often_a_creator_is_looked_at_follows_its_callbacks(calling: Desk) -> None:
    task = calling.running()
    calling.tell(task, "progress")
    settings = replace(calling.settings, public_url="http://127.0.0.1:18010")
    with Unit("test") as unit:
        assert calling_creators.calls_back(unit, task.creator, settings)
        assert not calling_creators.calls_back(unit, "another", settings)
        assert not calling_creators.calls_back(unit, task.creator, calling.settings)
    with Unit("test") as unit:
        calling_creators.ended(unit, task, settings)
    with Unit("test") as unit:
        assert not calling_creators.calls_back(unit, task.creator, settings)
    calling.tell(task, "progress")
    with Unit("test") as unit:
        assert calling_creators.calls_back(unit, task.creator, settings)


def test_who_tells_of_an_end_and_not_of_the_article_has_missed_nothing(calling: Desk) -> None:
    task = calling.running()
    body = generators(task.creator_key, result={})
    assert calling.send(task, body, calling.key(task)).json() == {"outcome": "noted"}
    assert calling.story.column(task.task_id, "progress") == 100
    settings = replace(calling.settings, public_url="http://127.0.0.1:18010")
    with Unit("test") as unit:
        calling_creators.ended(unit, task, settings)
    with Unit("test") as unit:
        assert calling_creators.calls_back(unit, task.creator, settings)
