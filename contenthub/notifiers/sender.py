"""Sends messages of the kind `alert`: each by the notifier that its channel names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from contenthub import notifiers
from contenthub.alerts import letters
from contenthub.alerts.places import NOT_SENT, ChannelPlace
from contenthub.errors import ContentHubError
from contenthub.notifiers.base import Carried, Letter
from contenthub.senders.base import Message, Outcome, Said, Sender
from contenthub.settings import Settings
from contenthub.settings.parsers import RefusedError
from contenthub.settings.secret_values import resolved


@contextmanager
def opened(settings: Settings) -> Iterator[Sender]:
    """A sender, for as long as the block runs."""
    yield send


def send(place: ChannelPlace, message: Message) -> Said:
    """One try to carry a message to people."""
    carried = carry(place, letter(message.id, message.body))
    if carried.arrived:
        return Said(Outcome.DELIVERED, carried.status, carried.note)
    error = f"{NOT_SENT}{carried.error}" if carried.certain else carried.error
    return Said(Outcome.AGAIN, carried.status, "", error, carried.retry_after)


def carry(place: ChannelPlace, one: Letter) -> Carried:
    """The same for whoever wants to try a channel."""
    try:
        notifier = notifiers.create(place.type)
        given = literal(place.settings)
        notifier.validate(given)
    except (ContentHubError, RefusedError) as error:
        return Carried(False, str(error)[:300], certain=True)
    return notifier.carry(given, one)


def literal(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with what ``env:NAME`` and ``file:/path`` stand for. Raises RefusedError."""
    return {name: resolved(value, os.environ) for name, value in settings.items()}


def letter(id_: str, body: str) -> Letter:
    """What a message's body holds."""
    message, thread = letters.read(body)
    return Letter(id_, message.title, message.text, message.document, thread)
