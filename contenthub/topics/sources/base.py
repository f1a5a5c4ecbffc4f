"""What a topic source is: the one seam between a schedule and the places its topics come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

from contenthub.settings import Settings
from contenthub.topics.wishes import Wish

_NAMES = tuple(f.name for f in fields(Wish))

# What may stand in a list; account, targets and key of idempotency are not a topic's to decide.
FIELDS = tuple(name for name in _NAMES if name not in {"account", "targets", "idempotency_key"})

# What a source does not say: no wish that was checked has a priority of 0.
UNSET = Wish("", priority=0)


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom and when a topic is wanted."""

    account: str
    category: str
    language: str  # the account's setting: a BCP 47 tag or "auto"
    when: datetime  # the tick's time in the schedule's zone, aware
    counter: int  # number of the next article of this account in this schedule, from 1
    schedule: str = ""  # its name


@runtime_checkable
class Supply(Protocol):
    """The topics of a source as they were when it was loaded."""

    @property
    def finite(self) -> bool:
        """True for a list that can be used up."""
        ...

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each topic that had to be left out because it cannot be used."""
        ...

    def wishes(self, occasion: Occasion) -> Iterator[Wish]:
        """Candidates in order, best first; what the source does not say is as in ``UNSET``.

        Raises InputError when the occasion makes no topic.
        """
        ...


@runtime_checkable
class Source(Protocol):
    """Where topics come from. Sources are frozen: equal ones give the same topics."""

    name: ClassVar[str]
    remote: ClassVar[bool]  # True: load() calls out

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """From a schedule's parameter, without calling out. Raises InputError."""
        ...

    def load(self, settings: Settings) -> Supply:
        """Read the topics. Raises TransientError, PermanentError or InputError, of one line."""
        ...

    def stored(self) -> Any:
        """JSON from which the same source is parsed again, whatever the folder is by then."""
        ...


@dataclass(frozen=True, slots=True)
class Topics:
    """A supply that is the same for every account."""

    entries: tuple[Wish, ...]
    finite: bool
    problems: tuple[str, ...] = ()

    def wishes(self, occasion: Occasion) -> Iterator[Wish]:
        """All of them, in order."""
        return iter(self.entries)


def said(wish: Wish) -> dict[str, Any]:
    """The fields that a source's wish sets."""
    values = {name: getattr(wish, name) for name in _NAMES}
    return {name: value for name, value in values.items() if value != getattr(UNSET, name)}


def fill(wish: Wish, common: Wish) -> Wish:
    """The wish of a source, with ``common`` for what the source left open."""
    return replace(common, **said(wish))
