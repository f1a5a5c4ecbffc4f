"""Knows whether the line is busy in this process, so that what can wait gives way to it.

Without it a burst of messages to webhooks would take its share of the interpreter, and of the
database's write lock, from the work that these messages tell of.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Any

from dramatiq.middleware import Middleware

from contenthub.queues import DELIVER

BUSY = 0.2  # of a processor, on average …
WITHIN = 1.0  # … over about so many seconds


class LineLoad(Middleware):
    """Measures the processor time of what is processed, but for messages to others themselves.

    Not how many messages: on a slow machine, and where each is about many rows, they are few.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.thread_time,
    ) -> None:
        """``used``: the processor time of the calling thread, in seconds."""
        self._now, self._used = now, used
        self._began = threading.local()
        self._lock = threading.Lock()
        self._seconds = 0.0  # used lately, the longer ago the less …
        self._at = now()  # … as of then

    def before_process_message(self, broker: Any, message: Any) -> None:
        self._began.used = self._used()

    def after_process_message(
        self, broker: Any, message: Any, *, result: Any = None, exception: Any = None
    ) -> None:
        if message.queue_name == DELIVER:
            return
        used = self._used() - self._began.used
        with self._lock:
            now = self._now()
            self._seconds = self._left(now) + used
            self._at = now

    @property
    def share(self) -> float:
        """How much of a processor the line takes; several threads may take more than one."""
        with self._lock:
            return self._left(self._now()) / WITHIN

    @property
    def is_busy(self) -> bool:
        """True while the line takes a good part of a processor."""
        return self.share >= BUSY

    def _left(self, now: float) -> float:
        return self._seconds * math.exp((self._at - now) / WITHIN)
