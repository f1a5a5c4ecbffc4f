"""Which of the times that have come are run: every rule of catch-up and overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contenthub.states import TickState
from contenthub.timetable import catch_up
from contenthub.timetable.catch_up import Backlog, CatchUp, Decision, Origin, Overlap, Policy

NOW = datetime(2026, 11, 22, 8, 0, 30, tzinfo=UTC)
DAY = 86_400.0


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=m) for m in minutes]


def policy(
    catch: CatchUp = CatchUp.LATEST, overlap: Overlap = Overlap.ALLOW, window: float = DAY
) -> Policy:
    return Policy(catch, window, overlap)


def decide(times: list[datetime], used: Policy, under_way: int, queued: int) -> list[Decision]:
    return catch_up.decide(Backlog((), times), NOW, used, under_way, queued)


def states(decisions: list[Decision]) -> list[str]:
    return [decision.state.value for decision in decisions]


class TestCatchUp:
    @pytest.mark.parametrize("catch", CatchUp)
    def test_a_time_that_is_hardly_late_is_run_whatever_the_policy(self, catch: CatchUp) -> None:
        (only,) = decide(ago(0.9), policy(catch), 0, 0)
        assert only == Decision(ago(0.9)[0], TickState.PENDING, Origin.SCHEDULE)

    def test_skip_runs_nothing_that_was_missed(self) -> None:
        found = decide(ago(30, 20, 0.5), policy(CatchUp.SKIP), 0, 0)
        assert states(found) == ["skipped", "skipped", "pending"]
        assert "catch-up: skip" in found[0].reason

    def test_latest_runs_the_latest_of_the_missed(self) -> None:
        found = decide(ago(30, 20, 10), policy(), 0, 0)
        assert states(found) == ["skipped", "skipped", "pending"]
        assert found[-1].origin is Origin.CATCH_UP

    def test_latest_runs_none_of_them_where_a_later_time_is_on_time(self) -> None:
        found = decide(ago(30, 20, 10, 0.5), policy(), 0, 0)
        assert states(found) == ["skipped", "skipped", "skipped", "pending"]

    def test_all_runs_each_within_the_window(self) -> None:
        found = decide(ago(100, 50, 20), policy(CatchUp.ALL, window=3600), 0, 0)
        assert states(found) == ["skipped", "pending", "pending"]
        assert "older than the window" in found[0].reason

    def test_older_times_share_a_row_and_are_not_run(self) -> None:
        older = [NOW - timedelta(minutes=m) for m in range(5_000, 1_000, -1)]
        shared, *alone = catch_up.decide(
            Backlog(older, ago(30, 20)), NOW, policy(CatchUp.ALL, window=30 * DAY), 0, 0
        )
        assert (shared.state, shared.stands_for) == (TickState.SKIPPED, 4_000)
        assert shared.scheduled_for - older[0] == timedelta(microseconds=1)  # beside that time
        assert "4000 times from" in shared.reason
        assert states(alone) == ["pending", "pending"]


class TestOverlap:
    def test_allow_runs_beside_what_is_under_way(self) -> None:
        assert states(decide(ago(0), policy(), 3, 0)) == ["pending"]

    def test_skip_leaves_out_what_comes_meanwhile(self) -> None:
        skip = policy(overlap=Overlap.SKIP)
        assert states(decide(ago(0), skip, 0, 0)) == ["pending"]
        (left_out,) = decide(ago(0), skip, 1, 0)
        assert (left_out.state, left_out.reason) == (
            TickState.SKIPPED,
            "overlap: an earlier one still runs",
        )

    def test_skip_counts_those_that_become_due_together(self) -> None:
        found = decide(ago(0.2, 0.1), policy(overlap=Overlap.SKIP), 0, 0)
        assert states(found) == ["pending", "skipped"]

    def test_queue_lets_one_wait(self) -> None:
        queue = policy(overlap=Overlap.QUEUE)
        assert states(decide(ago(0.3, 0.2, 0.1), queue, 0, 0)) == [
            "pending",
            "queued",
            "skipped",
        ]
        assert states(decide(ago(0), queue, 0, 1)) == ["skipped"]
        assert "one waits already" in decide(ago(0), queue, 1, 1)[0].reason


class TestSkip:
    def test_nothing_is_run_and_each_has_the_reason(self) -> None:
        found = catch_up.skip(Backlog((), ago(3, 2, 1)), "the schedule was paused")
        assert states(found) == ["skipped"] * 3
        assert {one.reason for one in found} == {"the schedule was paused"}

    def test_so_many_that_not_all_were_counted_are_told_as_such(self) -> None:
        older = [NOW - timedelta(seconds=s) for s in range(catch_up.MOST_OLDER, 0, -1)]
        (shared,) = catch_up.skip(Backlog(older, ()), "why")
        assert "at least 20000 times" in shared.reason
