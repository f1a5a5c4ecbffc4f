"""Rounds of the scheduler against a clock of the test: what becomes of each time of a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock, db, records
from contenthub.catch_up import CatchUp, Overlap
from contenthub.errors import InputError, LeaseLostError, NotAllowedError
from contenthub.lifecycle import accounts, backfill, leases, manual, schedules, ticks
from contenthub.lifecycle.schedules import Definition
from contenthub.lifecycle.unit import Unit
from contenthub.queries import integrity
from contenthub.records import Account, Schedule, Tick
from contenthub.schedules import scheduler as scheduler_module
from contenthub.schedules.scheduler import Scheduler
from contenthub.settings import Settings
from tests.support.story import Story

START = datetime(2026, 11, 22, 0, 0, 0, tzinfo=UTC)
TOPICS = [f"{word} in the house" for word in (
    "tea", "bread", "iron", "glass", "wool", "light", "water", "paper", "salt", "clay",
)]  # fmt: skip


class Hours:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def hours(database: Settings) -> Iterator[Hours]:
    hours = Hours()
    with clock.use(hours):
        yield hours


@pytest.fixture
def rounds(hours: Hours, database: Settings, monkeypatch: pytest.MonkeyPatch) -> Scheduler:
    monkeypatch.setattr(scheduler_module, "LEASE", 10 * 365 * 86_400.0)  # the clock jumps
    monkeypatch.setattr(scheduler_module, "LOOK_ANYWAY", 0.0)  # tests change rows in this thread
    return Scheduler(database)


@pytest.fixture(autouse=True)
def _whole(database: Settings) -> Iterator[None]:
    yield
    about_ticks = [one for one in integrity.findings() if "tick" in one.check]
    assert about_ticks == []


@pytest.fixture
def schedule(hours: Hours, account: Account) -> Callable[..., Schedule]:
    def make(**changes: Any) -> Schedule:
        params = {"account_ids": [account.id], "count_per_account": 3, "topics": TOPICS}
        params |= changes.pop("params", {})
        definition = Definition(
            name="daily", type="async_content_generation", kind="cron", trigger="0 8 * * *",
            timezone="Asia/Shanghai", params=params,
        )  # fmt: skip
        return schedules.create(replace(definition, **changes), "test")

    return make


def all_ticks() -> list[Tick]:
    return records.select(Tick, "ORDER BY scheduled_for")


def statuses() -> list[str]:
    return [tick.status for tick in all_ticks()]


def end_tasks(status: str = "completed") -> None:
    with db.transaction():
        db.execute("UPDATE generation_tasks SET status = ?", (status,))


class TestFiring:
    def test_a_time_that_has_come_becomes_a_tick_with_its_tasks(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        schedule()
        rounds.round()
        assert statuses() == []
        hours.go(seconds=0.25)
        rounds.round()
        hours.now = datetime(2026, 11, 23, 0, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
        rounds.round()
        (tick,) = all_ticks()
        assert tick.tick_id == "schedule-1-20261123T000000Z"
        assert (tick.status, tick.tasks, tick.origin) == ("running", 3, "schedule")
        rows = db.execute("SELECT topic, batch_id, status FROM generation_tasks ORDER BY id")
        assert rows.fetchall() == [(topic, tick.tick_id, "pending") for topic in TOPICS[:3]]
        rounds.round()
        assert len(all_ticks()) == 1
        assert story.counts() == {"pending": 3}

    def test_the_events_of_a_task_tell_which_schedule_asked(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        schedule()
        hours.go(days=1)
        rounds.round()
        task = db.execute("SELECT task_id FROM generation_tasks").fetchone()[0]
        assert "schedule 'daily', schedule-1-20261123T000000Z" in story.reasons(task)

    def test_tick_and_tasks_are_written_together_or_not_at_all(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        made = schedule()
        with db.transaction():
            db.execute("CREATE TRIGGER odd BEFORE INSERT ON ticks"
                       " BEGIN SELECT RAISE(FAIL, 'odd row'); END")  # fmt: skip
        hours.go(days=1)
        rounds.round()
        assert (story.counts(), all_ticks()) == ({}, [])
        stopped = schedules.find(made.id)
        assert stopped.status == "paused"
        assert "it cannot be fired" in stopped.status_reason
        assert "odd row" in stopped.status_reason

    @pytest.mark.parametrize(
        "harm",
        [
            "params = '[]'",
            "params = '{broken'",
            "timezone = 'Moon/Base'",
            "trigger = 'at noon'",
            "kind = 'moon'",
        ],
    )
    def test_one_that_cannot_be_read_is_paused_and_costs_no_other_its_time(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, harm: str
    ) -> None:
        schedule(name="first")
        broken = schedule(name="broken")
        schedule(name="last")
        with db.transaction():
            db.execute(f"UPDATE schedules SET {harm} WHERE id = ?", (broken.id,))
        hours.go(days=1)
        rounds.round()
        assert [(t.schedule_id, t.status) for t in all_ticks()] == [(1, "running"), (3, "running")]
        row = db.execute("SELECT status FROM schedules WHERE id = ?", (broken.id,)).fetchone()
        assert row[0] == "paused"

    def test_a_one_off_fires_once_and_has_ended(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(kind="at", trigger="2026-11-22T06:00:00+00:00")
        hours.go(hours=6)
        rounds.round()
        hours.go(days=2)
        rounds.round()
        assert len(all_ticks()) == 1
        ended = schedules.find(made.id)
        assert (ended.status, ended.next_at) == ("ended", None)

    def test_a_type_with_work_of_its_own_is_left_to_a_worker(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(type="cleanup", params={"days": 30})
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.status, tick.due_at) == ("pending", hours.now)


class TestTopics:
    def test_no_topic_is_asked_for_twice_and_the_end_of_the_list_is_a_failure(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        for _ in range(5):
            hours.go(days=1)
            rounds.round()
        topics = [row[0] for row in db.execute("SELECT topic FROM generation_tasks ORDER BY id")]
        assert topics == TOPICS
        assert statuses() == ["running"] * 4 + ["failed"]
        *_, short, last = all_ticks()
        assert "2 of 3 topics are missing" in str(short.error_message)
        assert "no topic is left (10 repeated" in str(last.error_message)

    def test_what_a_person_asked_for_is_left_out_as_well(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, submit: Any
    ) -> None:
        submit("  TEA in the house!")
        submit("the bread in the house")  # nearly
        schedule()
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.tasks, tick.result["repeated"], tick.result["similar"]) == (3, 1, 1)
        (left_out,) = tick.result["left_out"]
        assert (left_out["topic"], left_out["like"]) == (TOPICS[1], "the bread in the house")
        assert left_out["similarity"] >= 90

    @pytest.mark.parametrize(("across", "second"), [(False, TOPICS[:2]), (True, TOPICS[2:4])])
    def test_topics_of_other_accounts_count_where_they_are_to(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, across: bool,
        second: list[str], account: Account,
    ) -> None:  # fmt: skip
        other = accounts.add("other")
        schedule(params={"account_ids": [account.id, other.id], "count_per_account": 2,
                         "topics_across_accounts": across})  # fmt: skip
        hours.go(days=1)
        rounds.round()
        rows = db.execute("SELECT topic FROM generation_tasks WHERE account_id = ? ORDER BY id",
                          (other.id,))  # fmt: skip
        assert [row[0] for row in rows] == second

    def test_a_template_counts_the_articles_of_each_account(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(params={"topics": {"template": "Tea of {date}, part {counter}"}})
        for _ in range(2):
            hours.go(days=1)
            rounds.round()
        topics = [row[0] for row in db.execute("SELECT topic FROM generation_tasks ORDER BY id")]
        assert topics == [
            *(f"Tea of 2026-11-23, part {n}" for n in (1, 2, 3)),
            *(f"Tea of 2026-11-24, part {n}" for n in (4, 5, 6)),
        ]

    def test_an_inactive_account_is_left_out_and_named(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, account: Account
    ) -> None:
        other = accounts.add("other")
        schedule(params={"account_ids": [account.id, other.id]})
        accounts.update(other, active=False)
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.status, tick.tasks) == ("running", 3)
        assert "account other is inactive" in str(tick.error_message)


class TestMissedTimes:
    def test_after_a_week_away_the_latest_is_run_and_each_other_has_its_reason(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        hours.go(days=7, hours=3)
        rounds.round()
        assert statuses() == ["skipped"] * 6 + ["running"]
        assert all_ticks()[-1].origin == "catch_up"
        assert all("missed" in str(tick.error_message) for tick in all_ticks()[:-1])

    def test_skip_and_all(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(name="skip", catch_up=CatchUp.SKIP, trigger="0 * * * *")
        schedule(name="all", catch_up=CatchUp.ALL, trigger="0 * * * *", catch_up_window=7200.0,
                 params={"topics": {"template": "Tea, {date} {time}, part {counter}"}})  # fmt: skip
        hours.go(hours=4, minutes=30)
        rounds.round()
        found = {id_: [t.status for t in all_ticks() if t.schedule_id == id_] for id_ in (1, 2)}
        assert found == {1: ["skipped"] * 4, 2: ["skipped"] * 2 + ["running"] * 2}
        times = [t.scheduled_for.hour for t in all_ticks() if t.schedule_id == 2]
        assert times == [1, 2, 3, 4]

    def test_a_fortnight_of_minutes_is_recorded_in_few_rows(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(kind="every", trigger="60", catch_up=CatchUp.SKIP)
        hours.go(days=14)
        rounds.round()
        total = db.execute("SELECT SUM(stands_for), COUNT(*) FROM ticks").fetchone()
        assert total[0] == 14 * 24 * 60
        assert total[1] == 1_001  # the newest have a row each

    def test_times_during_a_pause_are_recorded_when_it_ends(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        schedules.pause(made.id, "ann")
        hours.go(days=3)
        rounds.round()
        assert statuses() == []
        schedules.resume(made.id, "ann")
        assert statuses() == ["skipped"] * 3
        assert {tick.error_message for tick in all_ticks()} == {"the schedule was paused"}
        hours.go(days=1)
        rounds.round()
        assert statuses()[-1] == "running"


class TestOverlap:
    def test_skip_waits_for_the_end_of_all_tasks(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(overlap=Overlap.SKIP)
        for _ in range(2):
            hours.go(days=1)
            rounds.round()
        assert statuses() == ["running", "skipped"]
        end_tasks()
        hours.go(days=1)
        rounds.round()
        assert statuses() == ["completed", "skipped", "running"]

    def test_queue_lets_one_wait_and_starts_it_afterwards(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(overlap=Overlap.QUEUE)
        for _ in range(3):
            hours.go(days=1)
            rounds.round()
        assert statuses() == ["running", "queued", "skipped"]
        end_tasks()
        rounds.round()
        assert statuses() == ["completed", "pending", "skipped"]


class TestOutcomes:
    @pytest.mark.parametrize(
        ("ends", "status", "reason"),
        [
            (["completed"] * 3, "completed", None),
            (["completed", "failed", "timeout"], "partial", "2 of 3 tasks ended without content"),
            (["failed"] * 3, "failed", "all 3 tasks ended without content, such as: no ink"),
        ],
    )
    def test_a_tick_ends_as_its_tasks_do(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, ends: list[str],
        status: str, reason: str | None,
    ) -> None:  # fmt: skip
        schedule()
        hours.go(days=1)
        rounds.round()
        with db.transaction():
            for number, end in enumerate(ends, 1):
                error = None if end == "completed" else "no ink"
                db.execute("UPDATE generation_tasks SET status = ?, error_message = ? WHERE id = ?",
                           (end, error, number))  # fmt: skip
        rounds.round()
        (tick,) = all_ticks()
        assert tick.status == status
        assert (tick.error_message or "").startswith(reason or "")
        assert tick.result["completed"] == ends.count("completed")

    def test_so_many_failures_in_a_row_pause_the_schedule_with_an_event(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(pause_after_failures=2)
        for end in ("failed", "completed", "failed", "failed"):
            hours.go(days=1)
            rounds.round()
            with db.transaction():
                db.execute(
                    "UPDATE generation_tasks SET status = ? WHERE status = 'pending'", (end,)
                )
            rounds.round()
        # the list is used up by now: the fourth tick found one topic
        stopped = schedules.find(made.id)
        assert (stopped.status, stopped.failures) == ("paused", 2)
        assert stopped.status_reason == "paused: 2 ticks failed in a row"
        event = db.execute("SELECT event, to_state, reason FROM events WHERE entity = 'schedule'"
                           " ORDER BY id DESC LIMIT 1").fetchone()  # fmt: skip
        assert event == ("give_up", "paused", "paused: 2 ticks failed in a row")
        hours.go(days=1)
        rounds.round()
        assert len(all_ticks()) == 4
        assert schedules.resume(made.id, "ann").failures == 0


class TestRemovedTasks:
    def test_tasks_that_were_removed_are_not_taken_for_done(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        hours.go(days=1)
        rounds.round()
        end_tasks("failed")
        with db.transaction():
            db.execute("DELETE FROM generation_tasks WHERE id > 1")
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.status, tick.result["without_content"]) == ("failed", 3)


class TestSize:
    def test_what_takes_long_is_left_to_a_worker(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, tmp_path: Path
    ) -> None:
        (tmp_path / "topics.txt").write_text("tea\n")
        schedule(name="a file", params={"topics": {"file": str(tmp_path / "topics.txt")}})
        many = [f"topic {number}" for number in range(10_000)]
        schedule(name="a long list", params={"topics": many, "account_ids": [1, 1]})
        schedule(name="many articles", params={"count_per_account": 100, "account_ids": [1] * 11})
        hours.go(days=1)
        rounds.round()
        assert statuses() == ["pending"] * 3

    def test_many_schedules_with_default_topics_for_one_account_get_all_their_articles(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        for number in range(150):  # more than fit into one transaction
            schedule(name=f"schedule {number}", params={"topics": None})
        hours.go(days=1)
        rounds.round()
        assert statuses() == ["running"] * 150
        assert story.counts() == {"pending": 450}


class TestChanges:
    def test_times_that_had_come_keep_the_old_meaning(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(days=1, seconds=5)
        changed = schedules.change(made.id, "ann", trigger="0 9 * * *")
        assert statuses() == ["pending"]  # 08:00 had come: a worker runs it
        assert changed.next_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
        rounds.round()
        assert len(all_ticks()) == 1

    def test_new_params_keep_the_times(
        self, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(hours=5)
        changed = schedules.change(made.id, "ann", description="new")
        assert (changed.next_at, changed.anchor_at) == (made.next_at, made.anchor_at)

    def test_one_that_had_ended_begins_again_with_new_times(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(kind="at", trigger="2026-11-22T06:00:00+00:00")
        hours.go(hours=7)
        rounds.round()
        with pytest.raises(NotAllowedError, match="ended"):
            schedules.resume(made.id, "ann")
        changed = schedules.change(made.id, "ann", kind="cron", trigger="0 8 * * *")
        assert (changed.status, changed.status_reason) == ("active", "")

    def test_a_time_that_has_passed_is_refused(
        self, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        with pytest.raises(InputError, match="its time has passed"):
            schedule(kind="at", trigger="2026-11-21T06:00:00+00:00")

    def test_a_name_is_given_once(self, schedule: Callable[..., Schedule]) -> None:
        schedule()
        with pytest.raises(InputError, match="daily"):
            schedule()

    def test_a_deleted_one_takes_its_history_along_and_leaves_its_tasks(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        made = schedule()
        hours.go(days=1)
        rounds.round()
        assert schedules.delete(made.id, "ann") == 1
        rounds.round()
        assert (all_ticks(), story.counts()) == ([], {"pending": 3})


class TestLeadership:
    def test_only_one_leads_and_the_other_takes_over(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(scheduler_module, "LEASE", 2.0)
        schedule()
        assert leases.acquire("scheduler", "another-host-1-x", 2.0) == 1
        hours.go(seconds=1)
        rounds.round()
        assert not rounds._leader.leads
        hours.go(seconds=2)
        rounds.round()
        assert rounds._leader.leads

    def test_a_leader_that_was_replaced_meanwhile_writes_nothing(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        rounds.round()
        hours.go(days=1)
        with db.transaction():  # it was stopped; another one took over
            db.execute("UPDATE leases SET owner = 'another-host-1-x', term = term + 1")
        with pytest.raises(LeaseLostError):
            rounds.round()
        assert all_ticks() == []


class TestClock:
    def test_a_clock_that_was_ahead_for_a_while_loses_no_time(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        rounds.round()
        hours.go(days=400)  # somebody set it wrong …
        rounds.round()
        ahead = len(all_ticks())
        hours.now = START + timedelta(seconds=5)  # … and right again
        rounds._leader.forget()
        with db.transaction():
            db.execute("DELETE FROM leases")
        rounds.round()
        assert ahead == 400
        assert statuses() == ["running"]  # that one had been run, ahead of its time
        hours.go(days=1)
        rounds.round()
        assert all_ticks()[0].scheduled_for.day == 23

    def test_a_one_off_that_a_wrong_clock_skipped_is_still_to_come(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(kind="at", trigger="2026-11-22T06:00:00+00:00")
        rounds.round()
        hours.go(days=300)
        rounds.round()
        assert (schedules.find(made.id).status, statuses()) == ("ended", ["skipped"])
        hours.now = START + timedelta(seconds=5)
        rounds._leader.forget()
        with db.transaction():
            db.execute("DELETE FROM leases")
        rounds.round()
        assert (schedules.find(made.id).status, statuses()) == ("active", [])
        hours.go(hours=6)
        rounds.round()
        assert statuses() == ["running"]

    def test_a_tick_that_was_written_ahead_of_the_clock_does_not_wait_for_it(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(type="cleanup", params={"days": 30})
        rounds.round()
        hours.go(days=300)
        rounds.round()
        hours.now = START + timedelta(seconds=5)
        rounds._leader.forget()
        with db.transaction():
            db.execute("DELETE FROM leases")
        rounds.round()
        (tick,) = [one for one in all_ticks() if one.status == "pending"]
        assert tick.due_at == hours.now


class TestByHand:
    def test_what_ran_in_a_history_that_was_cleaned_up_is_not_run_again(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(days=1)
        rounds.round()
        end_tasks()
        rounds.round()
        hours.go(days=10)
        assert ticks.forget_before(hours.now) == 1
        times = [START + timedelta(days=1), START + timedelta(days=2)]
        with Unit("ann") as unit:
            outcome = backfill.backfill(unit, schedules.find(made.id), times)
        assert outcome == {times[0]: "forgotten", times[1]: "created"}

    def test_tasks_of_a_tick_that_runs_are_not_cleaned_up(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        schedule()
        hours.go(days=1)
        rounds.round()
        with db.transaction():
            db.execute("UPDATE generation_tasks SET status = 'completed', completed_at = ?"
                       " WHERE id < 3", (records.moment(hours.now),))  # fmt: skip
        hours.go(days=1)
        assert manual.cleanup(hours.now) == 0
        end_tasks()
        rounds.round()
        assert manual.cleanup(hours.now) == 2

    def test_a_backfill_runs_what_was_skipped_or_never_was_and_nothing_twice(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(catch_up=CatchUp.LATEST)
        hours.go(days=3, hours=1)
        rounds.round()
        assert statuses() == ["skipped", "skipped", "running"]
        times = [datetime(2026, 11, day, tzinfo=UTC) for day in (21, 22, 23, 24, 25)]
        with Unit("ann") as unit:
            outcome = backfill.backfill(unit, schedules.find(made.id), times)
        assert list(outcome.values()).count("created") == 4
        assert outcome[times[-1]] == "running"
        assert statuses() == ["pending"] * 4 + ["running"]
        with Unit("ann") as unit:
            again = backfill.backfill(unit, schedules.find(made.id), times)
        assert list(again.values()) == ["pending"] * 4 + ["running"] or set(again.values()) == {
            "pending", "running",
        }  # fmt: skip

    def test_a_time_that_shares_a_row_is_backfilled_by_itself(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(trigger="0 * * * *", catch_up=CatchUp.SKIP)
        hours.go(hours=1_205)
        rounds.round()
        shared = all_ticks()[0]
        assert (len(all_ticks()), shared.stands_for) == (1_001, 205)
        first = made.next_at
        assert first is not None
        wanted = [first, first + timedelta(hours=100)]
        with Unit("ann") as unit:
            assert set(backfill.backfill(unit, made, wanted).values()) == {"created"}
        assert [t.scheduled_for for t in all_ticks() if t.status == "pending"] == wanted
        assert all_ticks()[1].stands_for == 205  # the record of their absence stays

    def test_another_zone_moves_no_interval(
        self, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(kind="every", trigger="3600")
        hours.go(minutes=10)
        assert schedules.change(made.id, "ann", timezone="Europe/Berlin").next_at == made.next_at

    def test_a_time_that_was_backfilled_before_it_came_is_not_run_again(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(days=1)
        with Unit("ann") as unit:
            backfill.backfill(unit, made, [hours.now])
        rounds.round()
        assert statuses() == ["pending"]
