"""``python -m benchmarks.chaos``: ten minutes of everything at once, then a verdict.

Two worker daemons of two processes each and two schedulers work on orders and schedules while their
processes are killed, ended and stopped, Redis dies, forgets, fills up and falls silent, the
database is locked by a stranger and the clock jumps; among ordinary articles and feeds are hostile
ones. Then the faults end, the work has to come to its end, and everything ordered has to be there
once. Exit code 1: it is not so.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.chaos import faults, feeds, verdict
from benchmarks.chaos.daemons import Daemons
from benchmarks.chaos.orders import HANGS_UNTIL, Orders
from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.support.processes import Processes, wait_until
from tests.support.servers import Valkey, valkey
from tests.support.story import Story

ACCOUNTS = ("tea", "Paper & ink", "茶事")
EVERY = 5.0  # seconds, of the schedule whose ticks are counted
FEEDS_EVERY = 45.0  # seconds; a hostile one takes a core for some of them
END_LIMIT = 600.0  # seconds that the work may take to come to its end after the faults
SETTINGS = {
    "CONTENTHUB_CREATOR": "command",
    "CONTENTHUB_ALLOW_PRIVATE_NETWORKS": "true",
    "CONTENTHUB_LEASE": "3",
    "CONTENTHUB_RETRY_BACKOFF": "0.2",
    "CONTENTHUB_MAX_RETRIES": "6",
    "CONTENTHUB_MAX_CRASHES": "50",
    "CONTENTHUB_SHUTDOWN_TIMEOUT": "3",
    "ASYNC_TASK_TIMEOUT": "20",
    "ASYNC_MAX_CONCURRENT_TASKS": "16",
}


def main() -> int:
    """Run it, tell what happens, judge; returns the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    print(f"seed {options.seed}; everything is in {folder}, and stays there unless this passes")
    with valkey() as broker, feeds.serving() as web, Processes(folder) as processes:
        run = Run(processes, broker, web, options.minutes * 60, random.Random(options.seed))
        try:
            found = run.all()
        finally:
            db.close()
    report = run.report(options.seed, found)
    print(report)
    if options.output is not None:
        options.output.write_text(report)
    if found:
        return 1
    shutil.rmtree(folder)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of faults; default: 10")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="of the faults")
    parser.add_argument("--output", type=Path, help="write a report there, as Markdown")
    return parser.parse_args()


