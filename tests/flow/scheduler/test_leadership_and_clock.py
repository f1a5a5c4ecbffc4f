"""Who leads, and a clock that was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from contenthub.database import db
from contenthub.errors import LeaseLostError
from contenthub.lifecycle import leases
from contenthub.lifecycle.schedules import definitions
from contenthub.records import Schedule
from contenthub.schedules.scheduler import Scheduler
from tests.support.rounds import START, Hours, all_ticks, statuses


class TestLeadership:
    def test_only_one_leads_and_the_other_takes_over(
        self,
        rounds: Scheduler,
        schedule: Callable[..., Schedule],
        hours: Hours,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(rounds._leader, "_seconds", 2.0)
        schedule()
        assert leases.acquire("scheduler", "another-host-1-x", 2.0) == 1
        hours.go(seconds=1)
        rounds.round()
        assert not rounds._leader.leads
        hours.go(seconds=2)
        rounds.round()
        assert rounds._leader.leads

    def test_a_lease_from_before_the_clock_went_back_is_taken_over_at_once(
        self,
        rounds: Scheduler,
        schedule: Callable[..., Schedule],
        hours: Hours,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(rounds._leader, "_seconds", 2.0)
        schedule()
        assert leases.acquire("scheduler", "another-host-1-x", 2.0) == 1
        hours.go(hours=-1)  # and the other one has ended meanwhile
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
        assert (definitions.find(made.id).status, statuses()) == ("ended", ["skipped"])
        hours.now = START + timedelta(seconds=5)
        rounds._leader.forget()
        with db.transaction():
            db.execute("DELETE FROM leases")
        rounds.round()
        assert (definitions.find(made.id).status, statuses()) == ("active", [])
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
