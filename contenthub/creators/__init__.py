"""Which creators there are: explicit names, each imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from contenthub.errors import InputError
from contenthub.near_names import nearest

if TYPE_CHECKING:
    from contenthub.creators.base import Creator
    from contenthub.settings import Settings

# name -> where it is, and the settings without which it is not set up
_CREATORS: dict[str, tuple[str, tuple[str, ...]]] = {
    "outline": ("contenthub.creators.outline:Outline", ()),
    "command": ("contenthub.creators.command:Command", ("command",)),
    "openai": ("contenthub.creators.openai:OpenAI", ("openai_base_url", "openai_model")),
    "content-creator-cli": (
        "contenthub.creators.content_creator_cli:ContentCreatorCli",
        ("creator_cli_path",),
    ),
    "content-creator-http": (
        "contenthub.creators.content_creator_http:ContentCreatorHttp",
        ("creator_url",),
    ),
}


def names() -> tuple[str, ...]:
    """The registered creators."""
    return tuple(_CREATORS)


def create(name: str, settings: Settings) -> Creator:
    """Build the creator ``name``; it may still lack its setting, which its ``check`` tells.

    Raises InputError for a name that is not registered.
    """
    module, _, attribute = _entry(name)[0].partition(":")
    creator: Creator = getattr(importlib.import_module(module), attribute).from_settings(settings)
    return creator


def is_direct(name: str) -> bool:
    """Whether a creator works in one blocking call; False where there is none of this name."""
    if name not in _CREATORS:
        return False
    module, _, attribute = _CREATORS[name][0].partition(":")
    return hasattr(getattr(importlib.import_module(module), attribute), "generate")


def configured(name: str, settings: Settings) -> bool:
    """Whether the settings of creator ``name`` are there, without importing or calling it.

    Raises InputError for a name that is not registered.
    """
    return all(getattr(settings, needed) for needed in _entry(name)[1])


def demand(name: str) -> None:
    """Raise InputError for a name that is not registered."""
    if name not in _CREATORS:
        raise InputError(
            f"there is no creator {name!r}; there are: {', '.join(_CREATORS)}",
            near=nearest(name, _CREATORS),
        )


def _entry(name: str) -> tuple[str, tuple[str, ...]]:
    demand(name)
    return _CREATORS[name]
