"""The process that enqueues for a plain task queue: warm, so that only enqueuing is timed.

``python -m benchmarks.feeder MODULE`` says ``ready`` once that module is imported. Each line
``FIRST COUNT`` it then reads makes it insert those tasks and enqueue the first step of each.
"""

from __future__ import annotations

import importlib
import sys

from benchmarks import plain_store


def main(name: str) -> None:
    """Serve standard input until it ends."""
    enqueue = importlib.import_module(f"benchmarks.{name}").enqueue
    print("ready", flush=True)
    for line in sys.stdin:
        first, count = map(int, line.split())
        plain_store.add_tasks(first, count)
        for task in range(first, first + count):
            enqueue(task)


if __name__ == "__main__":
    main(sys.argv[1])
