"""The clock that counts from a reading of another one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from contenthub import clock

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _as_programs_have_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "_source", clock._read)
    yield
    clock.anchor(None)


def test_without_an_anchor_it_is_this_machines_clock() -> None:
    # A wall clock may be set back between two readings.
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)
    assert clock.on_this_machine(NOON) == NOON


def test_with_one_it_counts_from_there_by_the_steady_clock() -> None:
    clock.anchor(NOON, clock.steady() - 90)
    passed = clock.now() - NOON
    assert timedelta(seconds=90) <= passed < timedelta(seconds=120)
    assert clock.now() <= clock.now()


def test_a_moment_can_be_told_in_this_machines_clock() -> None:
    clock.anchor(datetime.now(UTC) - timedelta(hours=1), clock.steady())
    shown = clock.on_this_machine(clock.now())
    assert abs(shown - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_test_may_still_hand_in_its_own() -> None:
    clock.anchor(NOON, clock.steady())
    with clock.use(lambda: NOON - timedelta(days=1)):
        assert clock.now() == NOON - timedelta(days=1)
