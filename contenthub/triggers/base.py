"""What all triggers have in common, so that planning and preview need not know their kinds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What decides when a schedule fires."""

    CRON = "cron"  # a cron expression on the clocks of a zone
    EVERY = "every"  # a span of elapsed time, counted from an anchor
    AT = "at"  # one moment


class Trigger(Protocol):
    """Says when a schedule fires; frozen, and without any state of its own."""

    @property
    def kind(self) -> Kind:
        """What decides."""
        ...

    @property
    def text(self) -> str:
        """Its canonical text, as a row stores it: expression, seconds, or ISO moment."""
        ...

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence strictly after ``moment`` (aware), in UTC; None: never again."""
        ...
