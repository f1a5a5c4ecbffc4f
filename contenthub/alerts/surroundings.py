"""What rules know of the surroundings of the line, beside its snapshot: plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrokenChannel:
    """A way to people on which messages do not arrive as they should."""

    name: str
    type: str
    seconds: float  # since when
    trouble: str


@dataclass(frozen=True, slots=True)
class PausedEndpoint:
    """A webhook that was paused by its failures."""

    id: int
    url: str  # without secrets
    reason: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``free_bytes`` None: it is not known. ``broker`` empty: nothing is wrong with it."""

    home: str = ""
    free_bytes: int | None = None
    broker: str = ""
    channels: tuple[BrokenChannel, ...] = ()
    endpoints: tuple[PausedEndpoint, ...] = ()
