"""The creators, publishers and reviewers that there are, each built when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from contenthub import creators, publishers, reviewers
from contenthub.creators import base as creators_base
from contenthub.errors import ContentHubError, PermanentError
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers import base as publishers_base
from contenthub.publishers import reach
from contenthub.settings import Settings
from contenthub.target_answers import SENT

if TYPE_CHECKING:
    from contenthub.creators.base import Article, Check, Control, Creator, Request
    from contenthub.publishers.base import Publication, Publisher
    from contenthub.publishers.fields import Field
    from contenthub.records import Entry, Target
    from contenthub.reviewers.base import Reviewer


def creator_names() -> tuple[str, ...]:
    """The creators there are."""
    return creators.names()


def demand_creator(name: str) -> None:
    """Raise InputError where there is no creator of this name."""
    creators.demand(name)


def is_direct_creator(name: str) -> bool:
    """Whether the creator of this name works in one blocking call; False for an unknown one."""
    return creators.is_direct(name)


def publisher_names() -> tuple[str, ...]:
    """The publishers there are."""
    return publishers.names()


def creator_configured(name: str, settings: Settings) -> bool:
    """Whether the settings of this creator are there. Raises InputError for an unknown name."""
    return creators.configured(name, settings)


class Backends:
    """The creators, publishers and reviewers, built when first asked for, once per process."""

    def __init__(
        self,
        settings: Settings,
        creators: Mapping[str, Creator] | None = None,
        publishers: Mapping[str, Publisher] | None = None,
        reviewers: Mapping[str, Reviewer] | None = None,
    ) -> None:
        self._settings = settings
        self._creators: dict[str, Creator] = dict(creators or {})
        self._publishers: dict[str, Publisher] = dict(publishers or {})
        self._reviewers: dict[str, Reviewer] = dict(reviewers or {})

    def creator(self, name: str) -> Creator:
        """The creator of this name; one that does not exist fails every request for good."""
        if name not in self._creators:
            try:
                self._creators[name] = creators.create(name, self._settings)
            except ContentHubError as error:
                return _Missing(name, str(error))
        return self._creators[name]

    def trial(self, name: str) -> Check:
        """Let the creator write one article, which costs what it costs, and throw it away."""
        from contenthub.creators import trial

        return trial.run(self.creator(name), self._settings.task_timeout)

    def is_direct(self, name: str) -> bool:
        """True where the creator works in one blocking call."""
        return isinstance(self.creator(name), creators_base.DirectCreator)

    def publisher(self, name: str) -> Publisher:
        """The publisher of this name. Raises InputError for one that does not exist."""
        if name not in self._publishers:
            self._publishers[name] = publishers.create(name, self._settings, TargetNotes())
        return self._publishers[name]

    def publishes_batches(self, name: str) -> bool:
        """True where many publications may be handed over in one go."""
        try:
            return isinstance(self.publisher(name), publishers_base.BatchPublisher)
        except ContentHubError:
            return False

    def updates(self, name: str) -> bool:
        """True where an edited article can be sent out again."""
        try:
            return isinstance(self.publisher(name), publishers_base.UpdatingPublisher)
        except ContentHubError:
            return False

    def out_of_reach(self, entry: Entry, target: Target) -> str:
        """Why what was tried at a target cannot be reached with the settings of now; "": it can.

        Raises InputError for a publisher that does not exist, and a secret that cannot be read.
        """
        known, now = self.fields(entry.publisher), target.publisher
        by = now or self._settings.publisher
        if by != entry.publisher:
            return reach.obstacle(entry.publisher, by, known)
        marked = reach.mark(known, target.settings, entry.publication_key)
        return reach.moved(known, entry.place or {}, marked)

    def place(self, publication: Publication, name: str) -> dict[str, Any]:
        """What the publisher of this name keeps of where it goes, with whose secrets it went.

        Raises ContentHubError where its settings cannot be used.
        """
        publisher = self.publisher(name)
        place = publisher.place(publication)
        marked = reach.mark(publisher.fields, publication.settings, publication.key)
        return place | ({SENT: marked} if marked else {})

    def folder(self, name: str, its: dict[str, Any], folder_name: str) -> str | None:
        """Into which folder a publisher writes with these settings; None: into none, or unknown."""
        publisher = self.publisher(name)
        if not isinstance(publisher, publishers_base.FolderPublisher):
            return None
        try:
            return publisher.folder(its, folder_name)
        except ContentHubError:
            return None  # its check will say why

    def fields(self, name: str) -> Mapping[str, Field]:
        """The settings that targets of a publisher may have. Raises InputError."""
        return self.publisher(name).fields

    def reviewer(self, name: str) -> Reviewer:
        """The reviewer of this name. Raises InputError for one that does not exist."""
        if name not in self._reviewers:
            self._reviewers[name] = reviewers.create(name, self._settings)
        return self._reviewers[name]


class _Missing:
    """Stands in for a creator that a task names and nobody has."""

    instant = True

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self._why = why

    def generate(self, request: Request, control: Control) -> Article:
        raise PermanentError(self._why)

    def check(self) -> Check:
        return creators_base.Check(False, self._why)
