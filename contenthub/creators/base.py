"""What a creator is: the one seam between the production line and whatever writes the articles.

A *direct* creator does its work in one blocking call. A *remote* one accepts a request,
answers with its own id for it, and is looked at until it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from contenthub.errors import BackendError
from contenthub.programs.control import Check, Control, StoppedError, StopReason
from contenthub.usage import Usage

__all__ = [
    "AcceptedError",
    "Article",
    "CancelOutcome",
    "Check",
    "Control",
    "Creator",
    "DirectCreator",
    "Observation",
    "Phase",
    "Profile",
    "RemoteCreator",
    "Request",
    "Rewrite",
    "StopReason",
    "StoppedError",
]

MOST_ID = 255  # characters of a creator's id for an order


@dataclass(frozen=True, slots=True)
class Profile:
    """The account an article is written for: its style and its rules."""

    name: str
    language: str  # "zh", "en", …: a BCP 47 tag, already resolved, never "auto"
    tone: str = ""
    audience: str = ""
    requirements: str = ""
    banned_words: tuple[str, ...] = ()
    required_words: tuple[str, ...] = ()
    min_length: int | None = None  # words (for Chinese: characters)
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An article that is there, and is to be written anew."""

    title: str
    content: str  # Markdown
    note: str  # what has to be different


@dataclass(frozen=True, slots=True)
class Request:
    """One article that is asked for. ``idempotency_key`` is the same for the same attempt only."""

    task_id: str
    idempotency_key: str
    attempt: int
    topic: str
    account: Profile
    keywords: tuple[str, ...] = ()
    category: str = ""
    requirements: str = ""
    tone: str = ""
    language: str = "en"
    priority: int = 5  # 1-10, 10 first
    timeout: float = 1800.0  # seconds from now in which the article has to be there
    rewrite: Rewrite | None = None  # None: there is no article yet
    callback_url: str = ""  # a secret address that takes this attempt's callbacks; "": none does


@dataclass(frozen=True, slots=True)
class Article:
    """A finished article. Only ``content`` (Markdown) is certain to be there."""

    content: str
    title: str = ""
    summary: str = ""
    language: str = ""  # a tag such as zh, where it may be another than was asked for
    html: str | None = None
    images: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    quality_score: float | None = None
    usage: Usage | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


class Phase(StrEnum):
    """Where a remote generation stands."""

    RUNNING = "running"  # queued, waiting or running over there: look again
    COMPLETED = "completed"  # ``article`` is there
    FAILED = "failed"  # ``error`` says why
    CANCELLED = "cancelled"  # ended over there before it was done
    UNKNOWN = "unknown"  # the creator does not know the id
    UNREACHABLE = "unreachable"  # no answer: says nothing about the generation


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at one remote generation. ``progress`` is in percent, 0-100."""

    external_id: str
    phase: Phase
    progress: int | None = None
    step: str = ""
    article: Article | None = None
    error: BackendError | None = None


class CancelOutcome(StrEnum):
    """What a remote creator answered to a cancel."""

    CONFIRMED = "confirmed"  # it does not run any more
    REFUSED = "refused"  # it goes on
    GONE = "gone"  # it had ended before, or is not known


class AcceptedError(Exception):
    """Raised by a direct creator whose program took the order, and will call back about it.

    Only for a request with a ``callback_url``.
    """

    def __init__(self, external_id: str) -> None:
        super().__init__(external_id)
        self.external_id = external_id


@runtime_checkable
class DirectCreator(Protocol):
    """Writes the article in one blocking call.

    ``instant`` promises milliseconds without outside calls: the line then hands over
    many requests in one go.
    """

    name: str
    instant: bool

    def generate(self, request: Request, control: Control) -> Article:
        """Return the article.

        Raises TransientError, PermanentError, StoppedError or AcceptedError.
        """
        ...

    def check(self) -> Check: ...


@runtime_checkable
class RemoteCreator(Protocol):
    """Accepts a request, works elsewhere, is looked at until it is done."""

    name: str

    def submit(self, request: Request) -> str:
        """Hand the request over and return the creator's id for it.

        The same ``idempotency_key`` must not start a second generation. Raises
        PermanentError, TransientError (not accepted, may be tried again) or
        OutcomeUnknownError (may have been accepted: ``find`` it first).
        """
        ...

    def find(self, request: Request) -> str | None:
        """The creator's id for a request that an earlier, broken-off ``submit`` got accepted.

        None when it certainly was not accepted. Raises TransientError when it cannot tell.
        """
        ...

    def observe(self, external_ids: Sequence[str]) -> list[Observation]:
        """Look at many generations at once; one answer per id, in any order. Never raises."""
        ...

    def cancel(self, external_id: str) -> CancelOutcome:
        """Ask for the end of a generation. Raises TransientError when there is no answer."""
        ...

    def check(self) -> Check: ...


Creator = DirectCreator | RemoteCreator
