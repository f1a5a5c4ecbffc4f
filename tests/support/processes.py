"""Starts real processes for tests and benchmarks, and leaves none of them running.

Every process gets a mark in its environment, which its children inherit wherever they go: so
those that left its process group, or outlived a SIGKILLed parent, are found and ended as well.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from uuid import uuid4

T = TypeVar("T")

REPOSITORY = Path(__file__).resolve().parents[2]

_MARK = "CONTENTHUB_TEST_PROCESSES"
_OURS = ("ASYNC_", "CONTENTHUB_")
_OURS_TOO = {"DATABASE_URL", "REDIS_URL", "CREATOR_CLI_PATH"}
_TAIL = 2000  # characters of a process's output that a message shows


def environment(home: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a ContentHub process of a test sees: this environment without its ContentHub settings.

    ``home`` becomes CONTENTHUB_HOME; ``settings`` are added last.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_OURS) and name not in _OURS_TOO
    }
    path = os.pathsep.join(filter(None, [str(REPOSITORY), kept.get("PYTHONPATH", "")]))
    # Any free port: many services run at a time.
    ours = {"CONTENTHUB_HOME": str(home), "CONTENTHUB_API_PORT": "0"}
    return {**kept, "PYTHONPATH": path, **ours, **(settings or {})}


@dataclass(frozen=True, slots=True)
class Process:
    """One started process. Its output goes to files, so that no full pipe ever stops it."""

    name: str
    popen: subprocess.Popen[str]
    stdout_path: Path
    stderr_path: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    def stdout(self) -> str:
        """All it has printed so far."""
        return self.stdout_path.read_text(errors="replace")

    def stderr(self) -> str:
        """All it has written to stderr so far."""
        return self.stderr_path.read_text(errors="replace")

    def say(self, line: str) -> None:
        """Write one line to its standard input; it must have been started with ``talks``."""
        assert self.popen.stdin is not None, f"{self.name} was started without talks=True"
        self.popen.stdin.write(line + "\n")
        self.popen.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this one process; nothing happens when it has ended."""
        self.popen.send_signal(number)

    def kill(self) -> int:
        """SIGKILL this process alone, not its children, and wait: a crash. Returns the code."""
        self.signal(signal.SIGKILL)
        return self.wait()

    def terminate(self, timeout: float = 60.0) -> int:
        """SIGTERM and wait at most ``timeout`` seconds. Returns the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(timeout)

    def wait(self, timeout: float = 60.0) -> int:
        """Wait until it has ended and return its exit code; TimeoutError with its last words."""
        try:
            return self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(
                f"{self.name} still runs after {timeout:g} s\n{self.report()}"
            ) from None

    def report(self) -> str:
        """Whether it runs, and the end of what it wrote: for the message of a failed test."""
        code = self.popen.poll()
        state = "running" if code is None else f"ended with {code}"
        return (
            f"--- {self.name} (pid {self.pid}, {state})\n"
            f"stdout: {self.stdout()[-_TAIL:]}\nstderr: {self.stderr()[-_TAIL:]}"
        )


def wait_until(predicate: Callable[[], T], timeout: float, what: str, *processes: Process) -> T:
    """Look every 10 ms until ``predicate()`` is true, and return what it answered.

    Raises TimeoutError after ``timeout`` seconds, saying ``what`` was waited for and how
    ``processes`` stand; at once when one of them has ended, as then nothing will come.
    """
    deadline = time.monotonic() + timeout
    while True:
        ended = [process.name for process in processes if not process.running]
        if answer := predicate():
            return answer
        if ended or time.monotonic() > deadline:
            why = f"{' and '.join(ended)} ended" if ended else f"waited {timeout:g} s"
            reports = "\n".join(process.report() for process in processes)
            raise TimeoutError(f"{why}, but not: {what}\n{reports}".rstrip())
        time.sleep(0.01)


class Processes:
    """All processes of one test. A context manager: leaving it ends each of them, and its
    children and theirs.

    ``folder`` takes their output and is where they run; ``settings`` are for all of them.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._settings = dict(settings or {})
        self._mark = uuid4().hex
        self._started: list[Process] = []

    def __enter__(self) -> Self:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end_all()

    def configure(self, settings: Mapping[str, str]) -> None:
        """Add these settings for all processes that are started from now on."""
        self._settings.update(settings)

    def contenthub(
        self, *arguments: str, settings: Mapping[str, str] | None = None, talks: bool = False
    ) -> Process:
        """Start ``python -m contenthub ARGUMENTS``."""
        command = [sys.executable, "-m", "contenthub", *arguments]
        return self.start(command, settings=settings, talks=talks)

    def start(
        self,
        command: Sequence[str],
        *,
        settings: Mapping[str, str] | None = None,
        talks: bool = False,
    ) -> Process:
        """Start ``command`` in a process group of its own; ``talks``: it listens to ``say``."""
        words = re.sub(r"[^\w.]+", "-", " ".join(command[1:]))[:40]
        name = f"{len(self._started)}{words}"
        out, err = self.folder / f"{name}.out", self.folder / f"{name}.err"
        with out.open("w") as stdout, err.open("w") as stderr:
            popen = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(settings),
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        process = Process(name, popen, out, err)
        self._started.append(process)
        return process

    def run(
        self,
        *arguments: str,
        settings: Mapping[str, str] | None = None,
        given: str | None = None,
        timeout: float = 60.0,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -m contenthub ARGUMENTS`` to its end, with ``given`` as its input."""
        return subprocess.run(
            [sys.executable, "-m", "contenthub", *arguments],
            cwd=self.folder,
            env=self.environment(settings),
            input=given or "",
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def environment(self, settings: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a process with these further settings."""
        merged = {**self._settings, **(settings or {}), _MARK: self._mark}
        return environment(self.home, merged)

    def survivors(self) -> set[int]:
        """The pids of all processes that still run, children and orphans included."""
        own = {process.pid for process in self._started if process.running}
        return own | _pids_marked(f"{_MARK}={self._mark}".encode())

    def report(self) -> str:
        """How each of them stands, with the end of what it wrote."""
        return "\n".join(process.report() for process in self._started)

    def end_all(self, grace: float = 5.0) -> None:
        """SIGTERM to each started process, then, after ``grace`` seconds, SIGKILL to all left."""
        try:
            self._ask_to_end(grace)
        finally:  # Ctrl-C while they end must not leave them running either
            wait_until(self._all_killed, 60.0, "the end of all processes")

    def _ask_to_end(self, grace: float) -> None:
        for process in self._started:
            if process.popen.stdin is not None:
                with suppress(BrokenPipeError):
                    process.popen.stdin.close()
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        for process in self._started:
            with suppress(subprocess.TimeoutExpired):
                process.popen.wait(max(0.0, deadline - time.monotonic()))

    def _all_killed(self) -> bool:
        left = self.survivors()
        for pid in left:
            kill_pid(pid)
        return not left


def kill_pid(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a pid, which may have ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _pids_marked(mark: bytes) -> set[int]:
    """Processes with ``mark`` in their environment; none where there is no /proc."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # ended meanwhile, or another user's
            if mark in entry.read_bytes().split(b"\0"):
                found.add(int(entry.parent.name))
    return found
