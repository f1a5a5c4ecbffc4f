"""ContentHub as a system that the harness can measure: the real daemons and the real command."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import Valkey

_START_LIMIT = 20.0  # seconds
_ANSWER_LIMIT = 60.0  # seconds

Settings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ContentHub:
    """The service: the daemons to start, the processes of these that work, and its settings."""

    name: str
    daemons: tuple[tuple[str, ...], ...]
    workers: int
    on_redis: bool
    settings: Settings = ()
    is_gated: bool = True  # False: the account has switched all checks off

    @contextmanager
    def running(self, folder: Path, broker: Valkey) -> Iterator[ContentHubLane]:
        """Start it with its home in ``folder``; entered when all of it is up."""
        where = {"REDIS_URL": broker.url} if self.on_redis else {}
        with Processes(folder, where | dict(self.settings)) as processes:
            feeding = [sys.executable, "-m", "benchmarks.contenthub_feeder"]
            feeder = processes.start(feeding + ["ungated"] * (not self.is_gated), talks=True)
            wait_until(feeder.stdout, _START_LIMIT, "the feeder", feeder)
            daemons = [processes.contenthub(*command) for command in self.daemons]
            with closing(sqlite3.connect(processes.home / "contenthub.db")) as connection:
                lane = ContentHubLane(processes.home, daemons, feeder, connection)
                lane.wait_for("SELECT COUNT(*) FROM worker_heartbeats", self.workers, _START_LIMIT)
                yield lane


class ContentHubLane:
    """The running service, its feeder, and its database to look at."""

    def __init__(
        self,
        home: Path,
        daemons: Sequence[Process],
        feeder: Process,
        connection: sqlite3.Connection,
    ) -> None:
        self.home = home
        self.daemons = daemons
        self.processes: Sequence[Process] = [*daemons, feeder]
        self._feeder = feeder
        self._connection = connection
        self._files = 0

    def hand_in(self, lives: int) -> None:
        """Submit so many topics by one file; the feeder works while the caller waits."""
        self._files += 1
        path = write_topics(self.home / f"topics-{self._files}.txt", lives)
        self._feeder.say(f"file {path}")

    def over(self) -> int:
        """How many tasks have their article published."""
        return self.number("SELECT COUNT(*) FROM publish_entries WHERE status = 'published'")

    def submit_one(self, topic: str) -> None:
        """Submit one task; ``answers`` tells when it was committed."""
        self._feeder.say(f"single {topic}")

    def answers(self, count: int) -> list[dict[str, Any]]:
        """What the feeder said of its first ``count`` commands; waits for it."""

        def said() -> list[str]:
            lines = self._feeder.stdout().splitlines(keepends=True)
            return [line for line in lines[1:] if line.endswith("\n")]

        wait_until(lambda: len(said()) >= count, _ANSWER_LIMIT, "the feeder", self._feeder)
        return [json.loads(line) for line in said()[:count]]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the service's database."""
        return self._connection.execute(sql, values).fetchall()

    def number(self, sql: str, *values: Any) -> int:
        """Ask it for one number."""
        return int(self.rows(sql, *values)[0][0])

    def wait_for(self, sql: str, number: int, limit: float) -> None:
        """Wait until the database answers ``sql`` with ``number`` at least."""
        wait_until(lambda: self.number(sql) >= number, limit, f"{number}: {sql}", *self.processes)


def write_topics(path: Path, count: int) -> Path:
    """A file of so many topics, a line each."""
    path.write_text("".join(f"The history of tea, chapter {n}\n" for n in range(1, count + 1)))
    return path


def settings(slots: int, **further: str) -> Settings:
    """The settings of a system: its slots, and further variables."""
    return (("ASYNC_MAX_CONCURRENT_TASKS", str(slots)), *further.items())


DEFAULT_SLOTS, MANY_SLOTS = 5, 200
TWO_WORKERS = (("worker", "--processes", "2"),)
UP = (("up",),)

REDIS = ContentHub("ContentHub, Redis, 2 workers", TWO_WORKERS, 2, True, settings(MANY_SLOTS))
EMBEDDED = ContentHub("ContentHub, embedded", UP, 1, False, settings(MANY_SLOTS))
EMBEDDED_UNGATED = replace(EMBEDDED, name="ContentHub, embedded, without a gate", is_gated=False)
REDIS_DEFAULT = ContentHub(
    "ContentHub, Redis, 2 workers, 5 slots", TWO_WORKERS, 2, True, settings(DEFAULT_SLOTS)
)
EMBEDDED_DEFAULT = ContentHub(
    "ContentHub, embedded, 5 slots", UP, 1, False, settings(DEFAULT_SLOTS)
)
