"""Which reviewers there are: explicit names, each imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.reviewers.base import Reviewer
    from contenthub.settings import Settings

_REVIEWERS = {
    "command": "contenthub.reviewers.command:Command",
    "openai": "contenthub.reviewers.openai:OpenAI",
}


def names() -> tuple[str, ...]:
    """The registered reviewers."""
    return tuple(_REVIEWERS)


def create(name: str, settings: Settings) -> Reviewer:
    """Build the reviewer ``name``; it may still lack its setting, which its ``check`` tells.

    Raises InputError for a name that is not registered.
    """
    if name not in _REVIEWERS:
        raise InputError(f"there is no reviewer {name!r}; there are: {', '.join(_REVIEWERS)}")
    module, _, attribute = _REVIEWERS[name].partition(":")
    reviewer: Reviewer = getattr(importlib.import_module(module), attribute).from_settings(settings)
    return reviewer
