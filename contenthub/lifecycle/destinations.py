"""What a kind of messages has to say of its receivers; which kinds there are is in ``deliveries``.

Whether a message is still wanted, and where it goes; and what is done with a receiver that wants no
more, or at which everything has failed for days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from contenthub.lifecycle.unit import Unit
from contenthub.records import Delivery


class Way(StrEnum):
    """What is done with a message whose turn it is."""

    SEND = "send"
    PARK = "park"  # its receiver is paused: it waits until that is resumed
    DROP = "drop"  # nobody wants it any more


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes; ``place`` is handed to its sender."""

    way: Way
    place: Any = None
    reason: str = ""


class Destinations(Protocol):
    """The receivers of one kind of messages."""

    def of(self, deliveries: Sequence[Delivery]) -> dict[int, Destination]:
        """Where each of these goes, by the id of the delivery."""
        ...

    def lock(self, deliveries: Sequence[Delivery]) -> None:
        """Lock the receivers of these, before the messages themselves are locked."""
        ...

    def wait(self, failures: int, asked: float | None) -> float | None:
        """Seconds until a message is sent again that failed so often; None: not any more."""
        ...

    def gone(self, unit: Unit, delivery: Delivery, reason: str) -> None:
        """The receiver wants nothing any more."""
        ...

    def failing(self, unit: Unit, delivery: Delivery, since: datetime, reason: str) -> None:
        """Nothing has arrived there since then, which is too long."""
        ...
