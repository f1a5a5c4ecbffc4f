"""Schedules: very many at one second, how late a tick is, who takes over.

And what waiting costs.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_most, spread
from benchmarks.procfs import idle_cpu, resident_mb
from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.queries import schedules as stored
from contenthub.schedules.scheduler import LEASE
from contenthub.settings import Settings
from tests.support.line_accounts import line_account
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import valkey

_LIMIT = 60.0  # seconds
_SCHEDULER = ("scheduler", "run")
_WORKER = ("worker",)
_GENERATION = "async_content_generation"

_ACCOUNTS = 100
_EACH = 3  # articles per account and tick
_BURST_BAR = 3.0  # seconds
_LEAD_TIME = 10.0  # seconds to create all the schedules in, before they are due
_IDLE_BAR = 2.0  # % of a core
_DAILY = 100
_BEFORE = 0.02  # seconds before a tick at which its leader is lost: the wait is longest then

_TICKS = "SELECT COUNT(*) FROM ticks"
_TASKS = "SELECT COUNT(*) FROM generation_tasks"
_PUBLISHED = "SELECT COUNT(*) FROM publish_entries WHERE status = 'published'"
_PUBLICATIONS = "SELECT COUNT(*) FROM events WHERE entity = 'entry' AND event = 'publish'"
_WORKERS = "SELECT COUNT(*) FROM worker_heartbeats WHERE kind = 'worker'"
_HISTORY = (
    "SELECT scheduled_for, started_at, (SELECT COUNT(*) FROM generation_tasks t"
    " WHERE t.batch_id = ticks.tick_id) FROM ticks ORDER BY scheduled_for"
)


def schedules_measured(quick: bool) -> list[Figure]:
    """Real `contenthub scheduler run` processes on a fresh SQLite home; default settings.
    Burst: 1,000 schedules (quick: 200) of 100 accounts, 3 articles each from the default
    template, are created 10 s ahead and all due at the same second; the time from that second
    until another process, which looks every 10 ms, counts all ticks, and all tasks. Once with a
    scheduler alone, and once on Redis with a worker daemon, which works on the tasks at the same
    time; there all articles have to be published in the end. Delay: 30 ticks (quick: 5) of one
    schedule every second, from the time it was due until its transaction began, from its row; its
    first tick is told apart, as the scheduler notices a new schedule after up to 0.5 s.
    Takeover: two schedulers and a schedule every second; the leader is lost 20 ms before a tick,
    and the time counts from then until the other one begins that tick; 3 times (quick: once)
    each by SIGKILL (a process of the same host that is gone is noticed) and by SIGSTOP (only its
    lease runs out; it goes on afterwards). Lost: seconds without a tick or without its task.
    Doubled: ticks and tasks beyond one of each. Idle: processor time of a scheduler with 100
    daily schedules over 10 s (quick: 3 s).
    """
    figures = _burst("scheduler alone", quick, with_worker=False)
    figures += _burst("with Redis and a worker", quick, with_worker=True)
    figures += _delays(5 if quick else 30)
    for word, loss in (("SIGKILLed", signal.SIGKILL), ("SIGSTOPped", signal.SIGSTOP)):
        figures += _takeovers(f"scheduler {word}", loss, 1 if quick else 3)
    return figures + _idle(3.0 if quick else 10.0)


@contextmanager
def _service(**settings: str) -> Iterator[Processes]:
    """A fresh home whose database is open in this process too."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        Processes(Path(folder), settings) as processes,
    ):
        boot.open_database(Settings(home=processes.home))
        try:
            yield processes
        finally:
            db.close()


def _leading(processes: Processes) -> Process:
    """Start a scheduler and wait until it leads."""
    started = processes.contenthub(*_SCHEDULER)
    wait_until(lambda: _leader() == started.pid, _LIMIT, "its lead", started)
    return started


def _leader() -> int | None:
    """The pid of the scheduler that leads."""
    boot_id = stored.leader()
    return int(boot_id.split("-")[-2]) if boot_id else None


