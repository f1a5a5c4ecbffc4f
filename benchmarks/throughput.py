"""Task lives per second, of ContentHub and of plain task queues in the same run."""

from __future__ import annotations

from benchmarks.contenthub_systems import (
    EMBEDDED,
    EMBEDDED_DEFAULT,
    REDIS,
    REDIS_DEFAULT,
)
from benchmarks.figures import Figure, at_least
from benchmarks.harness import Load, System, lives_per_second
from benchmarks.plain_systems import CELERY, DRAMATIQ, HUEY

# each system, and how many times plain Dramatiq it has to reach; None: for comparison only
SYSTEMS: dict[System, float | None] = {
    DRAMATIQ: None,
    REDIS: 1.0,
    EMBEDDED: 1.5,
    REDIS_DEFAULT: None,
    EMBEDDED_DEFAULT: None,
    HUEY: None,
    CELERY: None,
}


def throughput(quick: bool) -> list[Figure]:
    """Task lives per second. Each system starts with an empty database and broker and lives
    through a warm-up until it is idle; then the clock starts, N lives are handed in while the
    workers run, and it stops when the last one is over. Handing in is part of the time,
    starting is not. The systems take turns, each run with new processes and its files on the
    same disk; the median counts. N is 3,000, three runs each (quick: 600, one run, and only what
    has a bar). A plain queue has 2 worker processes of 8 threads (Celery: 2 of prefork, which was
    its fastest) on Valkey over a Unix socket. Three chained steps make a life, each one immediate
    transaction on SQLite (WAL, synchronous=NORMAL) that moves one row by compare-and-set; the last
    inserts 2 kB of content. ContentHub runs as `contenthub worker --processes 2` on the same
    Valkey, or embedded as `contenthub up`, with its own SQLite settings (WAL, synchronous=FULL) and
    its JSON log going to a file. Lives come by `content generate --topics-file F --async` in a warm
    process. A life is: task, dispatch, the creator `outline`, content, automatic approval,
    published file with an fsync; it is over when its publish entry is `published`. The bars are
    measured with ASYNC_MAX_CONCURRENT_TASKS=200, as `outline` is instant and plain Dramatiq knows
    no such limit; "5 slots" is the default of that setting. All else is at its default.
    """
    load = Load(lives=600, warm_up=50, runs=1) if quick else Load(lives=3000, warm_up=200, runs=3)
    systems = {one: bar for one, bar in SYSTEMS.items() if bar or one is DRAMATIQ or not quick}
    measured = {each.system: each for each in lives_per_second(list(systems), load)}
    base = measured[DRAMATIQ.name].median
    figures = []
    for system, times in systems.items():
        runs = measured[system.name]
        figure = Figure(f"{system.name}: task lives", runs.median, "lives/s", runs=runs.runs)
        if times is not None:
            figure = at_least(figure, times * base, f"{times:g} x {DRAMATIQ.name}")
        figures.append(figure)
    return figures
