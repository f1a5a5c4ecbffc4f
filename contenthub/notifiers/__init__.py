"""Which ways to people there are: explicit names, each imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.notifiers.base import Notifier

_NOTIFIERS = {
    "webhook": "contenthub.notifiers.webhook:Webhook",
    "email": "contenthub.notifiers.email:Email",
    "command": "contenthub.notifiers.command:Command",
    "apprise": "contenthub.notifiers.apprise:Apprise",
}


def names() -> tuple[str, ...]:
    """The types of channels."""
    return tuple(_NOTIFIERS)


def create(name: str) -> Notifier:
    """The notifier of this type. Raises InputError for one that there is not."""
    if name not in _NOTIFIERS:
        raise InputError(f"there is no type {name!r}; there are: {', '.join(_NOTIFIERS)}")
    module, _, attribute = _NOTIFIERS[name].partition(":")
    notifier: Notifier = getattr(importlib.import_module(module), attribute)()
    return notifier
