"""Deletes much in portions: each holds the write lock shortly, and others get their turn between.

Without it one cleanup of a year would let every worker of a SQLite site wait until it is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from contenthub.database import db

AIM = 0.06  # seconds that a portion should take, of the 0.2 that nobody may have to wait for it
SMALLEST, FIRST, LARGEST = 5, 50, 2_000  # rows


def delete_all(portion: Callable[[int], int]) -> None:
    """Call ``portion`` in a transaction of its own until it looks at fewer rows than it may.

    It is told how many rows it may look at and answers how many it did. The number follows the
    time that the last one took, with its commit; a pause as long as that lets in who waits.
    """
    size = FIRST
    while True:
        with db.transaction():
            began = time.monotonic()  # from here on others wait
            looked_at = portion(size)
        took = time.monotonic() - began
        if looked_at < size:
            return
        time.sleep(min(took, AIM))
        size = next_size(size, took)


def next_size(size: int, took: float) -> int:
    """How many rows fit into the time, as far as a portion of ``size`` rows can tell."""
    fitting = int(size * AIM / max(took, 0.001))
    return max(SMALLEST, min(fitting, 2 * size, LARGEST))
