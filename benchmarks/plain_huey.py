"""The same job in Huey, for comparison.

Workers: ``huey_consumer benchmarks.plain_huey.queue``. Feeder: ``python -m
benchmarks.feeder plain_huey``. Results are not stored, as nobody reads them.
"""

from __future__ import annotations

import os
from typing import Any

from huey import RedisHuey

from benchmarks import plain_store

queue = RedisHuey("plain", url=f"unix://{os.environ[plain_store.SOCKET]}", results=False)


def _submit(task: int) -> None:
    plain_store.submit(task)
    run(task)


def _run(task: int) -> None:
    plain_store.run(task)
    complete(task)


submit: Any = queue.task(name="submit")(_submit)
run: Any = queue.task(name="run")(_run)
complete: Any = queue.task(name="complete")(plain_store.complete)

enqueue = submit
