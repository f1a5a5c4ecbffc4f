"""Brings finished results into the database, or onto the disk while that is away.

A result is written to disk as soon as the database does not take it, so that not even the end of
this process costs it. Then the database is tried again for a while; after that, the intake has it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TypeVar

from contenthub import clock, logs
from contenthub.database import patience
from contenthub.errors import UnreachableError
from contenthub.lifecycle.drafts import Draft
from contenthub.records import Task
from contenthub.spool import Kept, Result, Spool

log = logs.get_logger("contenthub.keeping")

PATIENCE = 60.0  # seconds for which a finished result waits for a database that is away
_PAUSES = (0.1, 2.0)  # seconds: the first one, doubled up to the longest

T = TypeVar("T")
Finished = tuple[Task, Draft]


def persist(write: Callable[[], T], articles: Articles | None = None) -> T | None:
    """Write an outcome, waiting for a database that is away.

    ``articles`` are those in it. Where the database does not take them at once they are put on
    disk, for the intake: the lease may be lost by the time it is back, and then ``write`` would
    leave them out. When it stays away for PATIENCE seconds, or this process ends, None is returned;
    while neither database nor disk takes them, this goes on trying.
    Raises UnreachableError for an outcome without articles: what is lost can be asked for again.
    """
    deadline, pause = clock.steady() + PATIENCE, _PAUSES[0]
    try:
        while True:
            try:
                with nullcontext() if articles is None else patience.short():
                    return write()
            except UnreachableError as error:
                safe = articles is not None and articles.put_on_disk()
                log.warning("result_waits_for_database", error=str(error))
                late = clock.steady() > deadline
                if safe and (late or patience.is_ending()):
                    return None
                if late and (articles is None or not articles.there_are_any):
                    raise
                if late:
                    deadline = clock.steady() + PATIENCE
                    log.error("result_in_memory_only", advice="free the database, or disk space")
            time.sleep(pause)
            pause = min(2 * pause, _PAUSES[1])
    finally:
        if articles is not None:
            articles.let_go()


class Articles:
    """The articles of one outcome, made under the lease ``token``.

    ``finished`` tells which they are, once they are made.
    """

    def __init__(
        self, spool: Spool, token: str, finished: Callable[[], Sequence[Finished]]
    ) -> None:
        self._spool = spool
        self._token = token
        self._finished = finished
        self._kept: dict[int, Kept] = {}
        self.there_are_any = False

    def put_on_disk(self) -> bool:
        """Put those on disk that are not there yet; a full disk is tried again the next time.

        True when there are any, and all of them are on disk.
        """
        made = self._finished()
        self.there_are_any = bool(made)
        for task, draft in made:
            if task.id not in self._kept:
                self._keep(task, draft)
        return self.there_are_any and all(task.id in self._kept for task, _ in made)

    def _keep(self, task: Task, draft: Draft) -> None:
        try:
            self._kept[task.id] = self._spool.keep(self._result(task, draft))
        except (OSError, TypeError, ValueError) as error:
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
