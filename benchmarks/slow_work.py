"""Generations that take seconds: many at once, and a worker that is killed in the middle."""

from __future__ import annotations

import shlex
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from benchmarks.contenthub_systems import UP, ContentHub, ContentHubLane, Settings, settings
from benchmarks.figures import Figure, at_most
from tests.support.processes import wait_until
from tests.support.servers import valkey

_GENERATOR = Path(__file__).with_name("slow_generator.py")
_LIMIT = 90.0  # seconds
_LEASE = 15.0  # seconds: the default, which these measurements leave as it is
_TEN = 10
_TEN_MORE = 2.0  # seconds that ten articles may take longer than one
_KILLED_TASKS = 24
_WORKER = ("worker", "--threads", "4")
_HELD = (
    "SELECT task_id FROM generation_tasks WHERE status = 'running' AND lease_owner LIKE '%-' || ?"
    " || '-%'"
)
_STARTED = "SELECT task_id, created_at FROM events WHERE entity = 'task' AND event = 'start'"
_PUBLICATIONS = "SELECT COUNT(*) FROM events WHERE entity = 'entry' AND event = 'publish'"


def ten_at_once(quick: bool) -> list[Figure]:
    """Ten tasks at a program (creator `command`) that needs T = 20 s (quick: 3 s) for each, with
    10 slots, from the submit of the file until the last article is published.
    """
    seconds = 3.0 if quick else 20.0
    worker = (("worker",),)
    figures = []
    for name, daemons, on_redis in (("embedded", UP, False), ("Redis, 1 worker", worker, True)):
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, valkey() as broker:
            given = _with_generator(_TEN, Path(folder) / "notes", seconds)
            system = ContentHub(f"ContentHub, {name}", daemons, 1, on_redis, given)
            with system.running(Path(folder), broker) as lane:
                start = time.perf_counter()
                lane.hand_in(_TEN)
                _wait_until_over(lane, _TEN)
                taken = time.perf_counter() - start
        figure = Figure(f"{system.name}: ten tasks of {seconds:g} s", taken, "s")
        figures.append(at_most(figure, seconds + _TEN_MORE, "T + 2 s"))
    return figures


def killed_worker(quick: bool) -> list[Figure]:
    """Two worker daemons on Redis with 4 threads each, the default lease of 15 s and 24 tasks
    of 2 s each at a program (creator `command`). One worker is SIGKILLed while both have work;
    each task that it held counts from that moment until its next start, at the other worker.
    Afterwards all tasks have to be published. Lost: tasks that are not. Generated twice: an
    attempt that the program began twice, or a task it finished twice. Published twice: further
    publish events, or files. Quick does the same, as nothing of it may be shorter.
    """
    del quick
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, valkey() as broker:
        notes = Path(folder) / "notes"
        given = _with_generator(8, notes, 2.0)
        system = ContentHub("worker SIGKILLed", (_WORKER, _WORKER), 2, True, given)
        with system.running(Path(folder), broker) as lane:
            waits = _kill_one(lane)
            _wait_until_over(lane, _KILLED_TASKS)
            time.sleep(1.0)  # for what may come twice
            doubled = _doubled_publications(lane)
            lost = _KILLED_TASKS - lane.over()
        generated = _doubled_generations(notes)
    name = system.name
    last = Figure(f"{name}: the last of its tasks starts again", max(waits), "s")
    return [
        Figure(f"{name}: tasks it held", len(waits), "tasks"),
        Figure(f"{name}: the first of them starts again", min(waits), "s"),
        at_most(last, 2 * _LEASE, "2 x the lease"),
        at_most(Figure(f"{name}: lost", lost, "tasks"), 0, "nothing lost"),
        at_most(Figure(f"{name}: generated twice", generated, "tasks"), 0, "nothing twice"),
        at_most(Figure(f"{name}: published twice", doubled, "tasks"), 0, "nothing twice"),
    ]


def _with_generator(slots: int, notes: Path, seconds: float) -> Settings:
    command = shlex.join([sys.executable, "-S", str(_GENERATOR), str(notes), str(seconds)])
    return settings(slots, CONTENTHUB_CREATOR="command", CONTENTHUB_COMMAND=command)


def _wait_until_over(lane: ContentHubLane, lives: int) -> None:
    def over() -> bool:
        return lane.over() >= lives

    wait_until(over, _LIMIT, "the last publication", *[p for p in lane.processes if p.running])


def _kill_one(lane: ContentHubLane) -> list[float]:
    """Kill a busy worker; the seconds after which each task it held was started again."""
    victim, survivor = lane.daemons
    lane.hand_in(_KILLED_TASKS)

    def held() -> set[str]:
        return {row[0] for row in lane.rows(_HELD, victim.pid)}

    def both_work() -> bool:
        return len(held()) >= 3 and bool(lane.rows(_HELD, survivor.pid))

    wait_until(both_work, _LIMIT, "work for both workers", *lane.processes)
    killed_at = time.time()
    victim.kill()
    tasks = held()

    def starts() -> dict[str, float]:
        seconds = (
            (task, datetime.fromisoformat(at).timestamp()) for task, at in lane.rows(_STARTED)
        )
        return {task: at for task, at in seconds if at > killed_at}

    wait_until(lambda: tasks <= starts().keys(), _LIMIT, "their next start", survivor)
    return [starts()[task] - killed_at for task in tasks]


def _doubled_generations(notes: Path) -> int:
    lines = [line.split() for line in notes.read_text().splitlines()]
    began = Counter((task, attempt) for word, task, attempt in lines if word == "began")
    finished = Counter(task for word, task, _ in lines if word == "finished")
    return sum(n > 1 for n in began.values()) + sum(n > 1 for n in finished.values())


def _doubled_publications(lane: ContentHubLane) -> int:
    files = sum(1 for path in (lane.home / "published").rglob("*.md"))
    return max(files, lane.number(_PUBLICATIONS)) - _KILLED_TASKS
