"""How fast messages to webhooks are delivered, and what they cost the line."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.contenthub_systems import EMBEDDED, ContentHub, ContentHubLane
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.harness import Load, lives_per_second
from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle import by_hand, submission, webhooks
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.settings import Settings
from tests.support.line_accounts import line_account
from tests.support.processes import Processes, wait_until
from tests.support.servers import Valkey

_MESSAGES = 1_000
_LONGEST = 5.0  # seconds for all of them
_SHARE = 0.9  # of the lives without a webhook
_LIMIT = 90.0  # seconds after which a run is given up


def webhooks_measured(quick: bool) -> list[Figure]:
    """1,000 messages are due to one receiver that answers 204 at once, in a process of its own,
    when `contenthub up` is started, which has nothing else to do; from the beginning of the first
    try until the last message is noted as delivered, median of three runs (quick: one). Then lives
    per second of `contenthub up` as in "throughput", with one webhook for `task.completed` and
    without, in turns, 2,000 lives, three runs each (quick: 600, one run); messages may still be on
    their way when the last life is over.
    """
    times = [_seconds() for _ in range(1 if quick else 3)]
    delivered = Figure("1,000 messages to a webhook", median(times), "s", runs=tuple(times))
    load = Load(lives=600, warm_up=50, runs=1) if quick else Load(lives=2_000, warm_up=200, runs=3)
    without, told = lives_per_second([EMBEDDED, Told(EMBEDDED)], load)
    share = Figure("lives with a webhook, of those without", told.median / without.median, "x")
    return [
        at_most(delivered, _LONGEST, "a burst is over before anybody asks"),
        Figure(f"{told.system}: task lives", told.median, "lives/s", runs=told.runs),
        Figure(f"{without.system}: task lives", without.median, "lives/s", runs=without.runs),
        at_least(share, _SHARE, "telling others is no burden"),
    ]


@contextmanager
def _receiver(folder: Path) -> Iterator[str]:
    """The address of a fast receiver."""
    with Processes(folder) as processes:
        command = [sys.executable, "-m", "benchmarks.fast_receiver"]
        process = processes.start(command, talks=True)
        yield wait_until(process.stdout, 20.0, "the receiver", process).strip()


def _seconds() -> float:
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        _receiver(Path(folder)) as url,
        Processes(Path(folder)) as processes,
    ):
        _fill(Settings(home=processes.home), url)
        service = processes.contenthub("up")
        path = processes.home / "contenthub.db"
        with closing(sqlite3.connect(path)) as connection:
            sql = "SELECT COUNT(*) FROM deliveries WHERE status = 'delivered'"

            def all_there() -> bool:
                return bool(connection.execute(sql).fetchone()[0] == _MESSAGES)

            wait_until(all_there, _LIMIT, "all messages", service)
            begun = "SELECT MIN(started_at) FROM delivery_attempts"
            ended = "SELECT MAX(ended_at) FROM deliveries"
            first, last = (connection.execute(one).fetchone()[0] for one in (begun, ended))
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def _fill(settings: Settings, url: str) -> None:
    """So many tasks that were cancelled before anybody took them up, and a message for each."""
    boot.open_database(settings)
    try:
        _add(url, "task.cancelled")
        account = line_account()
        requests = [NewTask(f"tea {number}", account) for number in range(_MESSAGES)]
        for one in submission.submit(requests, settings, "benchmark"):
            by_hand.request_cancel(one.task_id, "benchmark")
    finally:
        db.close()


def _add(url: str, type_: str) -> None:
    with Unit("benchmark") as unit:
        webhooks.add(unit, NewWebhook(f"{url}/", [type_], public_only=False))


@dataclass(frozen=True, slots=True)
class Told:
    """A system that tells a receiver of each article."""

    inner: ContentHub

    @property
    def name(self) -> str:
        return f"{self.inner.name}, with a webhook"

    @contextmanager
    def running(self, folder: Path, broker: Valkey) -> Iterator[ContentHubLane]:
        """Start it, with its receiver."""
        with _receiver(folder) as url, self.inner.running(folder, broker) as lane:
            boot.open_database(Settings(home=lane.home))
            try:
                _add(url, "task.completed")
            finally:
                db.close()
            yield lane
