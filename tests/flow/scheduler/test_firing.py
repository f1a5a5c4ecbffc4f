"""What a time of a schedule becomes, and who does what is large."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contenthub.database import db
from contenthub.lifecycle.schedules import definitions
from contenthub.records import Schedule
from contenthub.schedules.scheduler import Scheduler
from tests.support.rounds import TOPICS, Hours, all_ticks, statuses
from tests.support.story import Story


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
            db.execute(
                "CREATE TRIGGER odd BEFORE INSERT ON ticks BEGIN SELECT RAISE(FAIL, 'odd row'); END"
            )
        hours.go(days=1)
        rounds.round()
        assert (story.counts(), all_ticks()) == ({}, [])
        stopped = definitions.find(made.id)
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
        ended = definitions.find(made.id)
        assert (ended.status, ended.next_at) == ("ended", None)

    def test_a_type_with_work_of_its_own_is_left_to_a_worker(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(type="cleanup", params={"days": 30})
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.status, tick.due_at) == ("pending", hours.now)


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

    def test_a_file_that_is_gone_is_a_workers_business_and_pauses_nothing(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, tmp_path: Path
    ) -> None:
        made = schedule(params={"topics": {"file": str(tmp_path / "gone.txt")}})
        hours.go(days=1)
        rounds.round()
        assert (statuses(), definitions.find(made.id).status) == (["pending"], "active")

    def test_many_schedules_with_default_topics_for_one_account_get_all_their_articles(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, story: Story
    ) -> None:
        for number in range(150):  # more than fit into one transaction
            schedule(name=f"schedule {number}", params={"topics": None})
        hours.go(days=1)
        rounds.round()
        assert statuses() == ["running"] * 150
        assert story.counts() == {"pending": 450}
