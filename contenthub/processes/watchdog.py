"""Lets a process be ended whose interpreter is held, so that its work is taken over.

A library that computes without end while it holds the interpreter stops every thread: no lease is
renewed, no signal is handled, and nothing in the process can notice. So each process that works
has a watchdog beside it, a small process that hears from a thread every second and kills it when
it hears nothing (see ``watchdog_process``). A timer within the process, such as faulthandler's,
would not do: it runs on while the process is stopped, and would kill it when it goes on.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from contenthub import logs
from contenthub.processes import watchdog_process

log = logs.get_logger("contenthub.watchdog")

BEAT = 1.0  # seconds
SHORTEST = 10.0  # seconds of silence that a loaded machine may cause
FAREWELL = 2.0  # seconds for the watchdog to notice that it is not needed any more
AGAIN = 10.0  # seconds between two watchdogs that were started one after the other
SIGNAL = signal.SIGUSR2  # asks faulthandler for the stacks


def limit_for(lease: float) -> float:
    """Seconds of silence after which a process is frozen.

    Twice the lease: by then it has lost all its rows, so its end costs nothing more.
    """
    return max(2 * lease, SHORTEST)


@contextmanager
def watched(lease: float) -> Iterator[None]:
    """End this process if no thread of it runs for ``limit_for(lease)`` while the block runs."""
    watchdog = Watchdog(limit_for(lease))
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class Watchdog:
    """The thread that beats, and the process that listens; another one when that dies."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = float("-inf")
        self._hears, self._tells = os.pipe()
        os.set_blocking(self._tells, False)  # a watchdog that is stopped must not stop us

    def start(self) -> None:
        """Begin to beat and to be watched."""
        faulthandler.register(SIGNAL, self._tells, all_threads=True)
        self._watch()
        self._thread.start()

    def stop(self) -> None:
        """End the watch in good order."""
        self._stopping.set()
        self._thread.join()
        faulthandler.unregister(SIGNAL)
        os.close(self._tells)
        os.close(self._hears)
        if self._process is not None:
            _end(self._process)

    def _run(self) -> None:
        while not self._stopping.wait(BEAT):
            with suppress(BlockingIOError):  # told often enough
                os.write(self._tells, b"\0")
            if self._process is None or self._process.poll() is not None:
                self._watch()

    def _watch(self) -> None:
        if time.monotonic() - self._started < AGAIN:
            return
        if self._process is not None:
            log.error("watchdog_died", exit_code=self._process.returncode)
        self._started = time.monotonic()
        sink, form = logs.sink()
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-S",
                    str(Path(watchdog_process.__file__)),
                    str(os.getpid()),
                    str(self._limit),
                    str(int(SIGNAL)),
                    form,
                ],
                stdin=self._hears,
                stdout=sink,
            )
        except OSError as error:
            self._process = None
            log.error("watchdog_not_started", error=str(error))


def _end(process: subprocess.Popen[bytes]) -> None:
    """It ends with its pipe; one that is stopped cannot, and must not keep us."""
    try:
        process.wait(FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
