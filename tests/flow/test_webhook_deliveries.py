"""Webhooks from the change to the receiver: told once, signed, tried again, parked and dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub import boot, clock, signing
from contenthub.database import db
from contenthub.lifecycle import outbox, submission, webhooks
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.queries import integrity
from contenthub.records import Account, Webhook
from contenthub.settings import Settings
from tests.support.receiver import Receiver, answers, hangs

Submit = Callable[..., str]
Until = Callable[..., Any]


def add(url: str, *types: str, **more: Any) -> Webhook:
    with Unit("test") as unit:
        return webhooks.add(unit, NewWebhook(url, types, public_only=False, **more))


def deliveries(*columns: str) -> list[tuple[Any, ...]]:
    names = ", ".join(columns or ("type", "status"))
    return [tuple(row) for row in db.execute(f"SELECT {names} FROM deliveries ORDER BY id")]


def test_nobody_who_wants_it_means_no_message(submit: Submit) -> None:
    submit()
    assert deliveries() == []


def test_a_message_is_written_with_the_change_it_tells_of(submit: Submit) -> None:
    add("http://127.0.0.1:1/", "task.pending")
    add("http://127.0.0.1:1/", "task.completed")
    task_id = submit()
    ((type_, body, sequence),) = deliveries("type", "body", "sequence")
    (event,) = db.execute("SELECT id, event_id FROM events WHERE task_id = ?", (task_id,))
    assert type_ == "task.pending"
    assert sequence == event[0]
    assert task_id in body
    assert event[1] in body
    assert len(body) < 20_000


def test_what_a_rolled_back_unit_would_have_told_is_told_to_nobody(
    database: Settings, account: Account, submit: Submit
) -> None:
    def change_and_fail() -> None:
        with Unit("test") as unit:
            submission.submit_in(unit, [NewTask("tea", account)], database)
            outbox.write(unit._happened, "test", unit.now)
            assert deliveries() == [("task.pending", "pending")]
            raise RuntimeError("after the message was written")

    add("http://127.0.0.1:1/", "task.pending")
    with pytest.raises(RuntimeError):
        change_and_fail()
    assert deliveries() == []


def test_a_whole_life_is_told_signed_and_each_event_once(
    receiver: Receiver, line: Any, submit: Submit, until: Until
) -> None:
    webhook = add(f"{receiver.url}/hook")
    line()
    task_id = submit()
    until(lambda: "entry.published" in [c.json["type"] for c in receiver.calls], "the last one")
    until(lambda: {row[0] for row in deliveries("status")} == {"delivered"}, "all are noted")
    told = [call.json["data"] for call in receiver.calls]
    sql = "SELECT event_id FROM events WHERE task_id = ?"
    assert sorted(one["event_id"] for one in told) == sorted(
        row[0] for row in db.execute(sql, (task_id,)).fetchall()
    )
    for call in receiver.calls:
        signed = signing.read(call.headers)
        assert signed is not None
        signing.check(signed, call.body, [webhook.secret], clock.now())
    in_order = sorted(told, key=lambda one: one["sequence"])
    of_task = [one["to_state"] for one in in_order if one["entity"] == "task"]
    assert of_task == ["pending", "submitted", "running", "completed"]
    assert len({call.id for call in receiver.calls}) == len(receiver.calls)


def test_each_try_is_kept_and_the_next_one_has_the_same_id(
    receiver: Receiver, line: Any, submit: Submit, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.pacing.DELIVERY_WAITS", (0.05,) * 9)
    monkeypatch.setattr("contenthub.pacing._LONGEST_LANE_WAIT", 0.05)
    receiver.answers["/hook"] = answers(500, "ouch")
    add(f"{receiver.url}/hook", "task.pending")
    line()
    submit()
    until(lambda: len(receiver.calls) >= 3, "three tries")
    receiver.answers["/hook"] = answers(204)
    until(lambda: deliveries("status") == [("delivered",)], "delivery")
    assert len({call.id for call in receiver.calls}) == 1
    tries = db.execute("SELECT attempt, status, answer, error FROM delivery_attempts ORDER BY id")
    rows = [tuple(row) for row in tries]
    assert rows[0] == (1, 500, "ouch", "it answered 500")
    assert rows[-1] == (len(rows), 204, "", None)
    assert len(rows) == len(receiver.calls)


def test_a_receiver_that_hangs_keeps_no_other_from_its_messages(
    receiver: Receiver, line: Any, submit: Submit, until: Until
) -> None:
    receiver.answers["/slow"] = hangs
    add(f"{receiver.url}/slow")
    add(f"{receiver.url}/quick", "task.completed")
    line()
    for number in range(10):
        submit(f"tea {number}")
    until(lambda: len(receiver.at("/quick")) == 10, "the quick one is told")
    assert len(receiver.at("/slow")) <= 2


def test_a_process_that_ends_waits_for_no_receiver_that_hangs_and_leaves_the_message(
    receiver: Receiver, line: Any, submit: Submit, until: Until, database: Settings
) -> None:
    receiver.answers["/slow"] = hangs
    add(f"{receiver.url}/slow", "task.completed")
    engine = line(shutdown_timeout=60.0)
    submit()
    until(lambda: receiver.calls, "the call")
    engine.stop()
    boot.open_database(database)
    ((status, owner, due, tries),) = deliveries("status", "lease_owner", "due_at", "retry_count")
    assert (status, owner, tries) == ("pending", None, 0)
    assert due is not None
    assert db.execute("SELECT COUNT(*) FROM delivery_attempts").fetchone()[0] == 0
    assert integrity.findings() == []
