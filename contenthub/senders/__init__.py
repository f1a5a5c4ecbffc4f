"""Which kinds of messages are sent, and by what: explicit names, imported when they are needed."""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contenthub.senders.base import Kind, Sender
    from contenthub.settings import Settings

_KINDS = {
    "webhook": "contenthub.senders.webhook",
    "alert": "contenthub.notifiers.sender",
    "ping": "contenthub.senders.ping",
}


def opened(kind: str, settings: Settings) -> AbstractContextManager[Sender]:
    """The sender of this kind, for as long as the block runs. Raises KeyError for no such kind."""
    module: Kind = importlib.import_module(_KINDS[kind])
    return module.opened(settings)
