"""Which types of schedules there are: one line per type, each imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.schedule_types.base import Context, ScheduleType

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "async_content_generation": "contenthub.schedule_types.generation:Generation",
        "publish_due": "contenthub.schedule_types.publish_due:PublishDue",
        "cleanup": "contenthub.schedule_types.cleanup:Cleanup",
        "send": "contenthub.schedule_types.send:Send",
    }
)


def names() -> tuple[str, ...]:
    """The registered types."""
    return tuple(TYPES)


def get(name: str) -> ScheduleType:
    """The type of this name. Raises InputError for one that is not registered."""
    if name not in TYPES:
        raise InputError(f"no schedule type {name!r}; there are: {', '.join(TYPES)}")
    return _made(TYPES[name])


def check(name: str, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored. Raises InputError that names the field."""
    return get(name).check(params, context)


@lru_cache(maxsize=64)
def _made(place: str) -> ScheduleType:
    module, _, attribute = place.partition(":")
    found: ScheduleType = getattr(importlib.import_module(module), attribute)()
    return found
