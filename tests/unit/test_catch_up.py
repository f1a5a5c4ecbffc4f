"""Which of the times that have come are run: every rule of catch-up and overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contenthub import catch_up
from contenthub.catch_up import CatchUp, Decision, Origin, Overlap, Policy
from contenthub.states import TickState

NOW = datetime(2026, 11, 22, 8, 0, 30, tzinfo=UTC)
DAY = 86_400.0


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=m) for m in minutes]


def policy(
    catch: CatchUp = CatchUp.LATEST, overlap: Overlap = Overlap.ALLOW, window: float = DAY
) -> Policy:
    return Policy(catch, window, overlap)


def states(decisions: list[Decision]) -> list[str]:
    return [decision.state.value for decision in decisions]


class TestCatchUp:
    @pytest.mark.parametrize("catch", CatchUp)
    def test_a_time_that_is_hardly_late_is_run_whatever_the_policy(self, catch: CatchUp) -> None:
        (only,) = catch_up.decide(ago(0.9), NOW, policy(catch), 0, 0)
        assert only == Decision(ago(0.9)[0], TickState.PENDING, Origin.SCHEDULE)

    def test_skip_runs_nothing_that_was_missed(self) -> None:
        found = catch_up.decide(ago(30, 20, 0.5), NOW, policy(CatchUp.SKIP), 0, 0)
        assert states(found) == ["skipped", "skipped", "pending"]
        assert "catch-up: skip" in found[0].reason

    def test_latest_runs_the_latest_of_the_missed(self) -> None:
        found = catch_up.decide(ago(30, 20, 10), NOW, policy(), 0, 0)
        assert states(found) == ["skipped", "skipped", "pending"]
        assert found[-1].origin is Origin.CATCH_UP

    def test_latest_runs_none_of_them_where_a_later_time_is_on_time(self) -> None:
        found = catch_up.decide(ago(30, 20, 10, 0.5), NOW, policy(), 0, 0)
        assert states(found) == ["skipped", "skipped", "skipped", "pending"]

    def test_all_runs_each_within_the_window(self) -> None:
        found = catch_up.decide(ago(100, 50, 20), NOW, policy(CatchUp.ALL, window=3600), 0, 0)
        assert states(found) == ["skipped", "pending", "pending"]
        assert "older than the window" in found[0].reason

    def test_all_runs_no_more_than_a_thousand_and_says_so(self) -> None:
        times = [NOW - timedelta(minutes=m) for m in range(1_500, 1, -1)]
        found = catch_up.decide(times, NOW, policy(CatchUp.ALL, window=30 * DAY), 0, 0)
        assert states(found).count("pending") == 1_000
        assert "more than 1000 times" in found[0].reason

    def test_every_time_is_decided_about(self) -> None:
        times = [NOW - timedelta(seconds=s) for s in range(20_000, 0, -1)]
        for catch in CatchUp:
            found = catch_up.decide(times, NOW, policy(catch, window=3600), 0, 0)
            assert sum(one.stands_for for one in found) == len(times)
            assert len(found) <= 2_100  # the oldest share rows


class TestOverlap:
    def test_allow_runs_beside_what_is_under_way(self) -> None:
        assert states(catch_up.decide(ago(0), NOW, policy(), 3, 0)) == ["pending"]

    def test_skip_leaves_out_what_comes_meanwhile(self) -> None:
        skip = policy(overlap=Overlap.SKIP)
        assert states(catch_up.decide(ago(0), NOW, skip, 0, 0)) == ["pending"]
        (left_out,) = catch_up.decide(ago(0), NOW, skip, 1, 0)
        assert (left_out.state, left_out.reason) == (
            TickState.SKIPPED, "overlap: an earlier one still runs",
        )  # fmt: skip

    def test_skip_counts_those_that_become_due_together(self) -> None:
        found = catch_up.decide(ago(0.2, 0.1), NOW, policy(overlap=Overlap.SKIP), 0, 0)
        assert states(found) == ["pending", "skipped"]

    def test_queue_lets_one_wait(self) -> None:
        queue = policy(overlap=Overlap.QUEUE)
        assert states(catch_up.decide(ago(0.3, 0.2, 0.1), NOW, queue, 0, 0)) == [
            "pending", "queued", "skipped",
        ]  # fmt: skip
        assert states(catch_up.decide(ago(0), NOW, queue, 0, 1)) == ["skipped"]
        assert "one waits already" in catch_up.decide(ago(0), NOW, queue, 1, 1)[0].reason


class TestFold:
    def test_few_skipped_times_have_a_row_each(self) -> None:
        assert len(catch_up.skip(ago(3, 2, 1), "why")) == 3

    def test_the_oldest_of_very_many_share_a_row(self) -> None:
        times = [NOW - timedelta(minutes=m) for m in range(5_000, 0, -1)]
        first, *rest = catch_up.skip(times, "why")
        assert (first.scheduled_for, first.stands_for) == (times[0], 4_000)
        assert [one.stands_for for one in rest] == [1] * 1_000
        assert rest[-1].scheduled_for == times[-1]
