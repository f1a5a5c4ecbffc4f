"""Words for how the line is: healthy, with warnings, or unhealthy. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How the line is."""

    HEALTHY = "healthy"
    WARNING = "warning"  # it works, and somebody should look
    UNHEALTHY = "unhealthy"  # work stands still, or is lost


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not healthy."""

    health: Health
    subject: str
    detail: str
