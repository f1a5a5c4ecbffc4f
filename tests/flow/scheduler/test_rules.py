"""The rules for times that were missed or overlap, and how ticks end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contenthub.database import db
from contenthub.lifecycle.schedules import definitions
from contenthub.records import Schedule
from contenthub.schedules.scheduler import Scheduler
from contenthub.timetable.catch_up import CatchUp, Overlap
from tests.support.rounds import Hours, all_ticks, end_tasks, statuses


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
        schedule(
            name="all",
            catch_up=CatchUp.ALL,
            trigger="0 * * * *",
            catch_up_window=7200.0,
            params={"topics": {"template": "Tea, {date} {time}, part {counter}"}},
        )
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
        definitions.pause(made.id, "ann")
        hours.go(days=3)
        rounds.round()
        assert statuses() == []
        definitions.resume(made.id, "ann")
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
        self,
        rounds: Scheduler,
        schedule: Callable[..., Schedule],
        hours: Hours,
        ends: list[str],
        status: str,
        reason: str | None,
    ) -> None:
        schedule()
        hours.go(days=1)
        rounds.round()
        with db.transaction():
            for number, end in enumerate(ends, 1):
                error = None if end == "completed" else "no ink"
                db.execute(
                    "UPDATE generation_tasks SET status = ?, error_message = ? WHERE id = ?",
                    (end, error, number),
                )
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
        stopped = definitions.find(made.id)
        assert (stopped.status, stopped.failures) == ("paused", 2)
        assert stopped.status_reason == "paused: 2 ticks failed in a row"
        event = db.execute(
            "SELECT event, to_state, reason FROM events WHERE entity = 'schedule'"
            " ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert event == ("give_up", "paused", "paused: 2 ticks failed in a row")
        hours.go(days=1)
        rounds.round()
        assert len(all_ticks()) == 4
        assert definitions.resume(made.id, "ann").failures == 0


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


class TestRowsThatCannotBeRead:
    @pytest.mark.parametrize("looks", ["for what is due", "after the clock went back"])
    def test_such_a_schedule_is_paused_with_an_event_and_the_others_fire(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, looks: str
    ) -> None:
        broken, sound = schedule(name="broken"), schedule(name="sound")
        with db.transaction():
            db.execute("UPDATE schedules SET params = '{' WHERE id = ?", (broken.id,))
        if looks == "for what is due":
            hours.go(days=1)
        rounds.round()  # the first one of a leader looks at all that are to come
        hours.go(days=1)
        rounds.round()
        assert {tick.schedule_id for tick in all_ticks()} == {sound.id}
        status, reason = db.execute(
            "SELECT status, status_reason FROM schedules WHERE id = ?", (broken.id,)
        ).fetchone()
        assert status == "paused"
        assert str(reason).startswith("paused: its row cannot be read (")
        events = db.execute(
            "SELECT event, from_state, to_state, who, reason FROM events"
            " WHERE entity = 'schedule' AND entity_id = ? ORDER BY id DESC",
            (broken.id,),
        ).fetchall()
        assert events[0] == ("give_up", "active", "paused", "scheduler", reason)
        assert len(events) == 2  # the other one: it was made

    @pytest.mark.parametrize("ends", ["completed", "failed"])
    def test_its_running_tick_ends_and_so_do_those_of_the_others(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, ends: str
    ) -> None:
        broken = schedule(name="broken")
        schedule(name="sound", params={"topics": {"template": "Tea, part {counter}"}})
        hours.go(days=1)
        rounds.round()
        with db.transaction():
            db.execute("UPDATE schedules SET anchor_at = 'noon' WHERE id = ?", (broken.id,))
        end_tasks(ends)
        rounds.round()
        assert statuses() == [ends] * 2

    def test_one_that_has_ended_stays_so(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        once = schedule(kind="at", trigger="2026-11-22T01:00:00+00:00")
        hours.go(days=1)
        rounds.round()
        assert definitions.find(once.id).status == "ended"
        with db.transaction():
            db.execute("UPDATE schedules SET params = '{'")
        Scheduler(rounds._settings).round()  # another one begins to lead
        assert db.execute("SELECT status FROM schedules").fetchone()[0] == "ended"
