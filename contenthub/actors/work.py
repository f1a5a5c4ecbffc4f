"""The envelope of every actor that calls out: claim, hold the lease, call, write for what is held.

An actor without it would have to remember by itself that the lease is renewed while it calls,
that rows which were taken over meanwhile are left alone, and that a database which is away is
waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from contenthub import logs
from contenthub.actors import keeping
from contenthub.boot import App
from contenthub.creators.base import Control
from contenthub.errors import StoppingError, UnreachableError
from contenthub.lifecycle import leases
from contenthub.lifecycle.leases import Leased
from contenthub.lifecycle.unit import Unit
from contenthub.records import Delivery, Entry, Opinion, Task, Tick
from contenthub.settings import Settings

log = logs.get_logger("contenthub.work")

R = TypeVar("R", Task, Entry, Opinion, Tick, Delivery)
Write = Callable[[Unit, R], object]  # writes what became of one row, as it is now


def _by_account(row: Leased) -> tuple[int, int, int]:
    """In which order rows are written: one of them may lock targets of its account, and then the
    next one others. Messages as they were claimed, by their ids.
    """
    account_id = (row.account_id or 0) if isinstance(row, Task | Entry) else 0
    return account_id, row.target_id if isinstance(row, Entry) else 0, row.id


@dataclass(frozen=True, slots=True)
class Work:
    """The work on one message: by whom, with which parts of the process, under which token."""

    app: App
    who: str  # is written into the events
    token: str = field(default_factory=leases.new_token)

    @property
    def settings(self) -> Settings:
        return self.app.settings

    def claim(
        self, record: type[R], refs: Sequence[Sequence[int]], wanted: frozenset[Any], **more: Any
    ) -> list[R]:
        """Those of the rows ``refs`` (id, attempt) whose lease was free; see ``leases.claim``."""
        pairs = [(ref[0], ref[1]) for ref in refs]
        return leases.claim(record, pairs, wanted, self.token, self.settings.lease, **more)

    def hold(
        self,
        rows: Sequence[R],
        timeout: float,
        *,
        control: Control | None = None,
        on_tick: Callable[[], None] | None = None,
    ) -> AbstractContextManager[None]:
        """Keep the leases while the block runs; see ``LeaseHeartbeat.hold``."""
        return self.app.leases.hold(
            rows, self.token, timeout=timeout, control=control, on_tick=on_tick
        )

    def go_on(self, seconds: float) -> None:
        """Keep the leases of what is held for so long from now, whatever ``hold`` was told."""
        self.app.leases.prolong(self.token, seconds)

    def write(
        self, rows: Sequence[R], write: Write[R], lock_before: Callable[[], object] | None = None
    ) -> None:
        """In one unit, write what became of those of ``rows`` that are still held.

        ``lock_before`` locks what others lock before such rows, so that nobody waits in a circle.
        """
        with Unit(self.who) as unit:
            if lock_before is not None:
                lock_before()
            for row in sorted(leases.held(rows, self.token), key=_by_account):
                write(unit, row)

    def call(
        self,
        rows: Sequence[R],
        timeout: float,
        call: Callable[[], Write[R]],
        *,
        lock_before: Callable[[], object] | None = None,
        control: Control | None = None,
        unstorable: Callable[[Exception], Write[R]] | None = None,
    ) -> None:
        """Call out for ``rows`` under their leases, for at most ``timeout`` seconds.

        ``call`` answers how the outcome of each row is written (see ``write``), which waits for a
        database that is away; ``control`` is stopped where it has to end. With StoppingError it
        says that this process ends before it has an outcome: the rows are due as before, for
        whoever runs next. ``unstorable`` answers what is written of an outcome that cannot be:
        without it the rows are due as before, and the call is made again.
        """
        with self.hold(rows, timeout, control=control):
            try:
                write = call()
            except StoppingError:
                leases.release(rows, self.token)
                return
            try:
                keeping.persist(lambda: self.write(rows, write, lock_before))
            except UnreachableError:
                raise
            except Exception as error:
                if unstorable is None:
                    raise
                log.exception("outcome_refused", rows=len(rows))
                instead = unstorable(error)
                keeping.persist(lambda: self.write(rows, instead, lock_before))

    def articles(self, finished: Callable[[], Sequence[keeping.Finished]]) -> keeping.Articles:
        """What ``keeping.persist`` puts on disk while the database is away."""
        return keeping.Articles(self.app.spool, self.token, finished)
