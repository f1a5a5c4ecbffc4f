"""How long generations take, counted by steps: few numbers for however many tasks. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

BOUNDS = (5, 15, 30, 60, 120, 300, 600, 1_800, 3_600)  # seconds; a step ends with its bound
STEPS = (*(f"up_to_{bound}" for bound in BOUNDS), "longer")


def step(seconds: float) -> str:
    """The step to which a generation of this length belongs."""
    return STEPS[bisect_left(BOUNDS, seconds)]


def quantile(counts: Sequence[int], share: float) -> float | None:
    """About which length ``share`` (0 to 1) of the generations do not exceed, in seconds.

    ``counts`` has a number for each of ``STEPS``. Within a step lengths are taken to be spread
    evenly, as Prometheus does it (histogram_quantile); of what is in the last one no more is known
    than that it is longer than the last bound. None where there are none.
    """
    total = sum(counts)
    if not total:
        return None
    rank, before = share * total, 0
    for number, count in enumerate(counts):
        if count and before + count >= rank:
            if number == len(BOUNDS):
                break
            low = BOUNDS[number - 1] if number else 0
            return low + (BOUNDS[number] - low) * (rank - before) / count
        before += count
    return float(BOUNDS[-1])
