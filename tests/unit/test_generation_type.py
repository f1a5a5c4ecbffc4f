"""What the type that asks for articles decides: who does the work, and what came of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from contenthub import schedule_types
from contenthub.lifecycle.schedules.new_topics import Placed
from contenthub.records import Schedule
from contenthub.schedule_types import generation
from contenthub.schedule_types.base import RunBy, Shared
from contenthub.states import TickState

LIKE = [{"topic": "tea", "like": "teas", "similarity": 91.0}]


def schedule(**params: Any) -> Schedule:
    """One of which nothing but its parameters is looked at."""
    values: dict[str, Any] = dict.fromkeys(one.name for one in fields(Schedule))
    known = {"account_ids": [1], "count_per_account": 1}
    return Schedule(**values | {"type": "async_content_generation", "params": known | params})


@pytest.mark.parametrize(
    ("params", "by"),
    [
        ({}, RunBy.SCHEDULER),
        ({"topics": ["tea", "bread"]}, RunBy.SCHEDULER),
        ({"topics": {"template": "Tea of {date}"}}, RunBy.SCHEDULER),
        ({"topics": {"file": "/gone.txt"}}, RunBy.FETCHER),
        ({"topics": {"feed": "https://example.org/feed"}}, RunBy.FETCHER),
        ({"account_ids": [*range(10)], "count_per_account": 100}, RunBy.SCHEDULER),
        ({"account_ids": [*range(11)], "count_per_account": 100}, RunBy.FETCHER),
        ({"topics": ["tea"] * 10_000}, RunBy.SCHEDULER),
        ({"topics": ["tea"] * 10_001}, RunBy.FETCHER),
        ({"topics": ["tea"] * 5_001, "account_ids": [1, 2]}, RunBy.FETCHER),
    ],
)
def test_the_scheduler_does_by_itself_what_is_little_and_read_from_nowhere(
    params: dict[str, Any], by: RunBy
) -> None:
    assert schedule_types.run_by(schedule(**params)) is by


@pytest.mark.parametrize(
    ("placed", "can_run_out", "state", "reason"),
    [
        (Placed(wanted=2, tasks=2), True, TickState.RUNNING, None),
        (
            Placed(wanted=2, tasks=1, repeated=3),
            True,
            TickState.RUNNING,
            "1 of 2 topics are missing (3 repeated, 0 similar left out)",
        ),
        (
            Placed(wanted=1, tasks=1, similar=1, examples=LIKE),
            False,
            TickState.RUNNING,
            '1 similar left out, such as "tea", like "teas" (91 %)',
        ),
        (
            Placed(wanted=2, repeated=3),
            True,
            TickState.FAILED,
            "no topic is left (3 repeated, 0 similar left out)",
        ),
        (
            Placed(wanted=2, repeated=3),
            False,
            TickState.SKIPPED,
            "nothing new (3 repeated, 0 similar left out)",
        ),
        (
            Placed(wanted=2, repeated=1_000),
            False,
            TickState.FAILED,
            "nothing new (1000 repeated, 0 similar left out)",
        ),
        (
            Placed(wanted=2, problems=["account a is gone"]),
            False,
            TickState.FAILED,
            "account a is gone",
        ),
    ],
)
def test_nothing_new_is_no_failure_but_a_used_up_list_is(
    placed: Placed, can_run_out: bool, state: TickState, reason: str | None
) -> None:
    outcome = generation._outcome(placed, can_run_out=can_run_out)
    assert (outcome.state, outcome.reason) == (state, reason)
    assert (outcome.tasks, outcome.result) == (placed.tasks, placed.facts())


def test_what_a_round_shares_is_made_once_by_its_key() -> None:
    shared, made = Shared(), []
    for key in ("a", "b", "a"):
        shared.once(key, lambda key=key: made.append(key))  # type: ignore[misc]
    assert made == ["a", "b"]
