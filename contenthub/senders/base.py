"""What a sender is: it takes one message to one receiver, and says what became of that."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from contenthub.settings import Settings


class Outcome(StrEnum):
    """What became of one try."""

    DELIVERED = "delivered"
    AGAIN = "again"  # not now; later perhaps
    NEVER = "never"  # this message cannot be delivered, however often it is tried
    GONE = "gone"  # the receiver wants nothing any more


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: ``id`` is the same at every try, ``body`` is JSON."""

    id: str
    type: str
    body: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the receiver said. ``retry_after`` are seconds, for which it wants to be left alone."""

    outcome: Outcome
    status: int | None = None  # of the answer, where the protocol has such numbers
    answer: str = ""  # its beginning
    error: str = ""  # why it does not count as delivered
    retry_after: float | None = None


class Sender(Protocol):
    """Sends messages of one kind; ``place`` is what the kind's destinations answer as theirs.

    It is opened for a few messages that follow each other, in one thread, and keeps to a time of
    its own (``TIMEOUT`` seconds at most). What it raises counts as AGAIN.
    """

    def __call__(self, place: Any, message: Message) -> Said: ...


@runtime_checkable
class Breakable(Protocol):
    """A sender whose call can be ended from another thread, as its process ends."""

    def break_off(self) -> None: ...


class Kind(Protocol):
    """The module of a kind of messages."""

    def opened(self, settings: Settings) -> AbstractContextManager[Sender]:
        """A sender, for as long as the block runs."""
        ...


TIMEOUT = 15.0  # seconds that one try may take; https://www.standardwebhooks.com: 15 to 30
LONGEST_ANSWER = 1_024  # bytes that are kept
