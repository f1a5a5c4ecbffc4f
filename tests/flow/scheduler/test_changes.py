"""Changes and backfills by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from contenthub import records
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import by_hand
from contenthub.lifecycle.schedules import backfill, definitions, tick_history
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule
from contenthub.schedules.scheduler import Scheduler
from contenthub.timetable.catch_up import CatchUp
from tests.support.rounds import START, Hours, all_ticks, end_tasks, statuses
from tests.support.story import Story


class TestChanges:
    def test_times_that_had_come_keep_the_old_meaning(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(days=1, seconds=5)
        changed = definitions.change(made.id, "ann", trigger="0 9 * * *")
        assert statuses() == ["pending"]  # 08:00 had come: a worker runs it
        assert changed.next_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
        rounds.round()
        assert len(all_ticks()) == 1

    def test_new_params_keep_the_times(
        self, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(hours=5)
        changed = definitions.change(made.id, "ann", description="new")
        assert (changed.next_at, changed.anchor_at) == (made.next_at, made.anchor_at)

    def test_one_that_had_ended_begins_again_with_new_times(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(kind="at", trigger="2026-11-22T06:00:00+00:00")
        hours.go(hours=7)
        rounds.round()
        with pytest.raises(NotAllowedError, match="ended"):
            definitions.resume(made.id, "ann")
        changed = definitions.change(made.id, "ann", kind="cron", trigger="0 8 * * *")
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
        assert definitions.remove(made.id, "ann") == 1
        rounds.round()
        assert (all_ticks(), story.counts()) == ([], {"pending": 3})


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
        assert tick_history.forget_before(hours.now) == 1
        times = [START + timedelta(days=1), START + timedelta(days=2)]
        with Unit("ann") as unit:
            outcome = backfill.backfill(unit, definitions.find(made.id), times)
        assert outcome == {times[0]: "forgotten", times[1]: "created"}

    def test_tasks_of_a_tick_that_runs_are_not_cleaned_up(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        schedule()
        hours.go(days=1)
        rounds.round()
        with db.transaction():
            db.execute(
                "UPDATE generation_tasks SET status = 'completed', completed_at = ? WHERE id < 3",
                (records.moment(hours.now),),
            )
        hours.go(days=1)
        assert by_hand.cleanup(hours.now) == 0
        end_tasks()
        rounds.round()
        assert by_hand.cleanup(hours.now) == 2

    def test_a_backfill_runs_what_was_skipped_or_never_was_and_nothing_twice(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule(catch_up=CatchUp.LATEST)
        hours.go(days=3, hours=1)
        rounds.round()
        assert statuses() == ["skipped", "skipped", "running"]
        times = [datetime(2026, 11, day, tzinfo=UTC) for day in (21, 22, 23, 24, 25)]
        with Unit("ann") as unit:
            outcome = backfill.backfill(unit, definitions.find(made.id), times)
        assert list(outcome.values()).count("created") == 4
        assert outcome[times[-1]] == "running"
        assert statuses() == ["pending"] * 4 + ["running"]
        with Unit("ann") as unit:
            again = backfill.backfill(unit, definitions.find(made.id), times)
        assert list(again.values()) == ["pending"] * 4 + ["running"] or set(again.values()) == {
            "pending",
            "running",
        }

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
        assert definitions.change(made.id, "ann", timezone="Europe/Berlin").next_at == made.next_at

    def test_a_time_that_was_backfilled_before_it_came_is_not_run_again(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        made = schedule()
        hours.go(days=1)
        with Unit("ann") as unit:
            backfill.backfill(unit, made, [hours.now])
        rounds.round()
        assert statuses() == ["pending"]
