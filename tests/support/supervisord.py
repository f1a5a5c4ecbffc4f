"""The real supervisord with the repository's own supervisord.conf, as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import REPOSITORY, Process, Processes, kill_pid, wait_until

CONF = REPOSITORY / "supervisord.conf"
_PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Program:
    """One line of `supervisorctl status`; ``pid`` is 0 while it does not run."""

    name: str
    state: str
    pid: int


class Supervisor:
    """A supervisord in the home of ``processes``. It runs as a daemon, in the background."""

    def __init__(
        self, processes: Processes, settings: Mapping[str, str], conf: Path = CONF
    ) -> None:
        self.logs = processes.home / "logs"
        self._processes = processes
        self._settings = {**settings, "PATH": f"{_PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        self._conf = conf
        self._pidfile = processes.home / "supervisord.pid"

    def start(self) -> None:
        """Start it and wait until it answers; AssertionError with what it said if it refuses."""
        self.logs.mkdir(parents=True, exist_ok=True)
        started = self._run("supervisord")
        assert started.returncode == 0, started.stdout + started.stderr
        wait_until(self.programs, 60, "supervisord's answer")

    def programs(self) -> dict[str, Program]:
        """All its programs by name; none while it does not answer."""
        found = {}
        for line in self.ctl("status").splitlines():
            name, state, *rest = line.split()
            pid = int(rest[1].rstrip(",")) if state == "RUNNING" else 0
            found[name] = Program(name, state, pid)
        return found

    def ctl(self, *arguments: str) -> str:
        """What supervisorctl prints; nothing when it cannot reach its daemon."""
        done = self._run("supervisorctl", *arguments)
        return "" if done.returncode not in (0, 3) else done.stdout  # 3: one does not run

    def running(self, *but: int) -> dict[str, Program] | None:
        """The programs once all of them run under other pids than ``but``."""
        found = self.programs()
        good = found and all(one.pid not in (0, *but) for one in found.values())
        return found if good else None

    def end(self, *beside: Process, timeout: float = 60.0) -> None:
        """SIGTERM, as at a shutdown, and wait until it has gone and everything with it.

        ``beside`` are the processes of the test that supervisord did not start.
        """
        others = {process.pid for process in beside}
        kill_pid(int(self._pidfile.read_text()), signal.SIGTERM)
        wait_until(lambda: not self._pidfile.exists(), timeout, "supervisord's end")
        wait_until(lambda: self._processes.survivors() <= others, 30, "an end without orphans")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_PROGRAMS / program, "-c", self._conf, *arguments],
            cwd=self._processes.folder,
            env=self._processes.environment(self._settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def all_in_one() -> str:
    """The configuration with the commented all-in-one service in the place of the daemons."""
    before, _, commented = CONF.read_text(encoding="utf-8").partition("; The all-in-one service")
    service, _, _ = commented.partition("\n\n")
    lines = [line[1:] for line in service.splitlines() if line.startswith(";[") or "=" in line]
    return before.partition("[program:")[0] + "\n".join(lines) + "\n"
