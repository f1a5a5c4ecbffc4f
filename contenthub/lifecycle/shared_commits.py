"""Lets changes that several threads make in one moment share a commit, which each would wait for.

A commit ends on the disk, and SQLite has one at a time. What is asked for while one is under way
gathers, and all of it is one transaction next. Who is alone waits for nobody.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import Any, TypeVar

from contenthub import clock
from contenthub.database import db, patience
from contenthub.lifecycle import joined

T = TypeVar("T")

MOST = 64  # changes in one transaction: other writers want to get in between


def committed(act: Callable[[], T]) -> T:
    """What ``act`` answers, which writes one unit, or one ``joined.one_transaction``, and is quick.

    Another thread may call it, in the context of this one. What it raises takes back its own
    changes alone; where the database fails, all that would have been committed with them fail as
    well. Raises UnreachableError.
    """
    if not db.is_sqlite() or db.is_joined():
        return act()  # PostgreSQL does this by itself
    change = _Change(act)
    if _queue.joined_as_writer(change):
        _write(_queue.taken(), change.waited)
    answer: T = change.outcome()
    return answer


class _Change:
    """What one thread wants to have written."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._context = copy_context()
        self._began = clock.steady()
        self._tells: list[joined.Tell] = []
        self._answer: Any = None
        self._error: BaseException | None = None
        self.is_done = False
        self.is_next = threading.Event()  # it is done, or its thread has to write

    @property
    def waited(self) -> float:
        """Seconds so far."""
        return clock.steady() - self._began

    def run(self) -> None:
        """Write it into the transaction of this thread. Raises where SQLite took all of it back."""
        try:
            with joined.collected() as self._tells, joined.counted_together():
                self._answer = self._context.run(self._act)
        except Exception as error:
            self._error = error
            if not db.database.connection().in_transaction:
                raise

    def end(self, failure: BaseException | None) -> None:
        """It was committed or, for this reason, taken back with all others."""
        self._error = self._error or failure
        self.is_done = True
        self.is_next.set()

    def outcome(self) -> Any:
        """What came of it, told by the thread that wanted it. Raises what went wrong."""
        if self._error is not None:
            raise self._error
        for tell in self._tells:
            tell()
        return self._answer


class _Queue:
    """The changes that wait; the thread of one of them writes for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Change] = deque()
        self._has_writer = False

    def joined_as_writer(self, change: _Change) -> bool:
        """Wait until the change is done; True: its own thread has to write what waits."""
        with self._lock:
            self._waiting.append(change)
            if not self._has_writer:
                self._has_writer = True
                return True
        change.is_next.wait()
        return not change.is_done

    def taken(self) -> list[_Change]:
        """What the writer writes, in the order in which it came."""
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]

    def hand_on(self) -> None:
        """Another thread writes from now on, if there is one that waits."""
        with self._lock:
            if self._waiting:
                self._waiting[0].is_next.set()
            else:
                self._has_writer = False


_queue = _Queue()


def _write(changes: Sequence[_Change], waited: float) -> None:
    failure: BaseException | None = None
    left = patience.seconds(db.BUSY_TIMEOUT) - waited
    try:
        with patience.at_most(max(0.0, left)), db.transaction(), joined.counted_together():
            for change in changes:
                change.run()
    except BaseException as error:
        failure = error
        if not isinstance(error, Exception):
            raise
    finally:
        _queue.hand_on()
        for change in changes:
            change.end(failure)
