"""Addresses that single orders name: what is amiss at one of them stops no other one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contenthub import boot, pacing
from contenthub.actors.deliver import deliver
from contenthub.database import db
from contenthub.lifecycle import by_hand, submission
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.webhooks import TaskAddress
from contenthub.records import Account
from tests.support.line_accounts import line_account
from tests.support.receiver import Receiver, answers
from tests.support.told import Watch

DAY = 86_400


def cancelled(account: Account, url: str) -> None:
    """An order of this account that names an address, and is cancelled at once."""
    request = NewTask("tea", account, webhook=TaskAddress(url, public_only=False))
    (answer,) = submission.submit([request], boot.current().settings, "test")
    by_hand.request_cancel(answer.task_id, "test")


def told(path: str) -> list[Any]:
    sql = (
        "SELECT d.status, w.status FROM deliveries d"
        " JOIN webhooks w ON w.id = d.webhook_id WHERE w.url LIKE ? ORDER BY d.id"
    )
    return [tuple(row) for row in db.execute(sql, (f"%{path}",)).fetchall()]


def test_what_one_address_asks_for_holds_no_other_account_and_its_own_for_minutes_alone(
    sending: Watch, receiver: Receiver
) -> None:
    receiver.answers["/slow"] = answers(429, Retry_After=str(DAY))
    first, second = line_account("first"), line_account("second")
    cancelled(first, f"{receiver.url}/slow")
    deliver()
    cancelled(second, f"{receiver.url}/second")
    cancelled(first, f"{receiver.url}/first")
    for _ in range(3):
        deliver()
    assert (len(receiver.at("/second")), len(receiver.at("/first"))) == (1, 0)
    sending.now += timedelta(seconds=pacing.LONGEST_SHARED_WAIT)
    for _ in range(3):
        deliver()
    assert (len(receiver.at("/slow")), len(receiver.at("/first"))) == (1, 1)
    sending.now += timedelta(seconds=DAY)
    deliver()
    assert len(receiver.at("/slow")) == 2, "its own message waited for all of it"


def test_an_address_that_fails_for_days_is_not_paused_and_ends_no_other(
    sending: Watch, receiver: Receiver
) -> None:
    account = line_account("one")
    receiver.answers["/bad"] = answers(500)
    receiver.answers["/late"] = answers(500)
    cancelled(account, f"{receiver.url}/bad")
    deliver()
    sending.now += timedelta(days=6)
    cancelled(account, f"{receiver.url}/late")
    for _ in range(4):
        deliver()
        sending.now += timedelta(seconds=61)
    assert set(told("/bad") + told("/late")) == {("pending", "active")}
    receiver.answers.clear()
    sending.now += timedelta(days=1)
    for _ in range(4):
        deliver()
    assert set(told("/bad") + told("/late")) == {("delivered", "active")}
