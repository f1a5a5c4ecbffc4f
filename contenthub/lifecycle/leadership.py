"""What a process needs to do something alone: a lease that it leads under, and a trusted clock.

Leases are times of the wall clock. So whoever leads also has to notice when that was set back,
or forward: then leases that hold seem to have run out, and what was written ahead would wait.
"""

from __future__ import annotations

import time
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.errors import LeaseLostError
from contenthub.lifecycle import leases

JUMP = 2.0  # seconds: a clock that moved by more against the time that passed was set


class Leader:
    """This process's part in the question who leads.

    ``name`` is the lease's, ``seconds`` after how long another process takes over. ``began`` and
    ``ended`` are the words of ``log`` for leading and for no longer doing so.
    """

    def __init__(self, name: str, seconds: float, log: Any, *, began: str, ended: str) -> None:
        self._name = name
        self._seconds = seconds
        self._log = log
        self._words = {True: began, False: ended}
        self._term: int | None = None
        self._renewed = float("-inf")

    @property
    def leads(self) -> bool:
        """Whether it led when it last looked."""
        return self._term is not None

    def lead(self) -> bool:
        """Keep the lease, or take it when it is free. Raises UnreachableError."""
        if self.leads and time.monotonic() - self._renewed < self._seconds / 3:
            return True
        if not self.leads and leases.held_by_another(self._name, leases.BOOT_ID, self._seconds):
            return False
        self._renewed = time.monotonic()
        term = leases.acquire(self._name, leases.BOOT_ID, self._seconds)
        if term != self._term:
            self._log.info(self._words[term is not None], term=term)
            self._term = term
        return self.leads

    def demand(self) -> None:
        """Inside a transaction: raise LeaseLostError unless this process still leads."""
        try:
            leases.demand(self._name, leases.BOOT_ID, self._term or 0, self._seconds)
        except LeaseLostError:
            self.forget()
            raise

    def forget(self) -> None:
        """Look again before anything else is written."""
        self._term = None

    def retire(self) -> None:
        """Give the lease up, and the connection of this thread."""
        try:
            if self.leads:
                leases.give_up(self._name, leases.BOOT_ID)
        except Exception as error:
            self._log.debug(f"{self._name}_lease_kept", error=str(error))
        db.close()


class ClockWatch:
    """Compares the wall clock with the time that passes."""

    def __init__(self) -> None:
        self._last = clock.now(), time.monotonic()

    def set_back_by(self) -> float:
        """Seconds by which the clock was set back since the last look; 0.0 within JUMP.

        Below zero: it was set forward, or the machine slept.
        """
        (wall, steady), self._last = self._last, (clock.now(), time.monotonic())
        passed = self._last[1] - steady
        back = passed - (self._last[0] - wall).total_seconds()
        return back if abs(back) > JUMP else 0.0
