"""Keeps this process's heartbeat row fresh, so that people and ``doctor`` see who works.

Without it nobody could tell a running service from a stopped one. With each beat the database's
clock is read again, as this machine's drifts away from it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from dramatiq.middleware import Middleware

from contenthub import logs
from contenthub.database import db, server_clock
from contenthub.identity import home as home_identity
from contenthub.lifecycle import workers
from contenthub.pacing import HEARTBEAT
from contenthub.settings import Settings

log = logs.get_logger("contenthub.heartbeat")


class WorkerHeartbeat(Middleware):
    """Writes the row after the boot, every few seconds, and removes it in the end."""

    def __init__(
        self,
        kind: str,
        settings: Settings,
        queues: Sequence[str] = (),
        threads: int = 0,
        gate_waits_since: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self.kind = kind
        self._settings = settings
        self._queues = queues
        self._threads = threads
        self._gate_waits_since = gate_waits_since
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def after_process_boot(self, broker: Any) -> None:
        self.start()

    def start(self) -> None:
        """Begin to beat."""
        self._thread = threading.Thread(target=self._run, name="worker-heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the beat and remove the row."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._try(server_clock.follow)
            self._try(self._beat)
            self._stopping.wait(HEARTBEAT)
        self._try(workers.leave)
        db.close()

    def _beat(self) -> None:
        used = self._settings
        workers.beat(
            self.kind,
            "embedded" if used.embedded else "redis",
            self._queues,
            self._threads,
            home=str(used.home_folder),
            home_id=home_identity.of(used.home_folder),
            slots=used.max_concurrent_tasks,
            gate_waits_since=self._gate_waits_since(),
        )

    def _try(self, write: Any) -> None:
        try:
            write()
        except Exception as error:  # a database away for a while must not end the heartbeat
            log.debug("heartbeat_missed", error=str(error))
