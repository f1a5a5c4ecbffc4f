"""The daemon that serves the REST API, and does no work of the line itself."""

from __future__ import annotations

import sys
from contextlib import suppress

from contenthub import boot, logs
from contenthub.api.server import Server
from contenthub.database import db, patience
from contenthub.database_watch import DatabaseWatch
from contenthub.generations import gate_process
from contenthub.middleware.worker_heartbeat import WorkerHeartbeat
from contenthub.processes import alerting, watchdog
from contenthub.processes.daemons import EndSignal
from contenthub.settings import Settings

log = logs.get_logger("contenthub.processes.api")

WATCH = 2.0  # seconds between two looks whether it still serves the right database


def answer(settings: Settings) -> int:
    """Serve the API until a signal ends the process (``contenthub api``); returns its exit code.

    Raises UnreachableError where the port is taken.
    """
    logs.configure(settings.log_level, settings.log_format, sys.stdout)
    ended = EndSignal()
    server = Server(settings)
    boot.hang_redis_bell(settings)
    heartbeat = WorkerHeartbeat("api", settings, gate_waits_since=gate_process.waits_since)
    heartbeat.start()
    server.start()
    with watchdog.watched(settings.lease), alerting.watching(settings):
        code = _watch(ended, server)
        log.info("stopping")
        with patience.ending():
            server.stop()
            heartbeat.stop()
            db.close()
    log.info("stopped")
    return code


def _watch(ended: EndSignal, server: Server) -> int:
    """Wait for the end; 1 where a supervisor has to start the process anew."""
    watch = DatabaseWatch()
    while not ended.wait(WATCH):
        fault = None
        with suppress(Exception):  # a database that is away is told to each caller
            fault = watch.fault()
        if fault is not None:
            log.error(fault.event, advice=fault.advice)
            return 1
        if not server.alive:
            log.error("a_thread_ended", advice="restart the service")
            return 1
    return 0
