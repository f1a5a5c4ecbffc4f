"""How messages are claimed: receivers in turns, each message by one worker, whatever dies."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from structlog.testing import CapturingLogger

from contenthub import boot, signing
from contenthub.actors import deliver as deliver_actor
from contenthub.actors.deliver import deliver
from contenthub.database import db
from contenthub.errors import NotAllowedError, NotAuthorizedError
from contenthub.lifecycle import (
    deliveries,
    happened,
    lanes,
    leases,
    old_deliveries,
    webhooks,
)
from contenthub.lifecycle.unit import Unit
from contenthub.middleware.line_load import LineLoad
from contenthub.queries import deliveries as stored
from contenthub.queries import integrity
from contenthub.queries import webhooks as stored_webhooks
from tests.support.receiver import Call, Receiver, answers
from tests.support.told import Watch, add, happen, only


def at(call: Call) -> datetime:
    """When it was sent, by its own header."""
    return datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)


def test_only_one_message_is_tried_at_a_receiver_that_fails(
    sending: Watch, receiver: Receiver
) -> None:
    receiver.answers["/hook"] = answers(500)
    add(f"{receiver.url}/hook", "task.pending")
    happen(50)
    for _ in range(10):
        deliver()
    assert len(receiver.calls) == 1
    sending.now += timedelta(seconds=1)
    deliver()
    deliver()
    assert len(receiver.calls) == 2
    receiver.answers["/hook"] = answers(200)
    sending.now += timedelta(seconds=60)
    for _ in range(4):
        deliver()
    assert len({call.id for call in receiver.calls}) == 50


def test_receivers_take_turns_however_much_waits_for_one(
    sending: Watch, receiver: Receiver
) -> None:
    add(f"{receiver.url}/much", "task.pending")
    happen(100)
    add(f"{receiver.url}/little", "task.pending")
    happen()
    for _ in range(2):
        sending.now += timedelta(milliseconds=1)
        deliver()
    assert len(receiver.at("/little")) == 1
    assert 0 < len(receiver.at("/much")) < 100


def test_no_message_ends_by_the_workers_that_it_lost_however_many(
    sending: Watch, receiver: Receiver
) -> None:
    settings = boot.current().settings
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    ids = set()
    for losses in range(3 * settings.max_crashes):
        (job,) = deliveries.claim_next(f"dead:{losses}", settings, "test")
        ids.add(job.delivery.message_id)
        assert job.delivery.crash_count == losses
        sending.now += timedelta(seconds=2 * settings.lease)
    assert len(ids) == 1
    deliver()
    assert (only()["status"], only()["retry_count"]) == ("delivered", 0)
    assert {call.id for call in receiver.calls} == ids


def test_of_a_lost_workers_messages_none_counts_that_was_not_being_sent(
    sending: Watch, receiver: Receiver
) -> None:
    settings = boot.current().settings
    add(f"{receiver.url}/hook", "task.pending")
    happen(20)
    assert len(deliveries.claim_next("dead:1", settings, "test")) == 20
    sending.now += timedelta(seconds=2 * settings.lease)
    tried = []
    for losses in range(5):
        (job,) = deliveries.claim_next(f"dead:{losses + 2}", settings, "test")
        tried.append(job.delivery.id)
        sending.now += timedelta(seconds=2 * settings.lease)
    assert len(set(tried)) == 5, "whoever lost a worker goes behind the others"
    assert stored_webhooks.troubles() == [], "that says nothing of the receiver"
    for _ in range(3):
        deliver()
    rows = db.execute("SELECT id, status, crash_count FROM deliveries ORDER BY id").fetchall()
    assert [tuple(one) for one in rows] == [
        (id_, "delivered", int(id_ in tried)) for id_, _, _ in rows
    ]
    assert len(receiver.calls) == 20


@pytest.mark.parametrize(("share", "claimed", "pause"), [(1.0, 10, 0.1), (0.25, 40, 0.025)])
def test_the_busier_the_line_the_longer_the_pauses_and_the_fewer_are_claimed(
    sending: Watch,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    share: float,
    claimed: int,
    pause: float,
) -> None:
    paused: list[float] = []
    leased = "SELECT COUNT(*) FROM deliveries WHERE lease_owner IS NOT NULL"
    held = []

    def sleep(seconds: float) -> None:
        paused.append(seconds)
        held.append(db.execute(leased).fetchone()[0])

    monkeypatch.setattr(LineLoad, "share", share)
    monkeypatch.setattr(deliver_actor.time, "sleep", sleep)
    add(f"{receiver.url}/hook", "task.pending")
    happen(50)
    deliver()
    assert held == [0, *[claimed] * len(receiver.calls)], "what is not sent is left to others"
    assert set(paused[1:]) == {pause}
    paused.clear()
    sending.now += timedelta(seconds=31)
    deliver()
    assert len(paused) == 1, "what is late waits no longer"


def test_a_worker_that_lost_its_lease_writes_no_outcome(sending: Watch, receiver: Receiver) -> None:
    settings = boot.current().settings
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    jobs = deliveries.claim_next("slow:1", settings, "test")
    sending.now += timedelta(seconds=2 * settings.lease)
    deliver()
    assert only()["status"] == "delivered"
    assert leases.held([job.delivery for job in jobs], "slow:1") == []
    assert len(only()["attempts"]) == 1


def test_connections_stay_open_between_messages_that_follow_each_other(
    sending: Watch, receiver: Receiver
) -> None:
    add(f"{receiver.url}/hook", "task.pending")
    happen(20)
    deliver()
    assert len(receiver.calls) == 20
    assert receiver.connections == 1


def test_many_that_claim_at_once_never_take_the_same_message_nor_crowd_a_receiver(
    sending: Watch, receiver: Receiver
) -> None:
    settings = boot.current().settings
    for number in range(3):
        add(f"{receiver.url}/{number}", "task.pending")
    happen(120)

    def claim(number: int) -> list[tuple[str, int]]:
        jobs = deliveries.claim_next(f"process:{number}", settings, "test")
        db.close()
        return [(job.delivery.lane, job.delivery.id) for job in jobs]

    with ThreadPoolExecutor(8) as pool:
        claimed = [one for one in pool.map(claim, range(24)) if one]
    ids = [id_ for one in claimed for _, id_ in one]
    assert len(ids) == len(set(ids))
    lanes_of = Counter(one[0][0] for one in claimed)
    assert len(lanes_of) == 3
    assert max(lanes_of.values()) <= lanes.AT_ONCE + 1  # by one that looked before another's commit


def test_a_webhook_that_is_resumed_while_its_messages_are_parked_gets_them(
    sending: Watch, receiver: Receiver
) -> None:
    settings = boot.current().settings
    webhook = add(f"{receiver.url}/hook", "task.pending")
    happen(30)
    for _ in range(3):
        with Unit("test") as one:
            webhooks.pause(one, webhook.id, "a test")
        both = Barrier(2)

        def park(both: Barrier = both) -> None:
            both.wait()
            deliveries.claim_next("parks:1", settings, "test")
            db.close()

        def resume(both: Barrier = both) -> None:
            both.wait()
            with Unit("test") as one:
                webhooks.resume(one, webhook.id)
            db.close()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(park), pool.submit(resume)]:
                done.result()
        sql = "SELECT COUNT(*) FROM deliveries WHERE status = 'pending' AND due_at IS NULL"
        assert db.execute(sql).fetchone()[0] == 0
        sending.now += timedelta(seconds=2 * settings.lease)


def test_a_new_secret_signs_and_the_old_one_as_well_for_a_day(
    sending: Watch, receiver: Receiver
) -> None:
    old = add(f"{receiver.url}/hook", "task.pending")
    with Unit("test") as one:
        new = webhooks.rotate(one, old.id)
    with Unit("test") as one, pytest.raises(NotAllowedError, match="signs as well until"):
        webhooks.rotate(one, old.id)
    happen()
    deliver()
    sending.now += timedelta(days=1, seconds=1)
    happen()
    deliver()
    first, second = receiver.calls
    for secret, calls in ((new.secret, [first, second]), (old.secret, [first])):
        for call in calls:
            told = signing.read(call.headers)
            assert told is not None
            signing.check(told, call.body, [secret], at(call))
    told = signing.read(second.headers)
    assert told is not None
    with pytest.raises(NotAuthorizedError):
        signing.check(told, second.body, [old.secret], at(second))
    with Unit("test") as one:
        assert webhooks.rotate(one, old.id).previous_secret == new.secret


def test_what_ended_a_month_ago_goes_with_its_tries_and_nothing_else(
    sending: Watch, receiver: Receiver
) -> None:
    gone = add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    with Unit("test") as one:
        webhooks.remove(one, gone.id)
    sending.now += timedelta(days=29)
    assert (old_deliveries.forget_some(), old_deliveries.forget_all()) == (0, 0)
    kept = add(f"{receiver.url}/kept", "task.pending")
    happen()
    deliver()
    sending.now += timedelta(days=2)
    assert old_deliveries.forget_some() == 1
    assert old_deliveries.forget_all() == 0
    assert [row["webhook_id"] for row in stored.listing(stored.Filter(), 10)] == [kept.id]
    counts = [
        db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        for table in ("delivery_attempts", "webhooks")
    ]
    assert counts == [1, 1]
    assert integrity.findings() == []


def test_what_is_logged_of_a_message_names_no_event_that_there_is_not(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(happened, "log", log)
    receiver.answers["/hook"] = answers(500)
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    named = {call.args[0]: "event_id" in call.kwargs for call in log.calls}
    assert named == {"webhook_active": True, "task_pending": True, "delivery_retry": False}
