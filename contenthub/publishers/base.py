"""What a publisher is: the one seam between the publish pool and the places articles go to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from contenthub.errors import BackendError, TransientError
from contenthub.publishers.fields import Field
from contenthub.target_answers import Accepted, HandedOver, Proof, Refused, Taken

__all__ = [
    "Accepted",
    "BatchPublisher",
    "HandedOver",
    "Proof",
    "Publication",
    "Publisher",
    "Refused",
    "Taken",
    "UpdatingPublisher",
]


@dataclass(frozen=True, slots=True)
class Publication:
    """One content on its way to one place. ``key`` is the same for every try of it."""

    key: str  # unique per publish entry and stable: what the target is asked for later
    content_id: int
    account: str
    title: str
    body: str  # Markdown
    created_at: datetime
    published_at: datetime | None = None  # the moment of this try
    updated_at: datetime | None = None  # the moment at which it is sent out again, edited
    # The target's own folder, below the account's: it stays when the account is renamed.
    folder_name: str = ""
    html: str | None = None
    summary: str = ""
    language: str = "en"
    category: str = ""
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)  # the target's
    external_id: str | None = None  # what the target calls it, where it said ``Accepted``
    version: int = 1  # of the text: each edit makes a higher one
    proof: str = ""  # where the target holds it, as its last answer said; empty: it never had it
    # What ``Publisher.place`` answered when it was first tried; empty: it is tried the first time.
    place: dict[str, Any] = field(default_factory=dict)
    # Asked by a publisher at the last moment: the keys that its caller may still publish. A
    # worker that stood still for a while finds here that another one took over. None: all.
    still_held: Callable[[], Collection[str]] | None = field(default=None, compare=False)

    @property
    def date(self) -> datetime:
        """What readers are told as the article's date."""
        return self.published_at or self.created_at

    def demand_held(self) -> None:
        """Raise TransientError where another worker has it meanwhile: asked before each step."""
        if self.still_held is not None and self.key not in self.still_held():
            raise TransientError("another worker took this publication over")


@runtime_checkable
class Publisher(Protocol):
    """Puts a content where its readers are."""

    name: str
    # Every setting that a target of it may have, and what it means for who may say so.
    fields: Mapping[str, Field]

    def place(self, publication: Publication) -> dict[str, Any]:
        """What decides where it goes, as JSON: asked once, before the first try, and kept.

        Every later try and look-up gets it back as ``publication.place`` and goes by it, even
        if the account was renamed or given other settings meanwhile. Settings that say where
        belong into it; secrets do not, they are read from ``settings`` each time. Calls nothing
        outside. Raises ContentHubError when the settings cannot be used.
        """
        ...

    def publish(self, publication: Publication) -> Taken:
        """Publish and return the proof, or say that the target has yet to do something.

        Raises TransientError (certainly not published), PermanentError, or
        OutcomeUnknownError (may be published: ``verify`` decides).
        """
        ...

    def verify(self, publication: Publication) -> Taken | Refused | None:
        """Ask the target whether it holds this publication; None when it certainly does not.

        Raises TransientError when it cannot tell, as while somebody may be at it still.
        """
        ...

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Whether this account's publications could be put there now; answers where.

        Asks the target for what publishing will need, and leaves nothing there. Raises
        BackendError, or InputError for settings that cannot be used.
        """
        ...

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field, when an account's settings cannot be used."""
        ...


@runtime_checkable
class UpdatingPublisher(Publisher, Protocol):
    """A publisher that can bring what its target holds to what the article says now."""

    def update(self, publication: Publication) -> Proof | HandedOver:
        """Send an edited article out again; asked only where the target has it already.

        ``publication.proof`` says where, and ``published_at`` stays the moment of its first
        publication. It is read back as the first time was. Safe to repeat, so an outcome that is
        not known is no end: it is tried again. Raises TransientError (again later) and
        PermanentError (it cannot be; what is out stays as it is, or is gone there).
        """
        ...


@runtime_checkable
class FolderPublisher(Publisher, Protocol):
    """A publisher that writes files into folders of this machine."""

    def folder(self, settings: dict[str, Any], folder_name: str) -> str:
        """Into which folder, written in one way: the same text for the same folder.

        Raises ContentHubError when it cannot be told.
        """
        ...


@runtime_checkable
class BatchPublisher(Publisher, Protocol):
    """A publisher that gains from being handed many publications at once, and is quick."""

    def publish_many(self, publications: Sequence[Publication]) -> list[Taken | BackendError]:
        """Publish each; one answer per publication, in order. Never raises a BackendError."""
        ...
