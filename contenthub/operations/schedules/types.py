"""Which types of schedules there are, and the parameters that each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub import schedule_types


def names() -> tuple[str, ...]:
    """The types, by the names that people give."""
    return schedule_types.names()


def parameters(name: str) -> Mapping[str, str]:
    """What a type's parameters mean, by their names; none for a type that there is not."""
    return schedule_types.get(name).parameters if name in schedule_types.TYPES else {}


def described() -> list[dict[str, Any]]:
    """All types: ``type``, what it ``does``, and its ``parameters`` (``name``, ``meaning``)."""
    return [
        {
            "type": name,
            "does": schedule_types.get(name).does,
            "parameters": [
                {"name": key, "meaning": meaning} for key, meaning in parameters(name).items()
            ],
        }
        for name in names()
    ]
