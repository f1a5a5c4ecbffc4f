"""Brings finished results into the database, or onto the disk while that is away.

A result is written to disk as soon as the database does not take it, so that not even the end of
this process costs it. Then the database is tried again for a while; after that, the intake has it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import TypeVar

from contenthub import boot, clock, logs
from contenthub.database import patience
from contenthub.errors import UnreachableError
from contenthub.lifecycle.contents import Draft
from contenthub.records import Task
from contenthub.spool import Kept, Result, Spool

log = logs.get_logger("contenthub.keeping")

PATIENCE = 60.0  # seconds for which a finished result waits for a database that is away
_PAUSES = (0.1, 2.0)  # seconds: the first one, doubled up to the longest

T = TypeVar("T")
Finished = tuple[Task, Draft]


def nothing() -> tuple[Finished, ...]:
    """For outcomes without an article: what is lost can be asked for again."""
    return ()


def persist(
    write: Callable[[], T], token: str = "", finished: Callable[[], Iterable[Finished]] = nothing
) -> T | None:
    """Write an outcome, waiting for a database that is away.

    ``finished`` tells which articles are in it, made under the lease ``token``. Where the database
    does not take them at once they are put on disk, for the intake: the lease may be lost by the
    time it is back, and then ``write`` would leave them out. When it stays away for PATIENCE
    seconds, or this process ends, None is returned; while neither database nor disk takes them,
    this goes on trying.
    Raises UnreachableError for an outcome without articles.
    """
    waiting = _Waiting(boot.current().spool, token)
    deadline, pause = clock.steady() + PATIENCE, _PAUSES[0]
    try:
        while True:
            try:
                with patience.short() if finished is not nothing else nullcontext():
                    return write()
            except UnreachableError as error:
                waiting.keep(finished())
                log.warning("result_waits_for_database", error=str(error))
                if patience.is_ending() and waiting.has_any and waiting.all_kept:
                    return None
                if clock.steady() > deadline:
                    if not waiting.has_any:
                        raise
                    if waiting.all_kept:
                        return None
                    deadline = clock.steady() + PATIENCE
                    log.error("result_in_memory_only", advice="free the database, or disk space")
            time.sleep(pause)
            pause = min(2 * pause, _PAUSES[1])
    finally:
        waiting.let_go()


class _Waiting:
    """The articles of one outcome that are on disk."""

    def __init__(self, spool: Spool, token: str) -> None:
        self._spool = spool
        self._token = token
        self._kept: dict[int, Kept] = {}
        self.has_any = False
        self.all_kept = True

    def keep(self, finished: Iterable[Finished]) -> None:
        """Put those on disk that are not there yet; a full disk is tried again the next time."""
        self.all_kept = True
        for task, draft in finished:
            self.has_any = True
            if task.id in self._kept:
                continue
            try:
                self._kept[task.id] = self._spool.keep(self._result(task, draft))
            except (OSError, TypeError, ValueError) as error:
                self.all_kept = False
                log.error("result_not_spooled", task_id=task.task_id, error=str(error))
            else:
                log.warning("result_spooled", task_id=task.task_id, attempt=task.attempt)

    def let_go(self) -> None:
        """Leave them to the intake."""
        for kept in self._kept.values():
            kept.let_go()

    def _result(self, task: Task, draft: Draft) -> Result:
        now = clock.now()
        article = draft.late(now)["article"]
        return Result(task.id, task.task_id, task.attempt, self._token, now.isoformat(), article)
