"""How fast the REST API answers, beside the least that would do the same."""

from __future__ import annotations

import itertools
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks import api_load, many_lives
from benchmarks.api_load import NextRequest, request
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.procfs import cpu_seconds
from contenthub import boot, logs
from contenthub.database import db
from contenthub.operations import generation
from contenthub.operations.caller import Caller
from contenthub.queries import tasks
from contenthub.queries.tasks import Filter
from contenthub.settings import Settings
from contenthub.topics.wishes import Wish
from tests.support import plans
from tests.support.api import Served, start
from tests.support.processes import Processes, wait_until
from tests.support.servers import free_port

_STORED = 100_000  # tasks
_ROWS = 50
_READ_BAR = 0.9  # of the bare FastAPI
_SUBMIT_BAR = 300.0  # a second
_SUBMIT_SHARE = 0.5  # of the same in process
_FEW, _MANY = 1_000, 1_000_000  # tasks
_LIST_BAR = 1.3  # times that with few
_LISTS = {
    "tasks": "/api/v1/tasks",
    "tasks in a state": "/api/v1/tasks?status=completed",
    "tasks of an account": "/api/v1/tasks?account=default&since=2020-01-01T00:00:00Z",
    "contents": "/api/v1/contents",
    "contents in a state": "/api/v1/contents?review_status=approved&publish_status=published",
}


def api_reads(quick: bool) -> list[Figure]:
    """GET of the newest 50 of 100,000 tasks (published articles; quick: 10,000) by 16 clients, each
    with one call at a time on a connection that stays open, in turns 5 times 4 s (quick: 2 times
    1 s): at `contenthub api`, and at a bare FastAPI with the same uvicorn, which knows no token,
    filter, page or log. That one answers the list in two ways: it reads the rows of the same
    tables through `sqlite3` itself, makes dictionaries of them and encodes these by the encoder of
    pydantic (this has the bar); and it runs our very statement, by which the database writes the
    JSON. Processor time is that of the server's process for each call. The clients are one
    thread of the measuring process.
    """
    rounds, seconds = (2, 1.0) if quick else (5, 4.0)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, ExitStack() as stack:
        processes = stack.enter_context(Processes(Path(folder)))
        many_lives.fill(processes.home, 10_000 if quick else _STORED)
        bare = _bare(processes)
        server = stack.enter_context(_served(processes))
        token = server.token("reader")
        look = request("GET", f"/api/v1/tasks?limit={_ROWS}", token)
        ours = _Asked(server.process.pid, _port(server), lambda: look)
        values = _Asked(*bare, lambda: request("GET", "/tasks"))
        written = _Asked(*bare, lambda: request("GET", "/written-tasks"))
        for _ in range(rounds):
            for one in (values, written, ours):
                one.measure(seconds)
    text = f"GET of {_ROWS} tasks, {api_load.CLIENTS} clients"
    limit = _READ_BAR * median(values.rates)
    return [
        *values.figures(f"{text}: bare FastAPI"),
        *written.figures(f"{text}: bare FastAPI, our statement"),
        at_least(
            ours.figures(f"{text}: contenthub api")[0], limit, f"{_READ_BAR:g} x the bare one"
        ),
        ours.figures(f"{text}: contenthub api")[1],
    ]


class _Asked:
    """Calls of a server, and how often and at what cost they were answered."""

    def __init__(self, pid: int, port: int, call: NextRequest) -> None:
        self._pid, self._port = pid, port
        self._call = call
        self.rates: list[float] = []  # calls per second
        self.costs: list[float] = []  # ms of processor time for each

    def measure(self, seconds: float) -> None:
        begun, count = cpu_seconds([self._pid]), itertools.count()

        def call() -> bytes:
            next(count)
            return self._call()

        self.rates.append(api_load.per_second(self._port, call, seconds))
        self.costs.append(1000 * (cpu_seconds([self._pid]) - begun) / next(count))

    def figures(self, name: str, unit: str = "calls/s") -> list[Figure]:
        return [
            Figure(name, median(self.rates), unit, runs=tuple(self.rates)),
            Figure(f"{name}, processor time", median(self.costs), "ms", runs=tuple(self.costs)),
        ]


def _bare(processes: Processes) -> tuple[int, int]:
    """Start the bare FastAPI; returns its process and its port."""
    boot.open_database(Settings(home=processes.home))
    with plans.recorded() as statements:
        tasks.listed(Filter(), _ROWS + 1)
    db.close()
    (statement,) = statements
    file = processes.folder / "statement.json"
    file.write_text(json.dumps(statement))
    return _started(processes, "bare_fastapi", str(processes.home / "contenthub.db"), str(file))


def _started(processes: Processes, module: str, *arguments: str) -> tuple[int, int]:
    """Start one of the servers to be compared with; returns its process and its port."""
    port = free_port()
    command = [sys.executable, "-m", f"benchmarks.{module}", str(port), *arguments]
    bare = processes.start(command)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, 60.0, "the bare FastAPI", bare)
    return bare.pid, port


