"""How long a transaction waits for what somebody else holds, before it says that this is so.

Usually long, as others are done soon. But a finished article has to be on disk in a moment, and a
process that was told to end has no time: without this both wait as long as everybody else.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

SHORT = 1.0  # seconds for what can be kept otherwise
ENDING = 2.0  # seconds for everything in a process that is about to end

_this_thread = threading.local()
_endings: list[object] = []


def seconds(usual: float) -> float:
    """How long a transaction of this thread waits now, where it usually waits ``usual``."""
    most = min(usual, getattr(_this_thread, "most", usual))
    return min(most, ENDING) if is_ending() else most


@contextmanager
def at_most(wait: float) -> Iterator[None]:
    """Let the transactions of this thread wait for so many seconds only, while the block runs."""
    before = getattr(_this_thread, "most", math.inf)
    _this_thread.most = min(wait, before)
    try:
        yield
    finally:
        _this_thread.most = before


def short() -> AbstractContextManager[None]:
    """Let the transactions of this thread wait a moment only, while the block runs."""
    return at_most(SHORT)


@contextmanager
def ending() -> Iterator[None]:
    """While the block runs this process ends: nobody in it waits long, not even who does already.

    May be entered again within itself.
    """
    mark = object()
    _endings.append(mark)
    try:
        yield
    finally:
        _endings.remove(mark)


def is_ending() -> bool:
    """True while this process ends."""
    return bool(_endings)
