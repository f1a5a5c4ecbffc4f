"""How long `monitor metrics` and a scrape take, with few and with very many tasks of before."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import many_lives
from benchmarks.figures import Figure, at_most
from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle import task_sums
from contenthub.operations.monitoring import exposition, figures
from contenthub.queries import stats
from contenthub.queries.tasks import Filter
from contenthub.settings import Settings

_FEW, _MANY = 1_000, 1_000_000
_IN_THE_DAY = 500  # tasks in the last 24 hours, with few as with many
_BAR = 1.3
_ASKED: dict[str, Callable[[], Any]] = {
    "monitor metrics": figures.metrics,
    "/metrics": exposition.exposition,
    "/stats/tasks": lambda: stats.summary(Filter()),
}
_MOMENTS = {
    "generation_tasks": ("created_at", "started_at", "completed_at", "updated_at"),
    "contents": ("created_at", "updated_at"),
    "publish_entries": ("created_at", "published_at", "updated_at"),
}


def watching(quick: bool) -> list[Figure]:
    """All figures within a process, as `monitor metrics`, GET /metrics and GET /stats/tasks ask
    for them, with 1,000 and with 1,000,000 published tasks stored (quick: 100,000), of which 500
    ended within the last 24 hours and the others in the year before that: the median of 100 calls
    (quick: 30), in turns 3 times; of these medians the median counts.
    """
    most = _MANY // 10 if quick else _MANY
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        homes = {_FEW: Path(folder) / "few", most: Path(folder) / "many"}
        for lives, home in homes.items():
            many_lives.fill(home, lives)
            _grow_old(home)
        spent: dict[tuple[str, int], list[float]] = {}
        for _ in range(3):
            for lives, home in homes.items():
                boot.open_database(Settings(home=home))
                for name, ask in _ASKED.items():
                    took = _milliseconds(ask, 30 if quick else 100)
                    spent.setdefault((name, lives), []).append(took)
                db.close()
    return [figure for name in _ASKED for figure in _compared(name, spent, most)]


def _compared(name: str, spent: dict[tuple[str, int], list[float]], most: int) -> list[Figure]:
    few, many = spent[name, _FEW], spent[name, most]
    small = Figure(f"{name}: with {_FEW:,} tasks", median(few), "ms", runs=tuple(few))
    large = Figure(f"{name}: with {most:,} tasks", median(many), "ms", runs=tuple(many))
    return [small, at_most(large, _BAR * small.value, f"{_BAR:g} x that with few")]


def _milliseconds(ask: Callable[[], Any], times: int) -> float:
    spent = []
    ask()
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - begun))
    return median(spent)


def _grow_old(home: Path) -> None:
    """All but the newest are put into the year before, and are counted there."""
    with closing(sqlite3.connect(home / "contenthub.db")) as connection, connection:
        for table, moments in _MOMENTS.items():
            sets = ", ".join(f"{one} = {_earlier(one)}" for one in moments)
            connection.execute(
                f"UPDATE {table} SET {sets} WHERE id <= (SELECT MAX(id) FROM {table}) - ?",
                (_IN_THE_DAY,),
            )
        names = [row[1] for row in connection.execute("PRAGMA table_info(totals)")]
        values = ", ".join(f"t.{name}" for name in names if name != "day")
        connection.execute(
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 365)"
            f" INSERT INTO totals (day, {', '.join(name for name in names if name != 'day')})"
            f" SELECT date('now', '-' || s.n || ' days'), {values}"
            " FROM s JOIN totals t ON t.day = ''"
        )
    boot.open_database(Settings(home=home))
    task_sums.count_anew()
    db.close()
    with closing(sqlite3.connect(home / "contenthub.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _earlier(column: str) -> str:
    days = "(2 + id % 364)"
    return f"strftime('%Y-%m-%dT%H:%M:%f', {column}, '-' || {days} || ' days') || '000+00:00'"
