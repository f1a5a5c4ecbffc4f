"""What a schedule can ask for: one line per type. Parameters are checked when they are saved.

What a type does is in ``contenthub/actors/tick.py``, under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from contenthub.errors import InputError
from contenthub.schedule_types import cleanup, generation, publish_due, send
from contenthub.schedule_types.fields import Context

Check = Callable[[Mapping[str, Any], Context], dict[str, Any]]

GENERATION = "async_content_generation"

TYPES: Mapping[str, Check] = MappingProxyType(
    {
        GENERATION: generation.check,
        "publish_due": publish_due.check,
        "cleanup": cleanup.check,
        "send": send.check,
    }
)


def check(type_: str, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored. Raises InputError that names the field."""
    if type_ not in TYPES:
        raise InputError(f"no schedule type {type_!r}; there are: {', '.join(TYPES)}")
    return TYPES[type_](params, context)
