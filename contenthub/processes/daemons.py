"""The daemons: one process that works, or a parent that keeps several of them alive.

A worker that dies takes nobody along: the parent starts another one, and its rows are taken
over when their leases run out. SIGTERM and SIGINT end everything in good order.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from contenthub import boot, logs
from contenthub.backends import Backends
from contenthub.database import patience
from contenthub.errors import UnreachableError
from contenthub.processes import alerting, watchdog
from contenthub.processes.engine import STOP_MARGIN, Engine
from contenthub.queues import QUEUES
from contenthub.settings import Settings

if TYPE_CHECKING:
    from contenthub.api.server import Server
    from contenthub.schedules.scheduler import Scheduler

log = logs.get_logger("contenthub.processes.daemons")

WATCH = 2.0  # seconds between two looks whether all threads live
RESTART_AFTER = 1.0  # seconds between a worker's death and its successor
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # SIGHUP: the terminal was closed
_PARENT = "CONTENTHUB_WORKER_PARENT"  # tells a child whose child it is


def serve(settings: Settings, backends: Backends | None = None, *, with_api: bool = False) -> int:
    """Everything in this one process, until a signal ends it (``contenthub up``).

    ``with_api``: the REST API too; where its port is taken this is said, and the work goes on.
    """
    logs.configure(settings.log_level, settings.log_format, sys.stdout)
    return _run(settings, "up", None, QUEUES, backends, with_scheduler=True, with_api=with_api)


def work(
    settings: Settings, *, processes: int, threads: int | None, queues: Sequence[str] = QUEUES
) -> int:
    """The worker daemon; with several processes this one only looks after them."""
    if processes > 1:
        return _Parent(processes, threads, queues, settings).run()
    return _run(settings, "worker", threads, queues, None)


def schedule(settings: Settings) -> int:
    """The scheduler daemon: fires schedules, and leaves all work to the workers."""
    logs.configure(settings.log_level, settings.log_format, sys.stdout)
    ended = EndSignal()
    _look_at_the_broker(settings)
    with watchdog.watched(settings.lease), alerting.watching(settings):
        return _schedule(settings, ended)


def _schedule(settings: Settings, ended: EndSignal) -> int:
    from contenthub.middleware.worker_heartbeat import WorkerHeartbeat

    boot.hang_redis_bell(settings)
    heartbeat = WorkerHeartbeat("scheduler", settings)
    heartbeat.start()
    scheduler = _start_scheduler(settings)
    log.info("started", kind="scheduler")
    while not ended.wait(WATCH):
        if not scheduler.mind():
            _abandon()
    log.info("stopping")
    with patience.ending():
        scheduler.stop()
        heartbeat.stop()
    log.info("stopped")
    return 0


def _run(
    settings: Settings,
    kind: str,
    threads: int | None,
    queues: Sequence[str],
    backends: Backends | None,
    *,
    with_scheduler: bool = False,
    with_api: bool = False,
) -> int:
    logs.configure(settings.log_level, settings.log_format, sys.stdout)
    ended = EndSignal()
    parent = os.environ.get(_PARENT)
    _look_at_the_broker(settings)
    engine = Engine(
        settings,
        kind,
        threads=threads,
        queues=queues,
        backends=backends,
        parent=int(parent) if parent else None,
    )
    with watchdog.watched(settings.lease), alerting.watching(settings):
        return _work_until(
            ended, engine, settings, with_scheduler=with_scheduler, with_api=with_api
        )


def _work_until(
    ended: EndSignal,
    engine: Engine,
    settings: Settings,
    *,
    with_scheduler: bool,
    with_api: bool,
) -> int:
    engine.start()
    scheduler: Scheduler | None = None
    server: Server | None = None
    code = 1
    try:
        scheduler = _start_scheduler(settings) if with_scheduler else None
        server = _start_server(settings) if with_api else None  # last: no work waits for it
        code = _watch(ended, engine, scheduler, server)
    finally:
        with patience.ending():
            if server is not None:
                server.stop()
            if scheduler is not None:
                scheduler.stop(wait=code == 0)
            engine.stop()
    if code:
        _abandon()
    return code


def _watch(
    ended: EndSignal, engine: Engine, scheduler: Scheduler | None, server: Server | None
) -> int:
    """Wait for a signal; 1 where a thread ended before that."""
    while not ended.wait(WATCH):
        if (
            not engine.alive
            or (scheduler is not None and not scheduler.mind())
            or (server is not None and not server.alive)
        ):
            log.error("a_thread_ended", advice="restart the service")
            return 1
    return 0


def _start_server(settings: Settings) -> Server | None:
    """The REST API's server; None where its port is taken, which is said in one line."""
    from contenthub.api.server import Server  # slow to load, and other daemons need none of it

    try:
        server = Server(settings)
    except UnreachableError as error:
        log.warning("api_not_served", error=error.message, advice=error.advice)
        return None
    server.start()
    return server


