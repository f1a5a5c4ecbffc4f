"""The daemons of the chaos run, and the supervisor that starts another one for each that ends."""

from __future__ import annotations

import random
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.support.processes import Process, Processes, kill_pid

WORKER = ("worker", "--processes", "2", "--threads", "4")
SCHEDULER = ("scheduler", "run")
PLACES = (WORKER, WORKER, SCHEDULER, SCHEDULER)

RESTART_AFTER = 1.0  # seconds


class Daemons(threading.Thread):
    """Keeps one process in each place, whatever ends it, until it is stopped."""

    def __init__(self, processes: Processes, places: Sequence[Sequence[str]] = PLACES) -> None:
        super().__init__(name="supervisor", daemon=True)
        self._processes = processes
        self._places = places
        self._stopping = threading.Event()
        self._running: list[Process] = []
        self.ends: Counter[str] = Counter()  # how often which command ended with which code

    def run(self) -> None:
        self._running = [self._processes.contenthub(*place) for place in self._places]
        while not self._stopping.wait(RESTART_AFTER):
            for number, place in enumerate(self._places):
                if not self._running[number].running:
                    self.ends[
                        f"{place[0]} ended with {self._running[number].popen.returncode}"
                    ] += 1
                    self._running[number] = self._processes.contenthub(*place)

    def leave(self) -> None:
        """Start nobody any more."""
        self._stopping.set()
        self.join()

    def stop(self, timeout: float) -> list[int]:
        """SIGTERM to all and their exit codes."""
        self.leave()
        for process in self._running:
            process.signal(signal.SIGTERM)
        return [process.wait(timeout) for process in self._running]

    def victims(self) -> list[int]:
        """The daemons and the processes that they work in."""
        return [
            pid for one in self._running if one.running for pid in (one.pid, *_children(one.pid))
        ]

    def signal_one(self, number: signal.Signals, rng: random.Random) -> int | None:
        """Send a signal to any of them; returns its pid."""
        victims = self.victims()
        if not victims:
            return None
        pid = rng.choice(victims)
        kill_pid(pid, number)
        return pid

    def continue_all(self) -> None:
        """SIGCONT: nobody stays stopped."""
        for pid in self.victims():
            kill_pid(pid, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:  # it has ended meanwhile
        return []
    return [int(one) for one in text.split()]
