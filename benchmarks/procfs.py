"""Processor time and memory of a process and its children, from Linux's /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")  # clock ticks per second
_PARENT, _USER, _SYSTEM = 1, 11, 12  # fields of /proc/PID/stat, counted after the name


def tree(pid: int) -> set[int]:
    """``pid`` and all its descendants that run now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            children.setdefault(int(_stat(int(entry.name))[_PARENT]), []).append(int(entry.name))
    found, waiting = set(), [pid]
    while waiting:
        found.add(one := waiting.pop())
        waiting += children.get(one, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time these processes have used so far, user and system."""
    stats = [_stat(pid) for pid in pids]
    return sum(int(stat[_USER]) + int(stat[_SYSTEM]) for stat in stats) / _TICKS


def idle_cpu(pid: int, seconds: float) -> float:
    """Processor use of ``pid`` and its descendants over ``seconds``, in percent of one core.

    Resolved to one clock tick: over 5 s, to 0.2 %.
    """
    pids = tree(pid)
    before, start = cpu_seconds(pids), time.monotonic()
    time.sleep(seconds)
    return 100 * (cpu_seconds(pids) - before) / (time.monotonic() - start)


def resident_mb(pid: int) -> float:
    """Resident memory of ``pid`` and its descendants in MB.

    Proportional: pages that several of them share count once (Pss in /proc/PID/smaps_rollup).
    """
    return sum(_proportional_kb(each) for each in tree(pid)) * 1024 / 1e6


def peak_mb(pid: int) -> float:
    """The most memory that was ever resident of ``pid`` alone, shared pages included, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _proportional_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _stat(pid: int) -> list[str]:
    text = Path(f"/proc/{pid}/stat").read_text()
    return text.rpartition(")")[2].split()  # the name before it may hold anything
