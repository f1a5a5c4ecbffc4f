"""A schedule has a watcher elsewhere: called when articles are out, `/fail` when they are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.database import db
from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle import schedule_pings
from contenthub.lifecycle.schedules import definitions, ticks
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.operations.caller import Caller
from contenthub.operations.schedules import pings, running
from contenthub.queries import service
from contenthub.queues import LINE
from contenthub.records import Account, Schedule
from contenthub.settings import Settings
from tests.support.receiver import Receiver, answers

Until = Callable[..., Any]


@pytest.fixture
def daily(database: Settings, account: Account) -> Schedule:
    """A schedule of two articles."""
    topics = ["Green tea", "Black tea", "White tea", "Red tea"]
    params = {"account_ids": [account.id], "count_per_account": 2, "topics": topics}
    made = Definition("daily", "async_content_generation", "cron", "0 8 * * *", "UTC", params)
    return definitions.create(made, "test")


def over() -> bool:
    """Whether a time of a schedule has ended, by now."""
    ticks.settle_all("test")
    return bool(db.execute("SELECT COUNT(*) FROM ticks WHERE finished_at > ''").fetchone()[0])


def published() -> int:
    rows = db.execute("SELECT COUNT(*) FROM publish_entries WHERE status = 'published'")
    return int(rows.fetchone()[0])


def told(receiver: Receiver) -> bool:
    schedule_pings.tell(lambda: None)
    return bool(receiver.gets)


def test_it_is_called_once_when_the_articles_are_out(
    daily: Schedule, database: Settings, receiver: Receiver, line: Any, until: Until
) -> None:
    caller = Caller(database, "test")
    receiver.answers["/ping/daily"] = answers(500)
    pings.put(caller, daily, f"{receiver.url}/ping/daily")
    line()
    until(lambda: service.service_runs(LINE), "a worker")
    running.trigger(caller, str(daily.id))
    until(over, "the end of the tick")
    until(lambda: told(receiver), "a call")
    receiver.answers.clear()
    until(lambda: len(receiver.gets) == 2, "the same again, as it was refused")
    assert set(receiver.gets) == {"/ping/daily"}
    assert schedule_pings.tell(lambda: None) == 0
    assert published() == 2


def test_fail_is_called_when_an_article_did_not_come_out(
    daily: Schedule, database: Settings, receiver: Receiver, line: Any, until: Until
) -> None:
    caller = Caller(database, "test")
    pings.put(caller, daily, f"{receiver.url}/ping/daily")
    line()
    until(lambda: service.service_runs(LINE), "a worker")
    running.trigger(caller, str(daily.id))
    until(over, "the end of the tick")
    until(lambda: published() == 2, "both articles")
    db.execute("UPDATE publish_entries SET status = 'failed' WHERE id = 2")
    until(lambda: told(receiver), "a call")
    assert receiver.gets == ["/ping/daily/fail"]


def test_it_is_set_listed_and_removed(daily: Schedule, database: Settings) -> None:
    caller = Caller(database, "test")
    pings.put(caller, daily, "https://w.example/old")
    told = pings.put(caller, daily, "https://ada:s3cr3t@w.example/p?token=0123456789abcdef")
    assert "s3cr3t" not in str(told)
    assert "0123456789abcdef" not in str(pings.listing(10))
    assert [row["schedule"] for row in pings.listing(10)] == ["daily"]
    for wrong in ("ftp://x", "", "https://a b", "https://w.example/" + "x" * 3000):
        with pytest.raises(InputError):
            pings.put(caller, daily, wrong)
    pings.remove(caller, daily)
    with pytest.raises(NotFoundError):
        pings.remove(caller, daily)
