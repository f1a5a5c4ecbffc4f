"""What receivers of webhooks do, and what follows: tried again, left alone, paused, ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest

from contenthub import boot, clock, pacing, signing
from contenthub.actors.deliver import deliver
from contenthub.boot import App
from contenthub.database import db
from contenthub.delivery_states import WebhookState
from contenthub.errors import NotAuthorizedError
from contenthub.lifecycle import (
    deliveries,
    lanes,
    leases,
    old_deliveries,
    submission,
    unit,
    webhooks,
)
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.outgoing.guarded_http import Limits
from contenthub.queries import deliveries as stored
from contenthub.queries import integrity
from contenthub.queries import webhooks as stored_webhooks
from contenthub.queries.webhooks import Trouble
from contenthub.records import Webhook
from contenthub.senders import webhook as sender
from contenthub.senders.base import Message, Outcome
from contenthub.senders.places import WebhookPlace
from contenthub.settings import Settings
from tests.support.line_accounts import line_account
from tests.support.receiver import Call, Receiver, answers, drips, receiving, redirects

DAY = 86_400.0


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-26T08:00:00+00:00")

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def sending(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """A process that can send, with nobody at work in it, and a clock that stands still."""
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    app = App(used, "test", 1)
    app.start()
    unit.hang_bell(None)
    watch = Watch()
    with clock.use(watch):
        yield watch
    app.leases.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def add(url: str, *types: str) -> Webhook:
    with Unit("test") as one:
        return webhooks.add(one, NewWebhook(url, types, public_only=False))


def happen(count: int = 1) -> None:
    """Let something happen that webhooks are told of."""
    requests = [NewTask(f"tea {number}", line_account()) for number in range(count)]
    submission.submit(requests, boot.current().settings, "test")


def only() -> dict[str, Any]:
    """The only message, as people see it."""
    (row,) = stored.listing(stored.Filter(), 10)
    return stored.details(row["id"])


def go_to_next_try(watch: Watch) -> None:
    """Let the time come at which the only message is due, and its receiver may be called."""
    moments = [only()["due_at"], lanes.next_release(watch.now)]
    watch.now = max(one for one in moments if one is not None)


def state_of(webhook: Webhook) -> WebhookState:
    return webhooks.find(webhook.id).state


def test_a_message_is_tried_at_the_times_of_the_standard_and_then_fails(
    sending: Watch, receiver: Receiver
) -> None:
    receiver.answers["/hook"] = answers(500)
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    began = sending.now
    for _ in range(10):
        deliver()
        if only()["status"] == "pending":
            go_to_next_try(sending)
    message = only()
    assert (message["status"], message["error_message"]) == ("failed", "it answered 500")
    moments = [one["started_at"] for one in message["attempts"]]
    waits = [(late - early).total_seconds() for early, late in pairwise(moments)]
    assert len(waits) == len(pacing.DELIVERY_WAITS)
    for wait, least in zip(waits, pacing.DELIVERY_WAITS, strict=True):
        assert least <= wait <= 1.1 * least + 0.001
    assert (sending.now - began).total_seconds() > 3 * DAY
    assert len({call.id for call in receiver.calls}) == 1
    assert len({call.headers["webhook-timestamp"] for call in receiver.calls}) == 10
    deliver()
    assert len(receiver.calls) == 10


def test_a_receiver_that_failed_for_five_days_is_paused_until_a_person_resumes_it(
    sending: Watch, receiver: Receiver
) -> None:
    receiver.answers["/hook"] = answers(500, "down")
    webhook = add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    sending.now += timedelta(days=4, hours=23)
    deliver()
    assert state_of(webhook) is WebhookState.ACTIVE
    sending.now += timedelta(hours=2)
    happen()
    deliver()
    found = webhooks.find(webhook.id)
    assert found.state is WebhookState.PAUSED
    assert found.status_reason == "failing for 5 days: it answered 500"
    (trouble,) = stored_webhooks.troubles()
    assert (trouble.id, trouble.status, trouble.paused_by_failures) == (webhook.id, "paused", True)
    happen()
    calls = len(receiver.calls)
    sending.now += timedelta(days=2)
    for _ in range(3):
        deliver()
    assert len(receiver.calls) == calls, "a paused one is not called"
    assert {one["waits"] for one in stored.listing(stored.Filter(), 10)} == {
        "its receiver is paused"
    }
    receiver.answers["/hook"] = answers(200)
    with Unit("test") as one:
        webhooks.resume(one, webhook.id)
    deliver()
    assert {one["status"] for one in stored.listing(stored.Filter(), 10)} == {"delivered"}
    assert stored_webhooks.troubles() == []


def test_a_receiver_that_answers_410_gets_nothing_more(sending: Watch, receiver: Receiver) -> None:
    receiver.answers["/hook"] = answers(410)
    webhook = add(f"{receiver.url}/hook", "task.pending")
    happen(3)
    for _ in range(5):
        sending.now += timedelta(hours=1)
        deliver()
    assert state_of(webhook) is WebhookState.ENDED
    assert len(receiver.calls) == 1
    rows = [(one["status"], one["error_message"]) for one in stored.listing(stored.Filter(), 10)]
    why = "it answered 410: it wants no more"
    assert sorted(rows) == [("dropped", why), ("dropped", why), ("failed", why)]
    happen()
    assert len(stored.listing(stored.Filter(), 10)) == 3


@pytest.mark.parametrize(
    ("answer", "least"),
    [
        (answers(429, Retry_After="1200"), 1_200.0),
        (answers(503, Retry_After="900"), 900.0),
        (answers(503, Retry_After="99999999"), DAY),
        (answers(503, Retry_After="soon"), 5.0),
        (answers(429), 60.0),
        (answers(502), 60.0),
        (answers(504, Retry_After="1"), 60.0),
    ],
)
def test_a_receiver_is_left_alone_for_as_long_as_it_asks(
    sending: Watch, receiver: Receiver, answer: Any, least: float
) -> None:
    receiver.answers["/hook"] = answer
    add(f"{receiver.url}/hook", "task.pending")
    happen(2)
    deliver()
    assert len(receiver.calls) == 1, "the other message waits as well"
    early = sending.now
    lane_free = lanes.next_release(early)
    assert lane_free is not None
    tried = next(one for one in stored.listing(stored.Filter(), 10) if one["retry_count"])
    assert (tried["due_at"] - early).total_seconds() >= least
    if least > 5:
        assert (lane_free - early).total_seconds() >= least
        sending.now += timedelta(seconds=least - 1)
        deliver()
        assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(sending: Watch, receiver: Receiver, status: int) -> None:
    receiver.answers["/hook"] = redirects(status, f"{receiver.url}/inside")
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    assert [call.path for call in receiver.calls] == ["/hook"]
    assert "redirects are not followed" in only()["error_message"]


def test_what_a_receiver_answers_is_bounded_inert_and_without_secrets(
    sending: Watch, receiver: Receiver
) -> None:
    hostile = "\x1b[31mred\x00 password=hunter2secret \udce4".encode("utf-8", "replace")
    receiver.answers["/hook"] = answers(500, hostile.decode() + "x" * 100_000)
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    (tried,) = only()["attempts"]
    assert tried["answer"].startswith("\\x1b[31mred\\x00 ")
    assert "hunter2secret" not in tried["answer"]
    assert len(tried["answer"]) <= 1_024


def test_a_receiver_that_drips_an_endless_answer_runs_out_of_time(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_LIMITS", Limits(connect=1, total=0.4, size=1_024))
    receiver.answers["/hook"] = drips
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    assert "did not answer within" in only()["error_message"]


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


def test_a_message_that_loses_its_workers_is_sent_again_under_its_id_and_in_the_end_fails(
    sending: Watch, receiver: Receiver
) -> None:
    settings = boot.current().settings
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    ids = set()
    for losses in range(settings.max_crashes):
        (job,) = deliveries.claim_next(f"dead:{losses}", settings, "test")
        ids.add(job.delivery.message_id)
        sending.now += timedelta(seconds=2 * settings.lease)
    assert len(ids) == 1
    assert deliveries.claim_next("alive:1", settings, "test") == []
    assert only()["error_message"] == f"quarantined: {settings.max_crashes} workers were lost on it"


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


def test_a_name_that_leads_elsewhere_at_the_second_look_is_not_followed(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is public here is one loopback address, and what is private another one."""
    monkeypatch.setattr(sender, "public", lambda address: address == "127.0.0.1")
    message = Message("msg_1", "task.completed", "{}", 1)
    looks = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]])
    with receiving("127.0.0.1") as outside, receiving("127.0.0.2", outside.port) as inside:
        place = WebhookPlace(
            f"http://receiver.test:{outside.port}/", (webhooks.new_secret(),), public_only=True
        )
        said = []
        for _ in range(3):
            with sender.opened(database, lambda host, port: next(looks)) as send:
                said.append(send(place, message))
        assert [one.outcome for one in said] == [Outcome.DELIVERED, Outcome.AGAIN, Outcome.AGAIN]
        assert all("no public address" in one.error for one in said[1:])
        assert (len(outside.calls), len(inside.calls)) == (1, 0)