def api_submits(quick: bool) -> list[Figure]:
    """POST /api/v1/tasks at `contenthub api`, nobody else at work, by 16 clients, each with one
    call at a time on a connection that stays open; the same request by the operation that the
    call asks, in one thread of a process, one after another; and at a bare FastAPI that calls this
    operation as well and knows no token, key, limit or log line: what is left to be gained. In
    turns, 5 times 4 s each (quick: 2 times 1 s), on one home. Each submit is a transaction of its
    own, on disk before it is answered; where the disk is slow, many clients share its commits and
    one thread cannot. Processor time is that of the server's process for each call.
    """
    rounds, seconds = (2, 1.0) if quick else (5, 4.0)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, ExitStack() as stack:
        processes = stack.enter_context(Processes(Path(folder)))
        server = stack.enter_context(_served(processes))
        token = server.token("writer", "--scope", "write")
        ours = _Asked(server.process.pid, _port(server), _submits("/api/v1/tasks", token))
        bare = _Asked(*_started(processes, "bare_submits", str(processes.home)), _submits("/tasks"))
        within, costs = [], []
        for _ in range(rounds):
            count, cost = _submitted_within(processes.home, seconds)
            within.append(count)
            costs.append(cost)
            bare.measure(seconds)
            ours.measure(seconds)
    text = f"submit one task, {api_load.CLIENTS} clients"
    measured, cost = ours.figures(f"{text}: contenthub api", "tasks/s")
    shares = [median(one.rates) / median(within) for one in (bare, ours)]
    names = (f"{text}: {one}, ratio to in process" for one in ("bare FastAPI", "contenthub api"))
    bound, share = (Figure(name, one, "x") for name, one in zip(names, shares, strict=True))
    return [
        Figure("submit one task, in process", median(within), "tasks/s", runs=tuple(within)),
        Figure("submit one task, in process, processor time", median(costs), "ms"),
        *bare.figures(f"{text}: bare FastAPI, our operation", "tasks/s"),
        at_least(measured, _SUBMIT_BAR, "each in a transaction of its own"),
        cost,
        bound,
        at_least(share, _SUBMIT_SHARE, "the API costs less than the insert"),
    ]


def _submits(path: str, token: str = "") -> NextRequest:
    numbers = itertools.count()

    def call() -> bytes:
        body = f'{{"topic": "The history of tea, chapter {next(numbers)}"}}'.encode()
        return request("POST", path, token, body)

    return call


def _submitted_within(home: Path, seconds: float) -> tuple[float, float]:
    """Tasks per second by one thread of this process, and ms of processor time for each."""
    settings = Settings(home=home)
    boot.open_database(settings)
    caller = Caller(settings, "benchmark")
    with Path(os.devnull).open("w") as nowhere:
        logs.configure("info", "json", nowhere)
        begun, cost, count = time.monotonic(), time.process_time(), 0
        while (spent := time.monotonic() - begun) < seconds:
            generation.submit_one(caller, Wish(f"The history of coffee, chapter {count}"))
            count += 1
        cost = time.process_time() - cost
        logs.configure("error", "json", sys.stderr)
    db.close()
    return count / spent, 1000 * cost / count


def api_lists(quick: bool) -> list[Figure]:
    """The first page (50 rows) of each list, with 1,000 and with 1,000,000 tasks stored (quick:
    100,000), each of which is published: the median of 100 calls one after another by one client
    (quick: 30), in turns 3 times; of these medians the median counts.
    """
    most = _MANY // 10 if quick else _MANY
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, ExitStack() as stack:
        few = _listed(stack, Path(folder) / "few", _FEW)
        many = _listed(stack, Path(folder) / "many", most)
        figures = []
        for name, path in _LISTS.items():
            spent: dict[int, list[float]] = {}
            for _ in range(3):
                for port, token in (few, many):
                    call = request("GET", path, token)
                    took = api_load.milliseconds(port, call, 30 if quick else 100)
                    spent.setdefault(port, []).append(took)
            small, large = (Figure("", median(spent[port]), "ms") for port, _ in (few, many))
            figures.append(Figure(f"list of {name}: with {_FEW:,}", small.value, "ms"))
            measured = Figure(f"list of {name}: with {most:,}", large.value, "ms")
            limit = _LIST_BAR * small.value
            figures.append(at_most(measured, limit, f"{_LIST_BAR:g} x that with few"))
    return figures


def _listed(stack: ExitStack, folder: Path, lives: int) -> tuple[int, str]:
    folder.mkdir()
    processes = stack.enter_context(Processes(folder))
    many_lives.fill(processes.home, lives)
    server = stack.enter_context(_served(processes))
    return _port(server), server.token("reader")


@contextmanager
def _served(processes: Processes) -> Iterator[Served]:
    """The daemon of the API, which logs as it does by default."""
    server = start(processes, CONTENTHUB_LOG_LEVEL="info")
    try:
        yield server
    finally:
        server.close()


def _port(server: Served) -> int:
    return urlsplit(server.address).port or 0
