"""Lengths are counted by steps, and quantiles are read from those."""

from __future__ import annotations

import pytest

from contenthub import models
from contenthub.monitoring import durations


@pytest.mark.parametrize(
    ("seconds", "step"),
    [
        (0.0, "up_to_5"),
        (5.0, "up_to_5"),
        (5.001, "up_to_15"),
        (1_800.0, "up_to_1800"),
        (3_600.1, "longer"),
    ],
)
def test_a_length_belongs_to_the_step_that_ends_with_its_bound(seconds: float, step: str) -> None:
    assert durations.step(seconds) == step


def _counts(**counts: int) -> list[int]:
    return [counts.get(step, 0) for step in durations.STEPS]


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [
        ({}, 0.5, None),
        ({"up_to_5": 1}, 0.5, 2.5),
        ({"up_to_5": 10}, 1.0, 5.0),
        ({"up_to_30": 2}, 0.5, 22.5),
        ({"up_to_5": 9, "up_to_60": 1}, 0.95, 45.0),
        ({"longer": 3}, 0.5, 3_600.0),
        ({"up_to_5": 1, "longer": 9}, 0.95, 3_600.0),
    ],
)
def test_a_quantile_is_within_the_step_of_its_rank(
    counts: dict[str, int], share: float, seconds: float | None
) -> None:
    assert durations.quantile(_counts(**counts), share) == seconds


def test_each_step_has_a_column() -> None:
    columns = {field.column_name for field in models.Total._meta.sorted_fields}
    assert set(durations.STEPS) <= columns
