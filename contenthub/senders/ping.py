"""Calls the address of a schedule's watcher: as it is when articles are out, ``/fail`` when not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from contenthub import inert, masked_text
from contenthub.errors import BackendError
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_http import Limits, fetch
from contenthub.senders.base import TIMEOUT, Message, Outcome, Said, Sender
from contenthub.settings import Settings

_LIMITS = Limits(connect=5.0, total=TIMEOUT, size=65_536, redirects=3)


@contextmanager
def opened(settings: Settings) -> Iterator[Sender]:
    """A sender, for as long as the block runs."""
    yield send


def send(place: str, message: Message) -> Said:
    """One call."""
    url = place if json.loads(message.body)["out"] else failed(place)
    try:
        status = fetch(url, allowed=private_too, limits=_LIMITS).status
    except BackendError as error:
        return Said(Outcome.AGAIN, error=inert.one_line(masked_text.text(str(error)))[:300])
    if status < 400:
        return Said(Outcome.DELIVERED, status)
    return Said(Outcome.AGAIN, status, error=f"it answered {status}")


def failed(url: str) -> str:
    """The address for what is not out: its path goes on with ``/fail``."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))