def _number(sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def _wait_for_number(sql: str, number: int, processes: Sequence[Process]) -> None:
    wait_until(lambda: _number(sql) >= number, _LIMIT, f"{number}: {sql}", *processes)


def _burst(name: str, quick: bool, *, with_worker: bool) -> list[Figure]:
    count = 200 if quick else 1_000
    with valkey() as broker, _service(**({"REDIS_URL": broker.url} if with_worker else {})) as on:
        daemons = [_leading(on)]
        if with_worker:
            daemons.append(on.contenthub(*_WORKER))
            _wait_for_number(_WORKERS, 1, daemons)
        due = _create_many(count)
        name = f"{count:,} schedules at once, {name}"
        figures = _times(name, due, count, daemons)
        if with_worker:
            figures.append(_all_published(name, due, count, daemons))
        time.sleep(1.0)  # for what may come twice
        return figures + _burst_counts(name, count, with_worker=with_worker)


def _create_many(count: int) -> float:
    """Create schedules that are all due at the second that is returned."""
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=_LEAD_TIME)
    with db.transaction():
        ids = [line_account(f"account {number}").id for number in range(_ACCOUNTS)]
        for number in range(count):
            account, category = ids[number % _ACCOUNTS], f"category {number // _ACCOUNTS}"
            params = {"account_ids": [account], "count_per_account": _EACH, "category": category}
            name = f"burst {number}"
            definitions.create(
                Definition(name, _GENERATION, "at", due.isoformat(), "UTC", params), "benchmark"
            )
    if datetime.now(UTC) > due - timedelta(seconds=1):
        raise RuntimeError(f"to create {count} schedules took longer than {_LEAD_TIME:g} s")
    return due.timestamp()


def _times(name: str, due: float, count: int, daemons: Sequence[Process]) -> list[Figure]:
    figures = []
    for what, sql, wanted in (("tick", _TICKS, count), ("task", _TASKS, count * _EACH)):
        _wait_for_number(sql, wanted, daemons)
        figure = Figure(f"{name}: the last {what}", time.time() - due, "s")
        figures.append(at_most(figure, _BURST_BAR, "all are asked for"))
    return figures


def _all_published(name: str, due: float, count: int, daemons: Sequence[Process]) -> Figure:
    tasks = count * _EACH
    _wait_for_number(_PUBLISHED, tasks, daemons)
    return Figure(f"{name}: the last article is published", time.time() - due, "s")


def _burst_counts(name: str, count: int, *, with_worker: bool) -> list[Figure]:
    """What is missing, and what is there beyond one tick, three tasks and their publications."""
    wanted = [(_TICKS, count), (_TASKS, count * _EACH)]
    if with_worker:
        wanted += [(_PUBLISHED, count * _EACH), (_PUBLICATIONS, count * _EACH)]
    differences = [_number(sql) - number for sql, number in wanted]
    return _nothing_lost_or_doubled(
        name, sum(max(0, -one) for one in differences), sum(max(0, one) for one in differences)
    )


def _nothing_lost_or_doubled(name: str, lost: int, doubled: int) -> list[Figure]:
    return [
        at_most(Figure(f"{name}: lost", lost, "ticks or tasks"), 0, "nothing lost"),
        at_most(Figure(f"{name}: doubled", doubled, "ticks or tasks"), 0, "nothing twice"),
    ]


def _every_second() -> None:
    params = {"account_ids": [line_account().id], "count_per_account": 1}
    definitions.create(
        Definition("every second", _GENERATION, "every", "1", "UTC", params), "benchmark"
    )


def _delays(ticks: int) -> list[Figure]:
    with _service() as processes:
        leader = _leading(processes)
        _every_second()
        _wait_for_ticks(1 + ticks, leader)
        found = _seconds()[: 1 + ticks]
    first, *late = [1000 * (one.started - one.due) for one in found]
    name = "a schedule every second"
    median, _, longest = spread(f"{name}: delay of a tick", late, "ms")
    return [
        *(median, longest),
        Figure(f"{name}: delay of its first tick", first, "ms"),
        *_nothing_lost_or_doubled(name, *_faults(found)),
    ]