@dataclass(slots=True)
class Run:
    """One run: what works, what is done to it, and what was seen."""

    processes: Processes
    broker: Valkey
    web: str
    seconds: float
    rng: random.Random
    told: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    orders: Orders = field(init=False)
    daemons: Daemons = field(init=False)
    counted: int = 0  # the schedule whose ticks are counted

    def all(self) -> list[str]:
        """From the first account to the verdict: every violation."""
        clock = faults.Clock(self.processes.folder)
        self._configure(clock)
        boot.open_database(Settings(home=self.processes.home))
        self._make_accounts_and_schedules()
        self.daemons = Daemons(self.processes)
        self.daemons.start()
        try:
            return self._live_through(clock)
        finally:
            self.daemons.leave()

    def _live_through(self, clock: faults.Clock) -> list[str]:
        scene = faults.Scene(
            self.daemons, self.broker, clock, db.sqlite_path(), self.rng, threading.Event()
        )
        with faults.under_way(scene, self._tell_of_fault):
            self._order()
        self._tell("the faults have ended")
        self._pause_schedules()
        stuck = self._come_to_an_end()
        codes = self.daemons.stop(60)
        left = self.processes.survivors()
        return [
            *stuck,
            *(f"a daemon ended with {code} when it was asked to end" for code in codes if code),
            *(f"process {pid} was left running" for pid in left),
            *verdict.gaps(self.counted, EVERY),
            *verdict.violations(self.orders.asked, self.processes.home),
        ]

    def _configure(self, clock: faults.Clock) -> None:
        notes = self.processes.folder / "notes"
        settings = (
            SETTINGS
            | clock.settings()
            | {
                "REDIS_URL": self.broker.url,
                "CONTENTHUB_COMMAND": f"{sys.executable} -m benchmarks.chaos.generator {notes}",
            }
        )
        self.processes.configure(settings)
        self.orders = Orders(self.processes, self.rng, ACCOUNTS)

    def _make_accounts_and_schedules(self) -> None:
        alike = ("--gate", "near_copy=off")  # its generator has one article
        for name in ACCOUNTS:
            self._contenthub("account", "add", name, "--language", "en", *alike)
        listed = {"template": "ordinary tick of {date} {time} number {counter}"}
        self.counted = self._schedule("counted", EVERY, listed)
        for name in ("news", *feeds.HOSTILE):
            self._schedule(f"feed {name}", FEEDS_EVERY, {"feed": f"{self.web}/{name}"})

    def _schedule(self, name: str, seconds: float, topics: dict[str, str]) -> int:
        params = {"account_ids": ["tea"], "count_per_account": 1, "topics": topics}
        made = self._contenthub(
            *("scheduler", "create", "--name", name, "--type", "async_content_generation"),
            *("--every", f"{seconds:g}s", "--catch-up", "all", "--params", json.dumps(params)),
        )
        return int(made["id"])

    def _pause_schedules(self) -> None:
        for one in self._contenthub("scheduler", "list"):
            if one["status"] == "active":
                self._contenthub("scheduler", "pause", one["name"])

    def _order(self) -> None:
        begun = time.monotonic()
        while (gone := time.monotonic() - begun) < self.seconds:
            self.orders.submit(hanging=gone < HANGS_UNTIL * self.seconds)
            time.sleep(self.rng.uniform(0.5, 3.0))

    def _come_to_an_end(self) -> list[str]:
        open_rows = Story().open_rows
        begun = time.monotonic()
        try:
            wait_until(lambda: open_rows() == 0, END_LIMIT, "the end of all work")
        except TimeoutError:
            return [f"stuck: {open_rows()} rows are open {END_LIMIT:g} s after the faults"]
        self._tell(f"all work has ended {time.monotonic() - begun:.0f} s later")
        return []

    def _contenthub(self, *arguments: str) -> Any:
        answer = self.processes.run(*arguments, "-f", "json")
        if answer.returncode != 0:
            raise RuntimeError(f"contenthub {' '.join(arguments)}: {answer.stderr.strip()}")
        return json.loads(answer.stdout)

    def _tell_of_fault(self, kind: str, what: str) -> None:
        self.done[kind] += 1
        self._tell(what)

    def _tell(self, what: str) -> None:
        self.told.append(f"{datetime.now(UTC):%H:%M:%S}  {what}")
        print(self.told[-1], flush=True)

    def report(self, seed: int, found: list[str]) -> str:
        """What was ordered, what was done, what is wrong, as Markdown."""
        calls, repeated = verdict.repeated_generations(self.processes.folder / "notes")
        lines = [
            "# The service under everything at once",
            "",
            "Written by `make chaos`. Times are UTC.",
            "",
            f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M}; {self.seconds / 60:g} minutes of faults,"
            f" seed {seed}",
            f"- Orders: {len(self.orders.asked)}, commands that had to be repeated:"
            f" {self.orders.repeated}",
            f"- Calls of the generator: {calls}; with a number of attempt that was called before:"
            f" {repeated}",
            "- Articles that came after another worker had written the same one, kept aside:"
            f" {len(verdict.set_aside(self.processes.home))}",
            f"- Faults: {', '.join(f'{what} {n}' for what, n in sorted(self.done.items()))}",
            f"- Daemons: {', '.join(f'{w} ({n})' for w, n in sorted(self.daemons.ends.items()))}",
            f"- Verdict: {'passed' if not found else f'{len(found)} violations'}",
            "",
            *(f"- {one}" for one in found),
        ]
        return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
