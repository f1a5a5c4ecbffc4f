"""Where an alert goes, as it is handed to whoever carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_SENT = "not sent: "  # how an error begins after which nothing can have arrived


@dataclass(frozen=True, slots=True)
class ChannelPlace:
    """A channel: which type, and its settings as they were typed."""

    type: str
    settings: Mapping[str, str]