@dataclass(frozen=True, slots=True)
class _Second:
    """A tick of the schedule of every second; times are in seconds since the epoch."""

    due: float
    started: float
    tasks: int


def _seconds() -> list[_Second]:
    """All its ticks so far that were begun, the oldest first."""
    rows: list[tuple[Any, ...]] = db.execute(_HISTORY).fetchall()
    return [_Second(_epoch(at), _epoch(begun), tasks) for at, begun, tasks in rows if begun]


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _faults(ticks: Sequence[_Second]) -> tuple[int, int]:
    """How many seconds or tasks are missing from the first tick to the last; how many too many."""
    times = {round(one.due) for one in ticks}
    missing = round(ticks[-1].due - ticks[0].due) + 1 - len(times)
    doubled = len(ticks) - len(times) + sum(max(0, one.tasks - 1) for one in ticks)
    return missing + sum(one.tasks == 0 for one in ticks), doubled


def _takeovers(name: str, loss: signal.Signals, times: int) -> list[Figure]:
    """Lose the leader so many times; how long until the other one fires."""
    waits = []
    with _service() as processes:
        leader = _leading(processes)
        _every_second()
        for _ in range(times):
            other = processes.contenthub(*_SCHEDULER)
            _wait_until_it_follows(other)
            waits.append(_lose(leader, other, loss))
            leader = other
        faults = _faults(_seconds())
    longest = Figure(f"{name}: the longest wait for its first tick", max(waits), "s")
    return [
        Figure(f"{name}: the other one fires", sorted(waits)[len(waits) // 2], "s", runs=(*waits,)),
        at_most(longest, 2 * LEASE, "2 x the lease"),
        *_nothing_lost_or_doubled(name, *faults),
    ]


def _wait_until_it_follows(one: Process) -> None:
    _wait_for_number(f"SELECT COUNT(*) FROM worker_heartbeats WHERE pid = {one.pid}", 1, [one])
    _wait_for_ticks(1, one)


def _wait_for_ticks(further: int, *processes: Process) -> None:
    before = len(_seconds())
    wait_until(lambda: len(_seconds()) >= before + further, _LIMIT, "further ticks", *processes)


def _lose(leader: Process, other: Process, loss: signal.Signals) -> float:
    """The seconds from the loss of ``leader`` until ``other`` begins the tick that follows."""
    time.sleep(1.0 - (time.time() + _BEFORE) % 1.0)
    with db.transaction():  # so that it is not stopped while it holds the database's lock
        leader.signal(loss)
        lost_at = time.time()
    if loss is signal.SIGKILL:
        leader.wait()  # as its supervisor does: until then there still is a process

    def later() -> list[_Second]:
        return [one for one in _seconds() if one.started > lost_at]

    first = wait_until(later, _LIMIT, "a tick", other)[0]
    wait_until(lambda: _leader() == other.pid, _LIMIT, "the other one's lead", other)
    leader.signal(signal.SIGCONT)  # one that was stopped still believes that it leads
    _wait_for_ticks(2, other)
    leader.terminate()
    return first.started - lost_at


def _idle(seconds: float) -> list[Figure]:
    with _service() as processes:
        leader = _leading(processes)
        params = {"account_ids": [line_account().id], "count_per_account": _EACH}
        far = datetime.now(UTC) + timedelta(hours=12)
        cron = f"{far.minute} {far.hour} * * *"
        with db.transaction():
            for number in range(_DAILY):
                definitions.create(
                    Definition(f"daily {number}", _GENERATION, "cron", cron, "UTC", params),
                    "benchmark",
                )
        time.sleep(1.0)  # what follows the commit is no idleness
        cpu, memory = idle_cpu(leader.pid, seconds), resident_mb(leader.pid)
    name = f"a scheduler with {_DAILY} daily schedules"
    figure = Figure(f"{name}: processor time when idle", cpu, "% of a core")
    return [
        at_most(figure, _IDLE_BAR, "its share of a core"),
        Figure(f"{name}: memory when idle", memory, "MB"),
    ]
