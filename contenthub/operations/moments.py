"""Which moments people may ask for."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock

LATE = 60.0  # seconds by which a time may have passed: the person was typing


def has_passed(moment: datetime) -> bool:
    """Whether it is too late to ask that something happens then; ``moment`` is aware."""
    return moment < clock.after(-LATE)
