"""How numbers and moments are written in sentences, whoever says them."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock

MEGABYTE = 1_000_000  # bytes, as people are told of them


def moment(value: datetime) -> str:
    """``2026-12-01 08:00:00``, in the zone of the person who reads."""
    return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 task``, ``2 tasks``: a number with its noun; ``many``: its plural, if not regular."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"
