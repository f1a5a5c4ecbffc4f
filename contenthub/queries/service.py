"""Who is working on this database at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contenthub import clock
from contenthub.database import db
from contenthub.identity import process as process_identity
from contenthub.models import WorkerHeartbeat
from contenthub.pacing import GATE_SLOW, HEARTBEAT
from contenthub.records import moment

SCHEDULING = frozenset({"scheduler", "up"})  # kinds of processes that fire schedules
ANSWERING = frozenset({"api", "up"})  # kinds of processes that serve the API
WORK_FOR_OTHERS = frozenset({"scheduler", "api"})  # kinds that do no work of the line themselves
SILENT = 4 * HEARTBEAT  # seconds without a heartbeat after which a process counts as gone
UNSURE = 5.0  # seconds by which the clock may have been set since a process began


@dataclass(frozen=True, slots=True)
class LivingWorker:
    """A process that wrote a heartbeat lately."""

    boot_id: str
    kind: str
    host: str
    pid: int
    version: str
    broker: str
    threads: int
    queues: list[str]
    home: str
    home_id: str
    slots: int
    started_at: datetime
    seen_at: datetime
    gate_waits_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AtWork:
    """A living process, as far as databases of all versions know it."""

    kind: str
    pid: int
    host: str


def at_work() -> list[AtWork]:
    """The processes that work on a database of any version, oldest first.

    Asks for columns of the first schema alone: whoever migrates meets older ones.
    """
    rows = db.execute(
        "SELECT kind, pid, host FROM worker_heartbeats WHERE seen_at > ? ORDER BY started_at",
        (moment(clock.after(-SILENT)),),
    ).fetchall()
    return [AtWork(*row) for row in rows]


def living_workers() -> list[LivingWorker]:
    """The processes that work, oldest first."""
    return _workers("seen_at > ?", clock.after(-SILENT))


def silent_workers() -> list[LivingWorker]:
    """The processes of this machine that live, and whose heartbeat does not arrive.

    They hang, or the database cannot be written.
    """
    now = clock.now()
    return [
        one
        for one in _workers("seen_at <= ?", clock.after(-SILENT, now))
        if process_identity.lives_here(one.boot_id, (now - one.started_at).total_seconds() - UNSURE)
    ]


def slow_gates() -> list[tuple[LivingWorker, float]]:
    """The processes whose gate does not answer about a text, and for how many seconds not."""
    now = clock.now()
    waits = [
        (one, (now - one.gate_waits_since).total_seconds())
        for one in living_workers()
        if one.gate_waits_since is not None
    ]
    return [(one, seconds) for one, seconds in waits if seconds > GATE_SLOW]


def _workers(which: str, moment_: datetime) -> list[LivingWorker]:
    rows = db.execute(
        "SELECT boot_id, kind, host, pid, version, broker, threads, queues, home, home_id,"
        " slots, started_at, seen_at, gate_waits_since"
        f" FROM worker_heartbeats WHERE {which} ORDER BY started_at",
        (moment(moment_),),
    ).fetchall()
    when, listed = WorkerHeartbeat.seen_at.python_value, WorkerHeartbeat.queues.python_value
    found = [[*row[:7], listed(row[7]), *row[8:11], *map(when, row[11:])] for row in rows]
    return [LivingWorker(*values) for values in found]


def service_runs(queue: str | None = None) -> bool:
    """True if any process works on this database, and serves this queue where one is named.

    A scheduler or an API alone does no work.
    """
    return any(
        queue in worker.queues if queue is not None else worker.kind not in WORK_FOR_OTHERS
        for worker in living_workers()
    )


def needs_redis() -> bool:
    """True if processes work, and each of them is rung through Redis alone."""
    brokers = {one.broker for one in living_workers() if one.kind != "scheduler"}
    return bool(brokers) and "embedded" not in brokers


def schedulers() -> list[LivingWorker]:
    """The processes that fire schedules; one of them leads."""
    return [one for one in living_workers() if one.kind in SCHEDULING]


def kind_to_start(*, embedded: bool) -> str:
    """The kind of the process that does the work, for somebody who has to start one."""
    return "up" if embedded else "worker"
