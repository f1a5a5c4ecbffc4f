"""The state of the line is read as it is, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import workers
from contenthub.monitoring.snapshot import Ended, Reviews, Slots, Window
from contenthub.queries import snapshot
from contenthub.records import moment
from contenthub.settings import Settings
from tests.support import watched
from tests.support.articles import article, set_entry
from tests.support.fakes import Direct
from tests.support.line_accounts import line_account


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return used


def test_an_empty_line_has_nothing_to_say(settings: Settings) -> None:
    found = snapshot.take()
    assert {window: counts.ended for window, counts in found.windows.items()} == dict.fromkeys(
        Window, Ended()
    )
    assert found.windows[Window.DAY].ended.success_rate is None
    assert (found.backlog.waiting, found.slots, found.reviews) == (0, Slots(), Reviews())
    assert not found.processes.worker_is_missing
    assert not found.processes.scheduler_is_missing
    assert not found.processes.api_is_missing


def test_what_ended_is_counted_by_window_and_creator(settings: Settings) -> None:
    account = line_account()
    for status, ago, creator in (
        ("completed", 60, "outline"),
        ("completed", 1_000, "outline"),
        ("failed", 60, "command"),
        ("timeout", 5_000, "outline"),
        ("cancelled", 60, "outline"),
        ("failed", 90_000, "outline"),
    ):
        watched.ended(settings, account, status, ago=ago, creator=creator)
    windows = snapshot.take().windows
    assert windows[Window.QUARTER].ended == Ended(1, 1, 0, 1)
    assert windows[Window.HOUR].ended == Ended(2, 1, 0, 1)
    assert windows[Window.DAY].ended == Ended(2, 1, 1, 1)
    assert windows[Window.QUARTER].by_creator == {
        "command": Ended(failed=1),
        "outline": Ended(completed=1, cancelled=1),
    }
    assert [windows[one].submitted for one in Window] == [3, 4, 5]
    assert windows[Window.DAY].ended.failure_rate == 0.25
    assert windows[Window.DAY].ended.timeout_rate == 0.25
    assert windows[Window.DAY].ended.success_rate == 0.5


def test_a_backlog_is_what_is_due_and_its_oldest(settings: Settings) -> None:
    account = line_account()
    ids = [watched.ended(settings, account, "pending", ago=0) for _ in range(3)]
    now = clock.now()
    for task_id, seconds in zip(ids, (-120, -30, 600), strict=True):
        watched.put(task_id, due_at=now + timedelta(seconds=seconds), completed_at=None)
    watched.put(ids[2], error_message="the creator is away", creator="openai")
    found = snapshot.take()
    assert (found.backlog.due.count, found.backlog.later, found.backlog.waiting) == (2, 1, 3)
    assert 120 <= found.backlog.due.oldest_seconds < 300
    assert found.queues["dispatch"].count == 2
    assert [(one.creator, one.waiting, one.example) for one in found.creators] == [
        ("openai", 1, "the creator is away")
    ]
    assert found.processes.worker_is_missing
    assert found.processes.work["task"] == 2


def test_processes_that_live_are_not_missed(settings: Settings) -> None:
    watched.put(
        watched.ended(settings, line_account(), "pending", ago=0),
        due_at=clock.now(),
        completed_at=None,
    )
    workers.beat("worker", "embedded", ["line"], 4, slots=7)
    found = snapshot.take()
    assert found.slots == Slots(used=0, total=7)
    assert (found.processes.workers, found.processes.schedulers) == (1, 0)
    assert not found.processes.worker_is_missing


def test_a_killed_process_is_missed_once_its_heartbeat_is_old(settings: Settings) -> None:
    workers.beat("up", "embedded", ["line"], 4, slots=7)
    db.execute("UPDATE worker_heartbeats SET seen_at = ?", (moment(clock.after(-60.0)),))
    watched.schedule("daily", failures=2, next_at=clock.after(-300.0))
    found = snapshot.take()
    assert found.processes.scheduler_is_missing
    assert found.processes.late_schedules == ("daily",)
    assert found.slots.total == 0
    (trouble,) = found.schedules
    assert (trouble.name, trouble.failures, trouble.paused) == ("daily", 2, False)


def test_the_api_is_missed_while_somebody_uses_it(settings: Settings) -> None:
    db.execute(
        "INSERT INTO api_tokens (name, digest, scope, account_ids, who, created_at, last_used_at)"
        " VALUES ('ci', 'x', 'read', '[]', 'test', ?, ?)",
        (moment(clock.now()), moment(clock.after(-60.0))),
    )
    assert snapshot.take().processes.api_is_missing
    workers.beat("api", "embedded", [], 0)
    assert not snapshot.take().processes.api_is_missing


def test_what_waits_for_a_person_and_what_failed_at_a_target_is_told(
    database: Settings, line: Callable[..., Any], submit: Callable[..., str], until: Any, story: Any
) -> None:
    line(creators={"outline": Direct()})
    submit(auto_approve=False)
    until(lambda: snapshot.take().reviews.waiting == 1, "the review")
    submit()
    until(lambda: story.counts("publish_entries")["published"] == 1, "the publication")
    assert snapshot.take().windows[Window.QUARTER].published == 1
    db.execute("UPDATE publish_entries SET status = 'failed', error_message = 'disk is full'")
    found = snapshot.take()
    (trouble,) = found.targets
    assert (trouble.target, trouble.failed, trouble.unverified) == ("default", 1, 0)
    assert trouble.example == "disk is full"
    assert found.windows[Window.QUARTER].publish_failed == 1
    db.execute("UPDATE publish_entries SET status = 'unverified'")
    assert snapshot.take().unverified == 1
    assert snapshot.take().targets[0].unverified == 1


@pytest.mark.parametrize(("tries", "away"), [(2, []), (3, [1]), (50, [1])])
@pytest.mark.parametrize("state", ["queued", "updating"])
def test_what_is_tried_again_and_again_is_seen_also_where_an_older_text_is_out(
    database: Settings, state: str, tries: int, away: list[int]
) -> None:
    made = article(database, approved=True)
    set_entry(made, state, retry_count=tries, error_message="HTTP 503")
    found = snapshot.take().targets
    assert [(one.away, one.example) for one in found] == [(one, "HTTP 503") for one in away]


def test_a_creator_is_in_trouble_until_one_of_its_tasks_is_completed(settings: Settings) -> None:
    account = line_account()

    def troubles() -> list[tuple[str, int, str]]:
        return [(one.creator, one.failed, one.example) for one in snapshot.take().creators]

    watched.ended(settings, account, "failed", ago=3 * 86_400, creator="command", error="401")
    watched.ended(settings, account, "completed", ago=2 * 86_400)
    watched.ended(settings, account, "failed", ago=8 * 86_400, creator="openai", error="old")
    assert troubles() == [("command", 1, "401")]
    watched.ended(settings, account, "timeout", ago=60, creator="command", error="too long")
    watched.ended(settings, account, "cancelled", ago=50, creator="command")
    assert troubles() == [("command", 2, "too long")]
    watched.ended(settings, account, "completed", ago=70, creator="command")
    assert troubles() == [("command", 1, "too long")]
    watched.ended(settings, account, "completed", ago=10, creator="command")
    assert troubles() == []


def test_a_task_that_is_tried_again_is_still_in_trouble(settings: Settings) -> None:
    account = line_account()
    for status, due in (("submitted", 300), ("running", 300), ("pending", -10), ("pending", 300)):
        task_id = watched.ended(settings, account, "failed", ago=60, error="503")
        watched.put(
            task_id,
            status=status,
            retry_count=1,
            completed_at=None,
            due_at=clock.after(due),
        )
    (one,) = snapshot.take().creators
    assert (one.waiting, one.again, one.failed, one.example) == (1, 3, 0, "503")
