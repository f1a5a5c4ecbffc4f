"""``python -m benchmarks.soak``: the service under supervisord for a while, with its parts killed.

Runs the repository's own supervisord.conf with a schedule of every minute, kills worker, scheduler
and Redis meanwhile, and then demands of the history that each minute is there once, with all its
articles published once. Exit code 1: it is not so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import soak_verdict
from contenthub import boot, clock
from contenthub.database import db
from contenthub.queries import service
from contenthub.settings import Settings
from tests.support.line_accounts import line_account
from tests.support.processes import REPOSITORY, Process, Processes, kill_pid, wait_until
from tests.support.servers import Valkey, valkey
from tests.support.story import Story

_NAME = "every minute"
_SHORTEST = 3.0  # minutes: less leaves no time between the kills
_LIMIT = 120.0  # seconds
_ROOMY = timedelta(minutes=5)  # from here on each kill has a full minute of its own
_BEFORE = timedelta(seconds=2)  # before that minute: its tick falls into the gap
_REDIS_AWAY = timedelta(seconds=5)

_ENDED = "SELECT scheduled_for, status, tasks FROM ticks WHERE finished_at IS NOT NULL ORDER BY id"


def main() -> int:
    """Run it, tell what happens, judge; returns the exit code."""
    # so that every `with` block ends its processes, as it does on Ctrl-C
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    with valkey() as broker, Processes(folder, _settings(broker)) as processes:
        print(f"everything is in {folder}, and stays there unless this run passes", flush=True)
        boot.open_database(Settings(home=processes.home))
        (processes.home / "logs").mkdir()  # the configuration asks for it
        try:
            soak = _Soak(processes, broker, options.configuration)
            soak.run(options.minutes)
            violations = soak.violations()
        finally:
            db.close()
    report = soak_verdict.as_markdown(soak.history, soak.told, options.minutes, violations)
    print(report)
    if options.output is not None:
        options.output.write_text(report)
    if violations:
        return 1
    shutil.rmtree(folder)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="default: 20; at least 3")
    parser.add_argument("--output", type=Path, help="write a report there, as Markdown")
    conf = REPOSITORY / "supervisord.conf"
    parser.add_argument("--configuration", type=Path, default=conf, help="of supervisord")
    options = parser.parse_args()
    if options.minutes < _SHORTEST:
        parser.error(f"--minutes is {options.minutes:g}; allowed: {_SHORTEST:g} and more")
    return options


def _settings(broker: Valkey) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {"REDIS_URL": broker.url, "PATH": path}


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that is done to the service at its time."""

    at: datetime
    do: Callable[[], None]


