"""Which publishers there are: explicit names, each imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.publishers.base import Publisher
    from contenthub.publishers.memory import Memory
    from contenthub.settings import Settings

_PUBLISHERS = {
    "files": "contenthub.publishers.files:Files",
    "command": "contenthub.publishers.command:Command",
    "ghost": "contenthub.publishers.ghost.publisher:Ghost",
    "git": "contenthub.publishers.git.publisher:GitRepository",
    "webhook": "contenthub.publishers.webhook.publisher:Webhook",
    "wordpress": "contenthub.publishers.wordpress.publisher:WordPress",
    "wechat": "contenthub.publishers.wechat.publisher:WeChat",
}
_REMEMBERS = frozenset({"wechat"})  # those that are built with a memory


def names() -> tuple[str, ...]:
    """The registered publishers."""
    return tuple(_PUBLISHERS)


def create(name: str, settings: Settings, memory: Memory | None = None) -> Publisher:
    """Build the publisher ``name``; ``memory`` is for those that have to keep something.

    Raises InputError for a name that is not registered.
    """
    if name not in _PUBLISHERS:
        raise InputError(f"there is no publisher {name!r}; there are: {', '.join(_PUBLISHERS)}")
    module, _, attribute = _PUBLISHERS[name].partition(":")
    made = getattr(importlib.import_module(module), attribute).from_settings
    publisher: Publisher = made(settings, memory) if name in _REMEMBERS else made(settings)
    return publisher
