"""The same job in Celery, for comparison.

Workers: ``celery -A benchmarks.plain_celery worker``. Feeder: ``python -m
benchmarks.feeder plain_celery``. Results are ignored and events are off, as nobody reads them.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

from benchmarks import plain_store

app = Celery("plain", broker=f"redis+socket://{os.environ[plain_store.SOCKET]}")
app.conf.update(task_ignore_result=True, worker_send_task_events=False)


def _submit(task: int) -> None:
    plain_store.submit(task)
    run.delay(task)


def _run(task: int) -> None:
    plain_store.run(task)
    complete.delay(task)


submit: Any = app.task(name="submit")(_submit)
run: Any = app.task(name="run")(_run)
complete: Any = app.task(name="complete")(plain_store.complete)

enqueue = submit.delay
