"""Work that nobody takes up is found within a minute, and a queue that only is long is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import entries, slots, workers
from contenthub.lifecycle.entries import Approved
from contenthub.lifecycle.unit import Unit
from contenthub.queries import open_work, stats
from contenthub.queries.tasks import Filter
from contenthub.records import Account, Entry
from contenthub.settings import Settings
from contenthub.states import Entity, EntryEvent
from tests.support.processes import Processes
from tests.support.servers import Valkey, valkey

Cli = Callable[..., Any]
PAST = "2026-01-01T00:00:00.000000+00:00"
SOON = 45.0  # seconds: later than the bound, and within the minute


@pytest.fixture
def later() -> Iterator[None]:
    """Everything that the test looks at is this much older."""
    start = datetime.now(UTC)
    with clock.use(lambda: start + timedelta(seconds=SOON)):
        yield


def in_the_pool(settings: Settings, account: Account, *numbers: int) -> None:
    """Approved contents with these ids, each with its entry."""
    for number in numbers:
        db.execute(
            "INSERT INTO contents (id, generation_task_id, account_id, title, body, review_status,"
            " topic, summary, images, tags, keywords, category, language, word_count, metadata,"
            " auto_publish, attempt, created_at, updated_at) VALUES (?, ?, ?, 't', 'b', 'approved',"
            " '', '', '[]', '[]', '[]', '', 'en', 1, '{}', 1, 1, ?, ?)",
            (number, f"t{number}", account.id, PAST, PAST),
        )
        with Unit("test") as unit:
            approved = Approved(number, f"t{number}", account.id, None, None, 5)
            entries.enqueue(unit, approved, settings)


def work(slots: int, queues: tuple[str, ...] = ("line",)) -> None:
    workers.beat("up", "embedded", list(queues), 9, slots=slots)


def stuck() -> int:
    return sum(one.count for one in open_work.standing_still() if one.stuck)


def test_a_due_task_is_stuck_while_slots_are_free_and_none_is_given(
    submit: Any, later: None
) -> None:
    with clock.use(lambda: datetime.now(UTC)):
        submit()
        submit()
    work(slots=5)
    assert stuck() == stats.summary(Filter())["stuck"] == 2


def test_it_is_not_while_all_slots_are_taken(submit: Any, later: None, database: Settings) -> None:
    start = datetime.now(UTC)  # the machine's clock may be set back before the dispatch
    with clock.use(lambda: start):
        for _ in range(3):
            submit()
        slots.dispatch(database, "test", limit=1)
    db.execute(
        "UPDATE generation_tasks SET due_at = ? WHERE status = 'submitted'",
        ("2099-01-01T00:00:00.000000+00:00",),
    )
    work(slots=1)
    assert stuck() == 0
    work(slots=1)
    db.execute("UPDATE worker_heartbeats SET slots = 2")
    assert stuck() == 2


def test_it_is_not_while_tasks_get_their_slots_one_after_the_other(
    submit: Any, later: None, database: Settings
) -> None:
    with clock.use(lambda: datetime.now(UTC)):
        for _ in range(3):
            submit()
    slots.dispatch(database, "test", limit=1)  # a moment ago, so the line moves
    work(slots=5)
    assert stuck() == 0


def test_it_is_not_before_its_time(submit: Any, later: None) -> None:
    submit()  # just now, by the later clock
    work(slots=5)
    assert stuck() == 0


def test_many_new_requests_do_not_look_like_a_line_that_moves(submit: Any, later: None) -> None:
    with clock.use(lambda: datetime.now(UTC)):
        submit()
    submit()
    work(slots=5)
    assert stuck() == 1


def test_without_a_worker_every_due_task_is_stuck_whatever_the_slots(
    submit: Any, later: None
) -> None:
    with clock.use(lambda: datetime.now(UTC)):
        submit()
    workers.beat("scheduler", "embedded", [], 0, slots=5)  # it does no work
    assert stuck() == 1


def test_publications_that_move_are_late_and_those_that_do_not_are_stuck(
    database: Settings, account: Account
) -> None:
    """Of two that are due since long, one was claimed a moment ago."""
    in_the_pool(database, account, 1, 2)
    db.execute("UPDATE publish_entries SET due_at = ?, scheduled_at = ?", (PAST, PAST))

    def late() -> list[tuple[int, str, bool]]:
        return [(one.count, one.why, one.stuck) for one in open_work.standing_still()]

    assert late() == [(2, "past their time", True)]
    (first, _) = records.select(Entry, "ORDER BY id")
    with Unit("test") as unit:
        assert unit.move(
            Entity.ENTRY, first, EntryEvent.CLAIM, lease_owner="me:1", lease_until=clock.after(3600)
        )
    assert late() == [(1, "past their time", False)]
    with clock.use(lambda: datetime.now(UTC) + timedelta(seconds=SOON)):
        assert (1, "past their time", True) in late()


LISTED = "publish-pool list --status "


class TestWhatWaitsForAPersonIsNotLaidToTheService:
    @pytest.mark.parametrize(
        ("state", "advice"),
        [
            ("failed", f"{LISTED}failed"),
            ("unverified", f"{LISTED}unverified"),
            ("accepted", f"{LISTED}accepted"),
        ],
    )
    def test_publications(
        self, cli: Cli, database: Settings, account: Account, state: str, advice: str
    ) -> None:
        in_the_pool(database, account, 1)
        db.execute(
            "UPDATE publish_entries SET status = ?, maybe_published_since = ?, due_at = NULL,"
            " updated_at = ?",
            (state, PAST, clock.now().isoformat()),
        )
        assert f"`contenthub {advice}" in advice_on_work(cli)

    def test_tasks_that_lost_their_workers(self, cli: Cli, submit: Any) -> None:
        task = submit()
        db.execute(
            "UPDATE generation_tasks SET status = 'failed', due_at = NULL, completed_at = ?,"
            " error_message = 'quarantined: it lost 5 workers' WHERE task_id = ?",
            (clock.now().isoformat(timespec="microseconds"), task),
        )
        assert "`contenthub task retry TASK_ID`" in advice_on_work(cli)


def advice_on_work(cli: Cli) -> str:
    """What `doctor` says that helps the work, with nothing of a service that was missing."""
    (row,) = [row for row in cli("doctor", "-f", "json").json if row["check"] == "work"]
    assert "see that a service runs" not in row["advice"]
    return str(row["advice"])


@pytest.fixture
def redis() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


class TestWorkerCheck:
    def test_a_worker_that_works_is_named(self, cli: Cli, database: Any) -> None:
        work(slots=5)
        answer = cli("worker", "--check")
        assert (answer.code, answer.out.count(" pid ")) == (0, 1)

    def test_stuck_work_is_6(self, cli: Cli, submit: Any, later: None) -> None:
        with clock.use(lambda: datetime.now(UTC)):
            submit()
        work(slots=5)
        answer = cli("worker", "--check")
        assert (answer.code, "1 task overdue" in answer.err) == (6, True)

    def test_a_broker_that_takes_no_write_is_5_although_a_worker_lives(
        self, cli: Cli, database: Any, redis: Valkey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REDIS_URL", redis.url)
        work(slots=5)
        assert cli("worker", "--check").code == 0
        with redis.client() as client:
            client.config_set("maxmemory", "1")
        answer = cli("worker", "--check")
        assert (answer.code, "OOM" in answer.err) == (5, True)
        doctor = cli("doctor", "-f", "json")
        assert (doctor.code, "OOM" in doctor.out) == (5, True)

    def test_a_broker_without_the_channel_is_a_warning(
        self, cli: Cli, database: Any, redis: Valkey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with redis.client() as client:
            client.execute_command("ACL", "SETUSER", "default", "resetchannels")
        monkeypatch.setenv("REDIS_URL", redis.url)
        workers.beat("worker", "redis", ["line"], 4, slots=5)
        answer = cli("worker", "--check")
        assert (answer.code, "&contenthub:*" in answer.err) == (0, True)
        doctor = cli("doctor", "-f", "json")
        (broker,) = [row for row in doctor.json if row["check"] == "broker"]
        assert (doctor.code, broker["status"]) == (0, "warning")

    def test_a_locked_database_is_5(
        self, cli: Cli, database: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work(slots=5)
        db.close()
        monkeypatch.setattr(db, "BUSY_TIMEOUT", 0.2)
        monkeypatch.setattr(db, "_open", None)  # opened anew, with that patience
        stranger = sqlite3.connect(db.sqlite_path(), isolation_level=None)
        stranger.execute("BEGIN IMMEDIATE")
        try:
            answer = cli("worker", "--check")
        finally:
            stranger.execute("ROLLBACK")
            stranger.close()
        assert (answer.code, "another program holds it" in answer.err) == (5, True)

    def test_the_real_program_says_it_of_a_service_that_was_killed(self, tmp_path: Any) -> None:
        with Processes(tmp_path) as processes:
            asked = processes.run("content", "generate", "-t", "tea", "--async")
            assert asked.returncode == 0, asked.stderr
            assert processes.run("doctor").returncode == 6
            assert processes.run("worker", "--check").returncode == 5