def _look_at_the_broker(settings: Settings) -> None:
    """Say at once what the broker lacks.

    Work begins all the same: rows are safe, and the broker may come.
    """
    if settings.embedded:
        return
    from contenthub.broker import check
    from contenthub.broker.troubles import UnusableBrokerError

    try:
        answer = check.check(settings.redis_url)
    except UnusableBrokerError as error:
        log.warning("broker_unusable", error=error.trouble.detail, advice=error.trouble.advice)
    else:
        if answer.slow is not None:
            log.warning("broker_is_slow", error=answer.slow.detail, advice=answer.slow.advice)


def _start_scheduler(settings: Settings) -> Scheduler:
    from contenthub.schedules.scheduler import Scheduler

    scheduler = Scheduler(settings)
    scheduler.start()
    return scheduler


def _abandon() -> None:
    """End at once: a thread that hangs would keep the process, which is started anew."""
    sys.stdout.flush()
    os._exit(1)


class EndSignal:
    """Waits for a signal that ends the process.

    By a pipe: a handler that sets a threading.Event deadlocks when the signal comes while the
    main thread is entering or leaving that event's wait.
    """

    def __init__(self) -> None:
        self._heard, self._tell = os.pipe()
        os.set_blocking(self._tell, False)
        for number in _ENDING:
            signal.signal(number, self._handle)

    def wait(self, seconds: float | None) -> bool:
        """True once a signal has come; waits for it at most ``seconds`` (None: for ever)."""
        return bool(select.select([self._heard], [], [], seconds)[0])

    def _handle(self, *_: object) -> None:
        with suppress(BlockingIOError):  # told often enough
            os.write(self._tell, b"!")


class _Parent:
    """Starts the workers, restarts the dead ones, ends them all on a signal."""

    def __init__(
        self, processes: int, threads: int | None, queues: Sequence[str], settings: Settings
    ) -> None:
        self._command = [sys.executable, "-m", "contenthub", "worker", "--processes", "1"]
        self._command += ["--threads", str(threads)] if threads else []
        for queue in queues:
            self._command += ["--queue", queue]
        self._processes = processes
        self._settings = settings
        self._children: list[subprocess.Popen[bytes]] = []

    def run(self) -> int:
        """Look after the workers until a signal comes; 0 when all of them ended in good order."""
        logs.configure(self._settings.log_level, self._settings.log_format, sys.stdout)
        ending = EndSignal()
        self._children = [self._start() for _ in range(self._processes)]
        while not ending.wait(0.2):
            self._replace_the_dead(ending)
        return self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {_PARENT: str(os.getpid())}
        return subprocess.Popen(self._command, env=environment)

    def _replace_the_dead(self, ending: EndSignal) -> None:
        for place, child in enumerate(self._children):
            if child.poll() is not None:
                log.error("worker_died", pid=child.pid, exit_code=child.returncode)
                if not ending.wait(RESTART_AFTER):
                    self._children[place] = self._start()

    def _end(self) -> int:
        for child in self._children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self._settings.shutdown_timeout + 2 * STOP_MARGIN
        for child in self._children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("worker_killed", pid=child.pid)
                child.kill()
                child.wait()
        return 0 if all(child.returncode == 0 for child in self._children) else 1
