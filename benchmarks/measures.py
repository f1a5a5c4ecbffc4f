"""All measurements there are. To add one, write its function and name it in ``MEASURES``;
to time a further system beside the plain task queues, name it in ``SYSTEMS``.

The docstring of a measurement is its method, as RESULTS.md tells it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure, at_least
from benchmarks.harness import Load, System, lives_per_second, wall_times, warm_up
from benchmarks.plain_systems import CELERY, DRAMATIQ, HUEY
from benchmarks.procfs import idle_cpu, resident_mb
from tests.support.servers import valkey

Measure = Callable[[bool], list[Figure]]  # takes: be quick, and less exact

# each system, and how many times plain Dramatiq it has to reach; None: for comparison only
SYSTEMS: dict[System, float | None] = {DRAMATIQ: None, HUEY: None, CELERY: None}


def throughput(quick: bool) -> list[Figure]:
    """Task lives per second. Each system starts with an empty database and broker and lives
    through a warm-up until it is idle; then the clock starts, N lives are handed in while the
    workers run, and it stops when the last one is over. Handing in is part of the time,
    starting is not. The systems take turns, each run with new processes; the median counts.
    N is 3,000, three runs each (quick: 600, one run). A plain queue has 2 worker processes
    of 8 threads (Celery: 2 of prefork, which was its fastest) on Valkey over a Unix socket.
    Three chained steps make a life, each one immediate transaction on SQLite (WAL,
    synchronous=NORMAL) that moves one row by compare-and-set; the last inserts 2 kB of content.
    """
    load = Load(lives=600, warm_up=50, runs=1) if quick else Load(lives=3000, warm_up=200, runs=3)
    measured = {each.system: each for each in lives_per_second(list(SYSTEMS), load)}
    base = measured[DRAMATIQ.name].median
    figures = []
    for system, times in SYSTEMS.items():
        runs = measured[system.name]
        figure = Figure(f"{system.name}: task lives", runs.median, "lives/s", runs=runs.runs)
        if times is not None:
            figure = at_least(figure, times * base, f"{times:g} x {DRAMATIQ.name}")
        figures.append(figure)
    return figures


def idle(quick: bool) -> list[Figure]:
    """Idle workers of plain Dramatiq after a warm-up: processor time of all their processes
    over 5 s (quick: 1 s) from /proc, in percent of one core, and their proportional memory.
    """
    with (
        valkey() as broker,
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        DRAMATIQ.running(Path(folder), broker) as lane,
    ):
        warm_up(lane, 50)
        (workers,) = lane.workers
        cpu = idle_cpu(workers.pid, 1.0 if quick else 5.0)
        memory = resident_mb(workers.pid)
    return [
        Figure(f"{DRAMATIQ.name}: processor time when idle", cpu, "% of a core"),
        Figure(f"{DRAMATIQ.name}: memory of its processes", memory, "MB"),
    ]


def command_start(quick: bool) -> list[Figure]:
    """Wall time of a command from start to end: the median of 15 runs (quick: 5), after one that
    is not timed. Where several commands are compared, they take turns.
    """
    typer = [sys.executable, "-m", "benchmarks.two_command_typer", "hello"]
    times = wall_times({"two-command Typer program": typer}, runs=5 if quick else 15)
    return [Figure(f"{name}: wall time", 1000 * value, "ms") for name, value in times.items()]


MEASURES: dict[str, Measure] = {
    "throughput": throughput,
    "idle": idle,
    "command-start": command_start,
}
