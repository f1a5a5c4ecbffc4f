"""Renews the leases of rows that this process really works on, and carries stops to that work.

Without it, every generation longer than a lease would be taken for a dead worker's. A lease is
renewed only while its work is under way and its time is not up, so a thread that hangs loses
its rows like a dead one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from dramatiq.middleware import Middleware

from contenthub import logs
from contenthub.database import db
from contenthub.errors import UnreachableError
from contenthub.lifecycle import leases, looks
from contenthub.lifecycle.leases import Leased
from contenthub.records import Delivery, Task

log = logs.get_logger("contenthub.lease")

TICK = 0.5  # seconds between two looks for requested cancels
MESSAGES_END = 2.0  # seconds after SIGTERM in which a message may still arrive; it keeps its id
GRACE = 30.0  # seconds past its deadline during which work is still given its lease


class Stoppable(Protocol):
    """What is held may be stopped for these reasons."""

    @property
    def remaining(self) -> float: ...
    def stop(self, reason: Any) -> None: ...


@dataclass(slots=True)
class _Hold:
    record: type[Leased]
    ids: list[int]
    token: str
    control: Stoppable | None
    on_tick: Callable[[], None] | None
    until: float  # monotonic: not renewed after this
    renew_at: float


class LeaseHeartbeat(Middleware):
    """One thread per process that renews all that is held.

    ``stop_for`` turns "cancel", "timeout" and "shutdown" into what a control understands.
    """

    def __init__(
        self, seconds: float, shutdown_after: float, stop_for: Callable[[str], Any]
    ) -> None:
        self._seconds = seconds
        self._shutdown_after = shutdown_after
        self._stop_for = stop_for
        self._holds: dict[str, _Hold] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._stop_all_at: float | None = None
        self._stop_messages_at: float | None = None

    @contextmanager
    def hold(
        self,
        rows: Sequence[Leased],
        token: str,
        *,
        timeout: float,
        control: Stoppable | None = None,
        on_tick: Callable[[], None] | None = None,
    ) -> Iterator[None]:
        """Keep the leases of ``rows`` while the block runs, for at most ``timeout`` seconds.

        ``on_tick`` is called twice a second meanwhile, in the heartbeat's thread.

        On an unexpected error the leases are given up, so that the rows are due at once.
        """
        now = time.monotonic()
        hold = _Hold(
            type(rows[0]),
            [row.id for row in rows],
            token,
            control,
            on_tick,
            now + timeout + GRACE,
            now + self._seconds / 3,
        )
        with self._lock:
            self._holds[token] = hold
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lease", daemon=True)
                self._thread.start()
        try:
            yield
        except Exception:
            self._drop(token)
            with suppress(UnreachableError):  # then they simply run out
                leases.release(list(rows), token)
            raise
        finally:
            self._drop(token)

    def prolong(self, token: str, seconds: float) -> None:
        """Keep what is held under this token for at least so long from now on: its work goes on."""
        with self._lock:
            if (hold := self._holds.get(token)) is not None:
                hold.until = max(hold.until, time.monotonic() + seconds + GRACE)

    def is_alive(self, token: str | None) -> bool:
        """True while work of this process is under way under this lease."""
        with self._lock:
            return token in self._holds

    def before_worker_shutdown(self, broker: Any, worker: Any) -> None:
        if self._stop_all_at is None:
            self._stop_all_at = time.monotonic() + self._shutdown_after
            self._stop_messages_at = time.monotonic() + MESSAGES_END
        self._wake.set()

    def hand_back_now(self) -> None:
        """Do not wait for what is under way: it is stopped at once, and handed back."""
        self._stop_all_at = time.monotonic()
        self._wake.set()

    def stop(self) -> None:
        """End the thread; what is still held runs out."""
        self._ended = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _drop(self, token: str) -> None:
        with self._lock:
            self._holds.pop(token, None)

    def _run(self) -> None:
        while not self._ended:
            with self._lock:
                holds = list(self._holds.values())
            try:
                self._tick(holds, time.monotonic())
            except Exception as error:  # a database away for a while must not end the heartbeat
                log.warning("lease_renewal_failed", error=str(error))
            self._wake.wait(self._pause())
            self._wake.clear()
        db.close()

    def _pause(self) -> float:
        if self._stop_all_at is None:
            return TICK
        return min(TICK, max(0.05, self._stop_all_at - time.monotonic()))

    def _tick(self, holds: list[_Hold], now: float) -> None:
        """What has to stop first: the database may keep everything else waiting."""
        for hold in holds:
            if hold.control is not None and hold.control.remaining <= 0:
                hold.control.stop(self._stop_for("timeout"))
        if self._stop_all_at is not None and now >= self._stop_all_at:
            self._stop(holds, "shutdown")
        elif self._stop_messages_at is not None and now >= self._stop_messages_at:
            self._stop([hold for hold in holds if hold.record is Delivery], "shutdown")
        for hold in holds:
            try:
                self._serve(hold, now)
            except UnreachableError:  # each of the others would wait as long for the same answer
                raise
            except Exception as error:  # one that cannot be served must not cost the others theirs
                log.warning("lease_renewal_failed", error=str(error), token=hold.token)
        self._look_for_cancels([h for h in holds if h.control is not None and h.record is Task])

    def _serve(self, hold: _Hold, now: float) -> None:
        if hold.renew_at <= now <= hold.until:
            hold.renew_at = now + self._seconds / 3
            if not leases.renew(hold.record, hold.ids, hold.token, self._seconds):
                self._stop([hold], "shutdown")  # taken over: what it makes would be dropped
        if hold.on_tick is not None:
            hold.on_tick()

    def _look_for_cancels(self, holds: list[_Hold]) -> None:
        if not holds:
            return
        wanted = looks.cancel_requested([id_ for hold in holds for id_ in hold.ids])
        self._stop([hold for hold in holds if wanted & set(hold.ids)], "cancel")

    def _stop(self, holds: list[_Hold], reason: str) -> None:
        for hold in holds:
            if hold.control is not None:
                hold.control.stop(self._stop_for(reason))
