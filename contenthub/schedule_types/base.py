"""What a type of schedule is: its parameters, who does its work, and the work itself.

The work ends in a ``Prepared``: whoever has the transaction writes it there, the scheduler with the
tick itself, a worker with the end of one that waited.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from contenthub.codes import Remark
    from contenthub.lifecycle.schedules.new_topics import Locks, Stock
    from contenthub.lifecycle.schedules.ticks import Outcome
    from contenthub.lifecycle.unit import Unit
    from contenthub.records import Account, Schedule
    from contenthub.settings import Settings
    from contenthub.topics.sources.base import Source

T = TypeVar("T")


class RunBy(StrEnum):
    """Who does the work of a tick."""

    SCHEDULER = "scheduler"  # nothing is read and little is written: in its own transaction
    WORKER = "worker"  # takes its time, on this machine
    FETCHER = "fetcher"  # reads from outside, or much: in threads that nobody else waits for


class Power(StrEnum):
    """What parameters may ask for that is not for everybody who may make schedules."""

    APPROVES = "approves"  # articles that need no person
    READS_FILES = "reads files"  # of the machine on which the service runs
    REMOVES = "removes"  # what belongs to any account
    WRITES_FILES = "writes files"  # on the machine on which the service runs
    SENDS = "sends"  # a message past the rules that operations keep


@dataclass(frozen=True, slots=True)
class Context:
    """What parameters are checked against."""

    account: Callable[[str], Account]  # by id or name; raises NotFoundError
    creators: tuple[str, ...]
    demand_event: Callable[[str, dict[str, Any]], None]  # raises for what no actor can take
    folder: Path  # what relative paths start from


class Shared:
    """What the ticks of one round have in common, so that it is read once."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under this key; made now where nothing was."""
        if key not in self._found:
            self._found[key] = make()
        return cast(T, self._found[key])


@dataclass(frozen=True, slots=True)
class Job:
    """One time of a schedule, as its type has to know it.

    ``counters`` is what the schedule remembers of earlier times. ``send`` rings an actor by its
    name, with arguments.
    """

    schedule: Schedule
    scheduled_for: datetime
    counters: Mapping[str, int]
    settings: Settings
    send: Callable[[str, dict[str, Any]], None]
    shared: Shared = field(default_factory=Shared)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Work that is done but for what is written together with its tick.

    ``write`` gets the unit and the tick's id, and says what came of it; it may be called again,
    in another unit, where a first one broke. ``locks`` is what it must hold, ``counters`` what the
    schedule is to remember.
    """

    write: Callable[[Unit, str], Outcome]
    locks: Locks | None = None
    counters: Mapping[str, int] = field(default_factory=dict)


class ScheduleType(Protocol):
    """A type of schedule. Those that inherit from it need ``check`` and ``work`` alone.

    ``does`` says in a line what it is for; ``parameters`` gives the meaning of each by its name;
    ``patience`` is how many seconds its work may take before another worker begins it anew.
    """

    does: ClassVar[str]
    parameters: ClassVar[Mapping[str, str]]
    patience: ClassVar[float] = 240.0

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored. Raises InputError that names the field."""
        ...

    def work(self, job: Job) -> Prepared:
        """Do what a time of the schedule asks for, outside any transaction.

        Raises ContentHubError: a TransientError is tried again later, where a worker does it.
        """
        ...

    def run_by(self, schedule: Schedule) -> RunBy:
        """Who does it; told by what is stored, without reading anything."""
        return RunBy.WORKER

    def powers(self, params: Mapping[str, Any]) -> frozenset[Power]:
        """What these parameters, which nobody has checked yet, ask for beyond the usual."""
        return frozenset()

    def stock(self, schedule: Schedule, settings: Settings) -> list[Stock] | None:
        """What is left for each account of a list that is used up; None: nothing runs out.

        Raises ContentHubError when the list cannot be read.
        """
        return None

    def outside(self, schedule: Schedule) -> Source | None:
        """What it reads from another machine, so that it can be looked at before."""
        return None

    def copies_to(self, schedule: Schedule, settings: Settings) -> Path | None:
        """The folder into which it copies the database; None: it makes no copies."""
        return None

    def remarks(self, schedule: Schedule, settings: Settings) -> list[Remark]:
        """What a person should know who has just made the schedule."""
        return []
