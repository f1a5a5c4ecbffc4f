"""What all triggers have in common, so that planning and preview need not know their kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from contenthub.states import TriggerKind


class Trigger(Protocol):
    """Says when a schedule fires; frozen, and without any state of its own."""

    @property
    def kind(self) -> TriggerKind:
        """What decides."""
        ...

    @property
    def text(self) -> str:
        """Its canonical text, as a row stores it: expression, seconds, or ISO moment."""
        ...

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence strictly after ``moment`` (aware), in UTC; None: never again."""
        ...
