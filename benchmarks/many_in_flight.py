"""A thousand generations at a remote creator at the same time, watched by one process."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.contenthub_systems import UP, ContentHub, ContentHubLane, settings
from benchmarks.figures import Figure, at_most
from benchmarks.procfs import idle_cpu, peak_mb
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import valkey

_TASKS = 1000
_LIMIT = 60.0  # seconds
_MEMORY_BAR = 200.0  # MB
_SEEN_BAR = 2.0  # seconds
_RUNNING = "SELECT COUNT(*) FROM generation_tasks WHERE status = 'running'"


def many_in_flight(quick: bool) -> list[Figure]:
    """1,000 tasks at a remote creator (content-creator-http, a local server in a process of its
    own), watched by one embedded service with 1,000 slots. Handed over: from the submit until
    the creator works on all. Then 5 s of watching (quick: 2 s), then all of them finish at one
    moment. Seen: from the first look that the creator answers after that moment until the last
    task is completed in the database (looked at every 10 ms); a look a second is due for each
    task, so they come within about a second. The same is told from the moment itself, and for
    the slowest single task from the creator's own answer. Memory is the highest resident
    memory of the service during all of it. Twice: with the asynchronous orders that the
    creator documents, and (not quick) with the blocking ones that its present builds need.
    """
    seconds = 2.0 if quick else 5.0
    kinds = ("asynchronous",) if quick else ("asynchronous", "blocking")
    return [figure for orders in kinds for figure in _one(orders, seconds)]


def _one(orders: str, seconds: float) -> list[Figure]:
    with (
        valkey() as broker,
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        _creator(Path(folder), orders) as creator,
    ):
        further = settings(
            _TASKS,
            CONTENTHUB_CREATOR="content-creator-http",
            CONTENTHUB_CREATOR_URL=creator.stdout().strip(),
        )
        system = ContentHub(f"{_TASKS} in flight, {orders}", UP, 1, False, further)
        with system.running(Path(folder) / "service", broker) as lane:
            return _measure(system.name, lane, creator, seconds)


@contextmanager
def _creator(folder: Path, orders: str) -> Iterator[Process]:
    command = [sys.executable, "-m", "benchmarks.remote_creator", orders]
    with Processes(folder) as processes:
        creator = processes.start(command, talks=True)
        wait_until(lambda: creator.stdout().endswith("\n"), _LIMIT, "the creator", creator)
        yield creator


def _measure(name: str, lane: ContentHubLane, creator: Process, seconds: float) -> list[Figure]:
    (service,) = lane.daemons
    start = time.time()
    lane.hand_in(_TASKS)
    lane.wait_for(_RUNNING, _TASKS, _LIMIT)
    handed_over = time.time() - start
    watching = idle_cpu(service.pid, seconds)
    creator.say("finish")
    seen = _completions(lane)
    memory = Figure(f"{name}: highest memory", peak_mb(service.pid), "MB")
    return [
        Figure(f"{name}: handed over", handed_over, "s"),
        Figure(f"{name}: processor time of watching", watching, "% of a core"),
        at_most(memory, _MEMORY_BAR, "one process"),
        *_seen(name, lane, seen, _report(creator)),
    ]


def _seen(
    name: str, lane: ContentHubLane, seen: dict[str, float], report: dict[str, Any]
) -> list[Figure]:
    asked: dict[str, float] = report["asked"]
    last, finished = max(seen.values()), report["finished"]
    # where all answers to blocking orders were heard, nobody had to ask
    from_look = last - min(asked.values(), default=finished)
    ids = lane.rows("SELECT external_id, task_id FROM generation_tasks")
    slowest = max(seen[task] - asked.get(key, finished) for key, task in ids)
    repeated = Figure(f"{name}: ordered twice", sum(report["orders"].values()) - _TASKS, "tasks")
    first_look = Figure(f"{name}: seen, from the first look", from_look, "s")
    return [
        at_most(first_look, _SEEN_BAR, "all results"),
        Figure(f"{name}: seen, from the end itself", last - finished, "s"),
        Figure(f"{name}: seen, the slowest task", slowest, "s"),
        at_most(repeated, 0, "nothing twice"),
    ]


def _completions(lane: ContentHubLane) -> dict[str, float]:
    """When each task was first found completed."""
    found: dict[str, float] = {}

    def look() -> bool:
        rows = lane.rows("SELECT task_id FROM generation_tasks WHERE status = 'completed'")
        now = time.time()
        found.update((row[0], now) for row in rows if row[0] not in found)
        return len(found) == _TASKS

    wait_until(look, _LIMIT, "the end of all tasks", *lane.processes)
    return found


def _report(creator: Process) -> dict[str, Any]:
    creator.say("report")
    wait_until(lambda: creator.stdout().count("\n") == 2, _LIMIT, "the report", creator)
    answer: dict[str, Any] = json.loads(creator.stdout().splitlines()[1])
    return answer
