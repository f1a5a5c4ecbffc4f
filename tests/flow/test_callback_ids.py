"""Ids of signed callbacks: remembered for a time, on both databases."""

from __future__ import annotations

from contextlib import suppress

import pytest

from contenthub.lifecycle import callback_ids
from contenthub.lifecycle.unit import Unit


@pytest.fixture(params=["database", "site"], ids=["sqlite", "postgresql"])
def _opened(request: pytest.FixtureRequest) -> None:
    """The database that is asked for, open and empty."""
    request.getfixturevalue(request.param)


@pytest.mark.usefixtures("_opened")
def test_ids_are_forgotten_when_their_time_is_over() -> None:
    with Unit("test") as unit:
        callback_ids.remember(unit, "task", "young", "taken")
    with Unit("test") as unit:
        unit.now -= callback_ids.KEPT_FOR * 2
        for number in range(5):
            callback_ids.remember(unit, "task", f"old-{number}", "taken")
    assert callback_ids.outcome_of("task", "old-0") == "taken"
    for number in range(2):
        with Unit("test") as unit:
            callback_ids.remember(unit, "task", f"new-{number}", "noted")
    kept = [name for name in _names() if callback_ids.outcome_of("task", name) is not None]
    assert kept == ["young", "new-0", "new-1"]


@pytest.mark.usefixtures("_opened")
def test_an_id_that_failed_with_its_effect_was_not_taken() -> None:
    with suppress(RuntimeError), Unit("test") as unit:
        callback_ids.remember(unit, "task", "id", "taken")
        raise RuntimeError("its effect failed")
    assert callback_ids.outcome_of("task", "id") is None


@pytest.mark.usefixtures("_opened")
def test_two_senders_may_choose_the_same_id() -> None:
    with Unit("test") as unit:
        callback_ids.remember(unit, "task", "1", "taken")
        assert callback_ids.outcome_of("another", "1") is None
        callback_ids.remember(unit, "another", "1", "noted")
    assert callback_ids.outcome_of("task", "1") == "taken"


def _names() -> list[str]:
    return ["young", *(f"old-{number}" for number in range(5)), "new-0", "new-1"]
