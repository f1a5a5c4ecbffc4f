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


def seconds(text: str) -> float:
    """The best of three: another process may take the processor in between."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        with suppress(TransientError):
            read(text)
        best = min(best, time.process_time() - begun)
    return best


@pytest.mark.timeout(60)
@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_four_times_the_text_takes_less_than_nine_times_the_time(beginning: str) -> None:
    """A square would take 16 times; what takes less than 50 ms cannot be measured."""
    for pump in PUMPS:
        pumped = beginning + pump * (SMALL // len(pump))
        more = beginning + pump * (4 * SMALL // len(pump))
        once, again = seconds(pumped), seconds(more)
        assert again < max(9 * once, 0.05), f"{beginning!r} and {pump!r}: {once:.3f} {again:.3f} s"
