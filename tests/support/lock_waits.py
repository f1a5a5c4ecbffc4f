"""What another transaction does on PostgreSQL while the one of the test holds a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from contenthub.database import db
from tests.support.processes import wait_until

# pg_stat_activity would say within a transaction what it said at first
_WAITING = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"


class Other:
    """Another thread, with a connection of its own."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._failed: list[BaseException] = []

    def begin(self, call: Callable[[], object]) -> None:
        """Let it do this; returns when it waits for a lock. Raises where it ends without one."""
        self._thread = threading.Thread(target=self._run, args=(call,))
        self._thread.start()
        wait_until(lambda: self.waits() or self.has_ended, 30, "that it waits for a lock")
        if self.has_ended:
            self.end()
            raise AssertionError("it waited for no lock")

    def waits(self) -> bool:
        """Whether anybody waits for a lock of this server."""
        return bool(db.execute(_WAITING).fetchone()[0])

    @property
    def has_ended(self) -> bool:
        return self._thread is not None and not self._thread.is_alive()

    def end(self) -> None:
        """Wait for its end; raises what it raised."""
        if self._thread is None:
            return
        self._thread.join(30)
        assert self.has_ended, "it waits for a lock"
        if self._failed:
            raise self._failed.pop()

    def _run(self, call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:
            self._failed.append(error)
        finally:
            db.close()


@contextmanager
def other() -> Iterator[Other]:
    """Another thread, which has ended when the block has: there it has to get its locks."""
    it = Other()
    try:
        yield it
    finally:
        it.end()


def elsewhere(call: Callable[[], object]) -> None:
    """Let another thread do it, which must wait for nothing that this one holds."""
    it = Other()
    it._thread = threading.Thread(target=it._run, args=(call,))
    it._thread.start()
    it.end()


def is_free(table: str, key: int | str, column: str = "id") -> bool:
    """Whether nobody else has locked this row; it is locked from now on."""
    sql = f"SELECT 1 FROM {table} WHERE {column} = ? FOR NO KEY UPDATE SKIP LOCKED"
    return db.execute(sql, (key,)).fetchone() is not None
