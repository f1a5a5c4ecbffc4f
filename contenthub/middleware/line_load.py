"""Knows whether the line is busy in this process, so that what can wait gives way to it.

Without it a burst of messages to webhooks would take its share of the interpreter, and of the
database's write lock, from the work that these messages tell of.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from dramatiq.middleware import Middleware

from contenthub.queues import DELIVER

_MESSAGES = 20
_WITHIN = 1.0  # seconds


class LineLoad(Middleware):
    """Counts what is processed, but for messages to others themselves."""

    def __init__(self) -> None:
        self._ended: deque[float] = deque(maxlen=_MESSAGES)  # when the last ones were processed

    def after_process_message(
        self, broker: Any, message: Any, *, result: Any = None, exception: Any = None
    ) -> None:
        if message.queue_name != DELIVER:
            self._ended.append(time.monotonic())

    @property
    def is_busy(self) -> bool:
        """True while a message is processed every 50 ms and more often."""
        ended = self._ended
        return len(ended) == _MESSAGES and time.monotonic() - ended[0] < _WITHIN
