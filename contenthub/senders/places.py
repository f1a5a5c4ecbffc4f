"""Where messages go, as their senders take it; apart from these, which load what they send by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """The address of a receiver, and the secrets by all of which its messages are signed."""

    url: str
    secrets: tuple[str, ...]
    public_only: bool  # private networks are shut to it, unless the settings open them