@dataclass(slots=True)
class _Soak:
    """The running service, and what was done to it."""

    processes: Processes
    broker: Valkey
    configuration: Path
    told: list[str] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    _supervisord: Process = field(init=False)
    _ticks: int = 0  # that were told of

    def run(self, minutes: float) -> None:
        """Start the service, kill its parts in turn, and stop the schedule in the end."""
        supervisord = str(Path(sys.executable).with_name("supervisord"))
        self._supervisord = self.processes.start(
            [supervisord, "-n", "-c", str(self.configuration.absolute())]
        )
        for kind in ("worker", "scheduler"):
            self._wait(lambda k=kind: self._pids(k), f"the {kind}")  # type: ignore[misc]
        self._tell("the service runs under supervisord")
        self._create_schedule()
        begin = clock.now()
        for act in self._plan(begin, timedelta(minutes=minutes)):
            self._watch_until(act.at)
            act.do()
        self._watch_until(begin + timedelta(minutes=minutes))
        self._contenthub("scheduler", "pause", _NAME)
        self._tell("the schedule is paused")
        self._wait(lambda: Story().open_rows() == 0, "the end of what is under way")
        self.history = self._contenthub("scheduler", "history", _NAME, "--limit", "100000")

    def violations(self) -> list[str]:
        """Everything that is not as it has to be; stops the service to see what it leaves."""
        self._tell("SIGTERM to supervisord")
        code = self._supervisord.terminate(_LIMIT)
        left = self.processes.survivors()
        self._tell(f"supervisord ended with {code}; processes left: {len(left)}")
        found = [f"supervisord ended with {code}"] if code else []
        found += [f"process {pid} was left running" for pid in sorted(left)]
        return found + soak_verdict.violations(self.history, self.processes.home)

    def _plan(self, begin: datetime, span: timedelta) -> list[_Act]:
        times = [begin + part * span for part in (0.2, 0.4, 0.6, 0.8)]
        if span >= _ROOMY:
            times = [_just_before_a_minute(at) for at in times]
        worker, scheduler, redis, both = times
        return [
            _Act(worker, lambda: self._kill("worker")),
            _Act(scheduler, lambda: self._kill("scheduler")),
            _Act(redis, self._kill_redis),
            _Act(redis + _REDIS_AWAY, self._start_redis),
            _Act(both, lambda: self._kill("scheduler", "worker")),
        ]

    def _create_schedule(self) -> None:
        ids = [line_account(name).id for name in ("Tea", "Coffee")]
        topics = {"template": "{account} on {date} at {time}, no. {counter}"}
        params = {"account_ids": ids, "count_per_account": 1, "topics": topics}
        self._contenthub(
            *("scheduler", "create", "--name", _NAME, "--type", "async_content_generation"),
            *("--cron", "* * * * *", "--timezone", "UTC", "--params", json.dumps(params)),
        )
        self._tell("a schedule of every minute, two articles each time")

    def _kill(self, *kinds: str) -> None:
        killed = {kind: self._pids(kind) for kind in kinds}
        start = time.monotonic()
        for pids in killed.values():
            for pid in pids:
                kill_pid(pid)
        self._tell(f"SIGKILL: {' and '.join(kinds)}")
        for kind, pids in killed.items():
            self._wait(lambda k=kind, p=pids: self._pids(k) - p, f"the next {kind}")  # type: ignore[misc]
            self._tell(f"another {kind} works, {time.monotonic() - start:.1f} s after the kill")

    def _kill_redis(self) -> None:
        self.broker.kill()
        self._tell("SIGKILL: Redis, which loses all messages")

    def _start_redis(self) -> None:
        self.broker.start()
        self._tell("Redis is there again, empty")

    def _pids(self, kind: str) -> set[int]:
        """The processes of this kind that beat lately; a killed one may still be among them."""
        return {one.pid for one in service.living_workers() if one.kind == kind}

    def _watch_until(self, moment: datetime) -> None:
        while (left := (moment - clock.now()).total_seconds()) > 0:
            time.sleep(min(0.5, left))
            self._tell_of_ticks()
            if not self._supervisord.running:
                raise RuntimeError(f"supervisord ended by itself\n{self._supervisord.report()}")

    def _tell_of_ticks(self) -> None:
        ended = db.execute(_ENDED).fetchall()
        for scheduled_for, status, tasks in ended[self._ticks :]:
            at = datetime.fromisoformat(scheduled_for)
            print(f"{_time()}  tick of {at:%H:%M} {status}, {tasks} tasks", flush=True)
        self._ticks = len(ended)

    def _wait(self, condition: Callable[[], object], what: str) -> None:
        wait_until(condition, _LIMIT, what, self._supervisord)

    def _tell(self, what: str) -> None:
        self.told.append(f"{_time()}  {what}")
        print(self.told[-1], flush=True)

    def _contenthub(self, *arguments: str) -> Any:
        """What the command answers; it has to succeed."""
        done = self.processes.run(*arguments, "-f", "json")
        if done.returncode != 0:
            raise RuntimeError(f"contenthub {' '.join(arguments)}: {done.stderr.strip()}")
        return json.loads(done.stdout)


def _just_before_a_minute(moment: datetime) -> datetime:
    """Two seconds before the full minute that is nearest."""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0) - _BEFORE


def _time() -> str:
    return f"{datetime.now(UTC):%H:%M:%S}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
