"""What a service that has nothing to do costs, and how fast it is awake again."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import datetime
from pathlib import Path

from benchmarks.contenthub_systems import EMBEDDED_DEFAULT, REDIS_DEFAULT, ContentHubLane
from benchmarks.figures import Figure, at_most, spread
from benchmarks.harness import warm_up
from benchmarks.plain_systems import DRAMATIQ
from benchmarks.procfs import idle_cpu, resident_mb
from tests.support.servers import Valkey, valkey

_WARM_UP = 50  # lives
_IDLE_BAR = 2.0  # % of a core
_PICK_UP_BAR = 10.0  # ms
_SUBMIT_BAR = 10.0  # ms
_PAUSES = (0.1, 0.5)  # seconds between two commits: drawn evenly from in between
_STARTS = (
    "SELECT task_id, event, created_at FROM events"
    " WHERE entity = 'task' AND event IN ('dispatch', 'start')"
)


def at_rest(quick: bool) -> list[Figure]:
    """After a warm-up and with the default settings. Idle: processor time of all processes of
    the service over 20 s (quick: 3 s) from /proc, in percent of one core, and the proportional
    memory of them. Pick-up: another process commits 120 tasks (quick: 20), one at a time and
    0.1 to 0.5 s apart at random; each counts from the end of its transaction, before anybody
    is rung, until the actor `dispatch` begins the transaction in which it takes the task (the
    time of its event row), and until the actor `generate` begins the one that starts the
    creator. The same commits give the time of a single submit in a running process, ring
    included.
    """
    with valkey() as broker:
        figures = _idle_dramatiq(broker, 1.0 if quick else 5.0)
        for system in (REDIS_DEFAULT, EMBEDDED_DEFAULT):
            broker.flush()
            with (
                tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
                system.running(Path(folder), broker) as lane,
            ):
                warm_up(lane, _WARM_UP)
                figures += _idle(system.name, lane, 3.0 if quick else 20.0)
                figures += _picked_up(system.name, lane, 20 if quick else 120)
    return figures


def _idle_dramatiq(broker: Valkey, seconds: float) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        DRAMATIQ.running(Path(folder), broker) as lane,
    ):
        warm_up(lane, _WARM_UP)
        (workers,) = lane.workers
        return _cost(DRAMATIQ.name, workers.pid, seconds)


def _idle(name: str, lane: ContentHubLane, seconds: float) -> list[Figure]:
    (service,) = lane.daemons
    cpu, memory = _cost(name, service.pid, seconds)
    return [at_most(cpu, _IDLE_BAR, "its share of a core"), memory]


def _cost(name: str, pid: int, seconds: float) -> list[Figure]:
    cpu = idle_cpu(pid, seconds)
    return [
        Figure(f"{name}: processor time when idle", cpu, "% of a core"),
        Figure(f"{name}: memory when idle", resident_mb(pid), "MB"),
    ]


def _picked_up(name: str, lane: ContentHubLane, commits: int) -> list[Figure]:
    for number in range(commits):
        time.sleep(random.uniform(*_PAUSES))
        lane.submit_one(f"Tea at {number} o'clock")
    lane.wait_for("SELECT COUNT(*) FROM contents", _WARM_UP + commits, 20.0)
    answers = lane.answers(1 + commits)[1:]  # the first is of the warm-up
    begun = {(row[0], row[1]): _seconds(row[2]) for row in lane.rows(_STARTS)}

    def waits(event: str) -> list[float]:
        return [1000 * (begun[a["task_id"], event] - a["committed"]) for a in answers]

    actor = spread(f"{name}: commit to actor", waits("dispatch"), "ms")
    submits = spread(f"{name}: a single submit", [1000 * a["seconds"] for a in answers], "ms")
    return [
        at_most(actor[0], _PICK_UP_BAR, "idle pick-up"),
        *actor[1:],
        *spread(f"{name}: commit to creator", waits("start"), "ms"),
        *(at_most(each, _SUBMIT_BAR, "each single submit") for each in submits[:2]),
        submits[2],
    ]


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
