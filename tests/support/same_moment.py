"""Several threads that do the same at the same moment, as workers of several services do."""

from __future__ import annotations

import threading
from collections.abc import Callable

from contenthub.database import db

_SECONDS = 60.0  # for all of it, on a slow machine


def at_the_same_moment(work: Callable[[], None], count: int = 6) -> None:
    """Run ``work`` in so many threads, none before all are there; each closes its connection."""
    ready = threading.Barrier(count)

    def run() -> None:
        try:
            ready.wait(_SECONDS)
            work()
        finally:
            db.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
