"""Foreign text is read in time proportional to its length, whatever it repeats."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from contenthub.articles.reading import read
from contenthub.errors import TransientError

PUMPS = [
    "<think ", "<think>", "</think>", "a</think>\n", "<think>x</think>", "<", "[THINK]", "◁",
    "<|channel|>", "<|channel|>final", "<|channel|>final<|constrain|>", "`", "``\n\n", "`a``b```c",
    "```\n", "```a\n", "```\nx\n```\n", "```markdown\n\n```\nx\n", "~", "~<", "- ", "> ", "1. ",
    "---\n", "+++\n", "title: x\n", "title: [", "x:\n", "a, ", "{", '"', "'", "\\", "\n", " ",
    "\n ",
    "\r", "# ", "早起 and light. ",
]  # fmt: skip
BEGINNINGS = ["", "---\ntitle: x\n", "---\ntags: [", "<think>", "```markdown\n", '{"title":']
SMALL = 30_000  # characters: enough that a square shows
NOTICED = 0.05  # seconds, below which the clock says nothing


def seconds(text: str, times: int = 3) -> float:
    """The best of so many: another process may take the processor in between."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        with suppress(TransientError):
            read(text)
        best = min(best, time.process_time() - begun)
    return best


def is_linear(beginning: str, pump: str) -> bool:
    """Whether four times the text takes less than nine times the time, or too little to measure."""
    more = beginning + pump * (4 * SMALL // len(pump))
    return seconds(more, 1) < NOTICED or (
        seconds(more) < max(9 * seconds(beginning + pump * (SMALL // len(pump))), NOTICED)
    )


@pytest.mark.timeout(60)
@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_four_times_the_text_takes_less_than_nine_times_the_time(beginning: str) -> None:
    """A square would take 16 times."""
    assert [pump for pump in PUMPS if not is_linear(beginning, pump)] == []
