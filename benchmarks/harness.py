"""Times task lives per second of any system that can take lives and say how many are over.

Method: the system is started with an empty database and broker and lives through a warm-up
until nothing is left to do. Then the clock starts, N lives are handed in while the warm workers
run, and it stops when the last one is over. So handing in is part of the time, starting
is not. The systems take turns, each run with new processes; the median of the runs counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.support.processes import Process, wait_until
from tests.support.servers import Valkey, valkey

RUN_LIMIT = 90.0  # seconds after which one run is given up
_SETTLE = 0.5  # seconds in which workers that have nothing left to do become idle


class Lane(Protocol):
    """One system under measurement, running."""

    processes: Sequence[Process]  # the workers: whose end would be the end of the run

    def hand_in(self, lives: int) -> None:
        """Begin so many further lives; may return before they are all handed in."""
        ...

    def over(self) -> int:
        """How many lives are over since the system was started; cheap to ask."""
        ...


class System(Protocol):
    """What can be measured: started in ``folder`` on an empty ``broker``, ended on leaving."""

    @property
    def name(self) -> str:
        """What the figures call it."""
        ...

    def running(self, folder: Path, broker: Valkey) -> AbstractContextManager[Lane]:
        """Start it; entered when its processes are up or will take what is handed in."""
        ...


@dataclass(frozen=True, slots=True)
class Throughput:
    """The lives per second of one system, one number for each run."""

    system: str
    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.runs)


@dataclass(frozen=True, slots=True)
class Load:
    """How much one measurement does."""

    lives: int
    warm_up: int
    runs: int


def lives_per_second(systems: Sequence[System], load: Load) -> list[Throughput]:
    """Measure the systems in turns, ``load.runs`` times each, on one real Valkey.

    What the runs leave is removed after the last one: ext4 allocates slowly for a minute after
    thousands of files were deleted, which would count against whoever comes next.
    """
    measured: dict[str, list[float]] = {system.name: [] for system in systems}
    with valkey() as broker, tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for number in range(load.runs):
            for place, system in enumerate(systems):
                broker.flush()
                own = Path(folder) / f"{number}-{place}"
                own.mkdir()
                measured[system.name].append(_one_run(system, broker, load, own))
    return [Throughput(name, tuple(runs)) for name, runs in measured.items()]


def _one_run(system: System, broker: Valkey, load: Load, folder: Path) -> float:
    with system.running(folder, broker) as lane:
        warm_up(lane, load.warm_up)
        start = time.perf_counter()
        _live(lane, load.lives, load.warm_up + load.lives)
        return load.lives / (time.perf_counter() - start)


def warm_up(lane: Lane, lives: int) -> None:
    """Live the first ``lives`` and leave the workers idle."""
    _live(lane, lives, lives)
    time.sleep(_SETTLE)


def _live(lane: Lane, lives: int, total: int) -> None:
    lane.hand_in(lives)
    what = f"the end of {total} lives"
    wait_until(lambda: lane.over() >= total, RUN_LIMIT, what, *lane.processes)


def wall_times(
    commands: Mapping[str, Sequence[str]],
    runs: int,
    environment: Mapping[str, str] = os.environ,
) -> dict[str, float]:
    """Seconds each command takes from start to end: the median of ``runs``, in turns.

    A first, untimed run of each leaves the byte code that an installed program has: without
    it, as where PYTHONDONTWRITEBYTECODE is set, one would time Python's compiler.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory(prefix="byte-code-") as cache:
        used = {**environment, "PYTHONPYCACHEPREFIX": cache}
        used.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(runs + 1):
            for name, command in commands.items():
                times[name].append(_wall_time(command, used))
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def _wall_time(command: Sequence[str], environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=RUN_LIMIT, env=environment, check=False
    )
    seconds = time.perf_counter() - start
    if ended.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}: {ended.stderr}")
    return seconds
