"""The plain task queues as systems that the harness can measure."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import plain_store
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import Valkey

_START_LIMIT = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class PlainSystem:
    """A task queue: the module with its three steps, and the worker commands to start."""

    name: str
    module: str
    workers: tuple[tuple[str, ...], ...]

    @contextmanager
    def running(self, folder: Path, broker: Valkey) -> Iterator[PlainLane]:
        """Start workers and feeder in ``folder``; the feeder is warm when this is entered."""
        database = folder / "plain.db"
        plain_store.create(database)
        where = {plain_store.SOCKET: str(broker.socket), plain_store.DATABASE: str(database)}
        python = (sys.executable, "-m")
        with (
            Processes(folder, where) as processes,
            closing(sqlite3.connect(database)) as connection,
        ):
            workers = [processes.start([*python, *command]) for command in self.workers]
            feed = [*python, "benchmarks.feeder", self.module]
            feeder = processes.start(feed, talks=True)
            wait_until(feeder.stdout, _START_LIMIT, "the feeder", feeder)
            yield PlainLane(workers, feeder, connection)


class PlainLane:
    """A running plain task queue."""

    def __init__(
        self, workers: Sequence[Process], feeder: Process, connection: sqlite3.Connection
    ) -> None:
        self.processes: Sequence[Process] = [*workers, feeder]
        self.workers = workers
        self._feeder = feeder
        self._connection = connection
        self._handed_in = 0

    def hand_in(self, lives: int) -> None:
        """Tell the feeder; it works while the caller waits."""
        self._feeder.say(f"{self._handed_in + 1} {lives}")
        self._handed_in += lives

    def over(self) -> int:
        """The number of contents: their ids have no gaps, so the highest is the number."""
        (highest,) = self._connection.execute("SELECT max(id) FROM content").fetchone()
        return int(highest or 0)


_DRAMATIQ = ("dramatiq", "benchmarks.plain_dramatiq", "--skip-logging")
_HUEY = ("huey.bin.huey_consumer", "benchmarks.plain_huey.queue", "--quiet", "--no-periodic")
_CELERY = ("celery", "-A", "benchmarks.plain_celery", "worker", "--loglevel=ERROR")
_CELERY_ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")

DRAMATIQ = PlainSystem(
    "plain Dramatiq", "plain_dramatiq", ((*_DRAMATIQ, "--processes=2", "--threads=8"),)
)
HUEY = PlainSystem("plain Huey", "plain_huey", ((*_HUEY, "--workers=8"),) * 2)
CELERY = PlainSystem(
    "plain Celery", "plain_celery", ((*_CELERY, *_CELERY_ALONE, "--pool=prefork", "-c2"),)
)
