"""The state of the whole line at one moment, as plain values that rules and faces look at.

``queries.snapshot.take`` reads it; nothing here knows where it comes from, so that a rule about it
is a pure function and its test a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Window(StrEnum):
    """The spans of time, up to the present, over which is counted."""

    QUARTER = "15m"
    HOUR = "1h"
    DAY = "24h"


SECONDS = {Window.QUARTER: 900.0, Window.HOUR: 3_600.0, Window.DAY: 86_400.0}


@dataclass(frozen=True, slots=True)
class Ended:
    """How many tasks ended in a window, by how they stand now: one that is retried is none."""

    completed: int = 0
    failed: int = 0
    timeout: int = 0
    cancelled: int = 0

    @property
    def judged(self) -> int:
        """Those of which rates are made: whoever cancels a task says nothing of the line."""
        return self.completed + self.failed + self.timeout

    @property
    def success_rate(self) -> float | None:
        """From 0 to 1; None where nothing ended."""
        return self._rate(self.completed)

    @property
    def failure_rate(self) -> float | None:
        """Of ``failed`` alone; time-outs have a rate of their own."""
        return self._rate(self.failed)

    @property
    def timeout_rate(self) -> float | None:
        """Of time-outs."""
        return self._rate(self.timeout)

    def _rate(self, count: int) -> float | None:
        return count / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in one window."""

    submitted: int = 0
    ended: Ended = field(default_factory=Ended)
    by_creator: Mapping[str, Ended] = field(default_factory=dict)  # those of which something ended
    published: int = 0
    publish_failed: int = 0  # entries that are failed now, and became so in the window


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that are due and wait for an actor; ``oldest_seconds``: how long the first one does."""

    count: int = 0
    oldest_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """Tasks that wait."""

    due: Queue = field(default_factory=Queue)  # for a slot
    later: int = 0  # whose time has not come: planned, or the next attempt of one that failed

    @property
    def waiting(self) -> int:
        """All of them."""
        return self.due.count + self.later


@dataclass(frozen=True, slots=True)
class Slots:
    """Generations at a time over all processes; ``total`` is 0 while no worker is alive."""

    used: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Processes:
    """Which daemons are alive, and for which there is work."""

    workers: int = 0
    schedulers: int = 0
    apis: int = 0
    # What is due or under way, by kind (task, publication, tick, opinion): work for a worker.
    work: Mapping[str, int] = field(default_factory=dict)
    # Active schedules, and those of them whose time passed more than a minute ago.
    active_schedules: int = 0
    late_schedules: tuple[str, ...] = ()
    # Somebody used the API with a token in the last day, or creators call back.
    api_is_used: bool = False

    @property
    def worker_is_missing(self) -> bool:
        """There is work, and nobody to do it."""
        return not self.workers and bool(self.work)

    @property
    def scheduler_is_missing(self) -> bool:
        """Schedules are to fire, and nothing fires them."""
        return not self.schedulers and bool(self.active_schedules)

    @property
    def api_is_missing(self) -> bool:
        """Others ask it, and it is not there."""
        return not self.apis and self.api_is_used


@dataclass(frozen=True, slots=True)
class ScheduleTrouble:
    """A schedule that needs a person; ``reason`` where it was paused by its failures."""

    name: str
    failures: int  # in a row
    paused: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TargetTrouble:
    """Publications of one target that failed in the last day, wait for it, or are in doubt.

    Those that wait (``away``) were tried again and again, and are not out, or with an older text.
    """

    target_id: int
    account_id: int
    account: str
    target: str
    failed: int
    unverified: int
    example: str  # the latest error
    away: int = 0


@dataclass(frozen=True, slots=True)
class CreatorTrouble:
    """What did not come of a creator: tasks that wait after a failure, and those that failed."""

    creator: str
    waiting: int  # for their next attempt, since the last one failed
    example: str  # an error
    failed: int = 0  # or timed out, since the last one was completed
    again: int = 0  # that failed before and are under way, or wait for a slot


@dataclass(frozen=True, slots=True)
class ReviewerTrouble:
    """A reviewer that answers no more; ``failed`` texts were left to people since it last did."""

    reviewer: str
    failed: int
    example: str  # the latest error


@dataclass(frozen=True, slots=True)
class SlowGate:
    """A process whose gate has been reading one text for longer than any may take."""

    process: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Reviews:
    """What waits for a person; new texts of contents that are there before are ``proposed``."""

    waiting: int = 0
    oldest_seconds: float = 0.0
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class StuckWork:
    """Work that nobody takes up, though it is due: what, why, how many."""

    what: str  # tasks, ticks, publications or opinions
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything, as it was at ``at``."""

    at: datetime
    windows: Mapping[Window, Counts] = field(
        default_factory=lambda: dict.fromkeys(Window, Counts())
    )
    backlog: Backlog = field(default_factory=Backlog)
    queues: Mapping[str, Queue] = field(default_factory=dict)  # by actor: dispatch, publish …
    slots: Slots = field(default_factory=Slots)
    processes: Processes = field(default_factory=Processes)
    schedules: tuple[ScheduleTrouble, ...] = ()
    targets: tuple[TargetTrouble, ...] = ()
    creators: tuple[CreatorTrouble, ...] = ()
    reviewer: ReviewerTrouble | None = None
    slow_gates: tuple[SlowGate, ...] = ()
    unverified: int = 0  # publications whose outcome is unknown, of all targets
    reviews: Reviews = field(default_factory=Reviews)
    stuck: tuple[StuckWork, ...] = ()
