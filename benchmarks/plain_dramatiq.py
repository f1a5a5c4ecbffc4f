"""The same job in plain Dramatiq: the yardstick of the throughput bars.

Workers: ``python -m dramatiq benchmarks.plain_dramatiq``. Feeder: ``python -m
benchmarks.feeder plain_dramatiq``. All settings are Dramatiq's
own: a deeper prefetch, no middleware and a lock around the transactions changed less than 9 %.
"""

from __future__ import annotations

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from benchmarks import plain_store

_url = f"unix://{os.environ[plain_store.SOCKET]}"
dramatiq.set_broker(RedisBroker(url=_url))  # type: ignore[no-untyped-call]


@dramatiq.actor
def submit(task: int) -> None:
    """First step."""
    plain_store.submit(task)
    run.send(task)


@dramatiq.actor
def run(task: int) -> None:
    """Second step."""
    plain_store.run(task)
    complete.send(task)


@dramatiq.actor
def complete(task: int) -> None:
    """Last step."""
    plain_store.complete(task)


enqueue = submit.send
