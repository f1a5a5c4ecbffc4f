"""What work that takes its time and whoever had it begun tell each other: can it begin, how far is
it, and end it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a backend is set up and answers; ``detail`` is one line for a person."""

    ok: bool
    detail: str


class StopReason(StrEnum):
    """Why a running generation has to end before it is done."""

    CANCEL = "cancel"
    TIMEOUT = "timeout"
    SHUTDOWN = "shutdown"


class StoppedError(Exception):
    """Raised by a direct creator that ended because its ``Control`` was stopped."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Control:
    """The line between a direct creator and the line that runs it: progress up, stop down.

    ``stop`` may come from any thread; callbacks registered by ``on_stop`` run in it, at once
    when the stop came first.
    """

    def __init__(
        self,
        timeout: float = 1800.0,
        on_progress: Callable[[int | None, str], None] | None = None,
    ) -> None:
        self.deadline = time.monotonic() + timeout
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._reason: StopReason | None = None
        self._callbacks: list[Callable[[], None]] = []

    def report(self, progress: int | None, step: str = "") -> None:
        """Tell how far the work is (percent, or None where it is not known)."""
        if self._on_progress is not None:
            self._on_progress(progress, step)

    def stop(self, reason: StopReason) -> None:
        """Ask the creator to end; the first reason stands."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = reason
            callbacks = list(self._callbacks)
        self._stopped.set()
        for callback in callbacks:
            callback()

    @property
    def reason(self) -> StopReason | None:
        return self._reason

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, never below zero."""
        return max(0.0, self.deadline - time.monotonic())

    def check(self) -> None:
        """Raise StoppedError if the work has to end (also when its time is up)."""
        if self._reason is None and self.remaining <= 0:
            self.stop(StopReason.TIMEOUT)
        if self._reason is not None:
            raise StoppedError(self._reason)

    def wait(self, seconds: float) -> bool:
        """Sleep up to ``seconds``; True if a stop came."""
        return self._stopped.wait(seconds)

    @contextmanager
    def on_stop(self, callback: Callable[[], None]) -> Iterator[None]:
        """Run ``callback`` when a stop comes while the block runs."""
        with self._lock:
            self._callbacks.append(callback)
            already = self._reason is not None
        if already:
            callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)
