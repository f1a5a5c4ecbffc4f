"""How long is waited before tries and between looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contenthub import pacing
from contenthub.settings import Settings


def test_backoff_doubles_has_little_jitter_and_honours_what_was_asked() -> None:
    for retry, base in enumerate((30, 60, 120), 1):
        assert base <= pacing.backoff(retry, 30) <= base * 1.1
    assert pacing.backoff(1, 30, asked=600) == 600
    assert pacing.backoff(1, 30, asked=1) >= 30
    assert pacing.backoff(1, 30, asked=1e9) == 86_400


def test_a_target_that_is_away_is_tried_for_a_day_and_soon_after_it_is_back() -> None:
    tries = Settings().publish_retries
    waits = [pacing.publish_wait(retry, 30.0) for retry in range(1, tries + 1)]
    assert 20 * 3600 < sum(waits) < 28 * 3600
    assert max(waits) <= pacing.LONGEST_PUBLISH_WAIT * 1.1
    assert pacing.publish_wait(1, 30.0, asked=7_200.0) == 7_200.0


def test_looks_begin_after_a_second_and_grow_up_to_the_longest_interval() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    waits = [pacing.next_look(start, start + timedelta(seconds=s), 30) for s in (0, 10, 60, 900)]
    assert waits == [1, 1, 4, 30]
    assert pacing.next_look(start, start - timedelta(hours=1), 30) == 1  # the clock went back


def test_looks_for_a_late_result_become_rare_and_end_after_a_day() -> None:
    waits = [pacing.late_look(age) for age in (0, 60, 3_600, 86_400, 86_401)]
    assert waits == [30, 30, 900, 21_600, None]


def test_looks_fall_on_quarters_of_a_second() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [timedelta(microseconds=us) for us in (0, 1, 250_000, 250_001, 999_999)]
    gained = [(pacing.together(start + one) - start).total_seconds() for one in moments]
    assert gained == [0, 0.25, 0.25, 0.5, 1]


def test_looks_in_doubt_become_rarer_up_to_the_fifth() -> None:
    waits = [pacing.doubt_look(looks, 1) for looks in (1, 2, 5, 6, 20)]
    for wait, base in zip(waits, (1, 2, 16, 16, 16), strict=True):
        assert base <= wait <= base * 1.1


def test_what_a_target_works_on_is_looked_at_when_it_asked_for_it_within_bounds() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    asked = [pacing.accepted_look(one, start, start, 30) for one in (0, 90, 1e9)]
    assert asked == [1, 90, pacing.LONGEST_ACCEPTED]
    ages = [start + timedelta(seconds=age) for age in (0, 60, 900)]
    assert [pacing.accepted_look(None, start, now, 30) for now in ages] == [1, 4, 30]