@pytest.mark.parametrize(
    ("address", "public_only", "allow_private", "is_called"),
    [
        ("127.0.0.1", True, False, False),
        ("127.0.0.1", True, True, True),
        ("127.0.0.1", False, False, True),
        ("169.254.169.254", False, True, False),
        ("::ffff:169.254.169.254", False, True, False),
        ("fd00:ec2::254", False, True, False),
    ],
)
def test_who_set_an_address_decides_whether_it_may_be_private_and_nobody_opens_a_machines_own(
    database: Settings,
    receiver: Receiver,
    address: str,
    public_only: bool,
    allow_private: bool,
    is_called: bool,
) -> None:
    settings = replace(database, allow_private_networks=allow_private)
    url = f"http://receiver.test:{receiver.port}/"
    place = WebhookPlace(url, (webhooks.new_secret(),), public_only=public_only)
    with sender.opened(settings, lambda host, port: [address]) as send:
        said = send(place, Message("msg_1", "task.completed", "{}", 1))
    assert (said.outcome is Outcome.DELIVERED) == is_called
    assert len(receiver.calls) == is_called


def test_connections_stay_open_between_messages_that_follow_each_other(
    sending: Watch, receiver: Receiver
) -> None:
    add(f"{receiver.url}/hook", "task.pending")
    happen(20)
    deliver()
    assert len(receiver.calls) == 20
    assert receiver.connections == 1


def test_what_troubles_names_are_receivers_that_fail_and_none_that_a_person_paused(
    sending: Watch, receiver: Receiver
) -> None:
    receiver.answers["/bad?key=hidden"] = answers(503)
    bad = add(f"{receiver.url}/bad?key=hidden", "task.pending")
    paused = add(f"{receiver.url}/paused", "task.pending")
    add(f"{receiver.url}/good", "task.pending")
    with Unit("test") as one:
        webhooks.pause(one, paused.id, "a holiday")
    happen()
    for _ in range(3):
        deliver()
    assert stored_webhooks.troubles() == [
        Trouble(
            bad.id,
            f"{receiver.url}/bad?key=***",
            None,
            "active",
            "it answered 503",
            sending.now,
            False,
        )
    ]


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


def at(call: Call) -> datetime:
    """When it was sent, by its own header."""
    return datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)


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
