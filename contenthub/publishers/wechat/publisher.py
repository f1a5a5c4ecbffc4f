"""The publisher ``wechat``: what the pool asks for, at the account that a target names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from contenthub.errors import InputError, PermanentError
from contenthub.outgoing.addresses import private_too, public
from contenthub.publishers import pictures
from contenthub.publishers.base import HandedOver, Publication, Refused, Taken
from contenthub.publishers.memory import Memory
from contenthub.publishers.pictures import Picture
from contenthub.publishers.wechat import examined, target
from contenthub.publishers.wechat.calls import Calls
from contenthub.publishers.wechat.media import MOST_COVER, Shelf
from contenthub.publishers.wechat.notes import Notebook
from contenthub.publishers.wechat.target import Target
from contenthub.publishers.wechat.tokens import Tokens
from contenthub.publishers.wechat.way import Way
from contenthub.publishers.wechat.written import Desk

if TYPE_CHECKING:
    from contenthub.settings import Settings


class WeChat:
    """Publishes to an official account, or leaves drafts there for a person to publish."""

    name = target.NAME
    fields = target.FIELDS

    def __init__(self, fetch: Callable[[str], Picture], memory: Memory) -> None:
        self._fetch = fetch
        self._memory = memory
        self._tokens = Tokens(memory)

    @classmethod
    def from_settings(cls, settings: Settings, memory: Memory | None) -> WeChat:
        """Raises InputError without a memory: tokens and drafts are known by that alone."""
        if memory is None:
            raise InputError("the publisher wechat keeps what it knows in a database")
        allowed = private_too if settings.allow_private_networks else public
        fetch = pictures.fetcher(allowed, MOST_COVER, "correct the article")
        return cls(fetch, memory)

    def place(self, publication: Publication) -> dict[str, Any]:
        """The account; its drafts and articles are known by what is kept of the publication."""
        return target.place_of(target.read(publication.settings))

    def publish(self, publication: Publication) -> Taken:
        """Make the draft, or go on with one of an earlier try; submit it where that is wanted.

        Raises TransientError while nothing of it is public, PermanentError where WeChat refuses it
        or does not keep it whole, OutcomeUnknownError where it may be out.
        """
        return self._way(publication).publish()

    def verify(self, publication: Publication) -> Taken | Refused | None:
        """How it stands at WeChat; a draft that was not submitted is nothing yet."""
        return self._way(publication).verify()

    def update(self, publication: Publication) -> HandedOver:
        """Bring its draft to what the article says. Raises PermanentError for what is published."""
        return self._way(publication).update()

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Ask WeChat for a token, and whether what publishing needs may be called."""
        its = target.target(settings)
        return examined.examine(self._calls(its), self._memory, publishes=its.publishes)

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field, for settings that cannot be used."""
        target.read(settings)

    def _calls(self, its: Target) -> Calls:
        return Calls(its.account, self._tokens)

    def _way(self, publication: Publication) -> Way:
        its = _target(publication.settings, publication.place)
        calls = self._calls(its)
        return Way(
            publication=publication,
            publishes=its.publishes,
            calls=calls,
            desk=Desk(its, Shelf(calls, self._memory), self._fetch),
            notebook=Notebook(self._memory, its.account.app_id, publication.key),
        )


def _target(settings: Mapping[str, Any], place: Mapping[str, Any]) -> Target:
    """Where it went at its first try, by the secret of now."""
    try:
        return target.target(settings, place)
    except InputError as error:
        raise PermanentError(str(error)) from error
