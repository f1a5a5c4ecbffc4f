"""What receivers of webhooks do, and what follows: tried again, left alone, paused, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from contenthub import pacing
from contenthub.actors.deliver import deliver
from contenthub.delivery_states import WebhookState
from contenthub.lifecycle import (
    lanes,
    webhooks,
)
from contenthub.lifecycle.unit import Unit
from contenthub.outgoing import posting
from contenthub.outgoing.guarded_http import Limits
from contenthub.queries import deliveries as stored
from contenthub.queries import webhooks as stored_webhooks
from contenthub.queries.webhooks import Trouble
from contenthub.senders import webhook as sender
from contenthub.senders.base import Message, Outcome
from contenthub.senders.places import WebhookPlace
from contenthub.settings import Settings
from tests.support.receiver import (
    Receiver,
    answers,
    breaks_off,
    drips,
    hangs,
    holds_open,
    receiving,
    redirects,
)
from tests.support.told import Watch, add, go_to_next_try, happen, only, state_of

DAY = 86_400.0


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


@pytest.mark.parametrize("answer", [drips, breaks_off(200, "abc"), holds_open(200)])
def test_the_status_line_decides_whatever_becomes_of_the_body(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(posting, "FOR_THE_BODY", 0.3)
    receiver.answers["/hook"] = answer
    add(f"{receiver.url}/hook", "task.pending")
    happen(2)
    for _ in range(3):
        deliver()
    rows = [stored.details(one["id"]) for one in stored.listing(stored.Filter(), 10)]
    assert [one["status"] for one in rows] == ["delivered"] * 2
    assert {one["attempts"][0]["status"] for one in rows} == {200}
    assert {one["attempts"][0]["answer"][:1] for one in rows} <= {"a", "x"}, "what came is kept"
    assert len(receiver.calls) == 2


@pytest.mark.parametrize("wrong", [breaks_off, holds_open])
def test_gone_and_slower_are_heard_whatever_becomes_of_the_body(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, wrong: Any
) -> None:
    monkeypatch.setattr(posting, "FOR_THE_BODY", 0.3)
    receiver.answers |= {"/gone": wrong(410), "/slower": wrong(429, Retry_After="1200")}
    gone, slower = (add(f"{receiver.url}/{word}", "task.pending") for word in ("gone", "slower"))
    happen()
    for _ in range(3):
        deliver()
    assert (state_of(gone), state_of(slower)) == (WebhookState.ENDED, WebhookState.ACTIVE)
    (waits,) = stored.listing(stored.Filter(webhook_id=slower.id), 10)
    assert (waits["due_at"] - sending.now).total_seconds() >= 1_200


def test_a_receiver_without_a_status_line_runs_out_of_time(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_LIMITS", Limits(connect=1, total=0.4, size=1_024))
    receiver.answers["/hook"] = hangs
    add(f"{receiver.url}/hook", "task.pending")
    happen()
    deliver()
    assert "did not answer within" in only()["error_message"]


def test_who_breaks_off_before_the_first_message_ends_that_one(
    database: Settings, receiver: Receiver
) -> None:
    place = WebhookPlace(f"{receiver.url}/hook", (webhooks.new_secret(),), public_only=False)
    with sender.opened(database) as send:
        send.break_off()
        said = send(place, Message("msg_1", "task.completed", "{}", 1))
    assert (said.outcome, receiver.calls) == (Outcome.AGAIN, [])
    assert "broken off" in said.error


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
