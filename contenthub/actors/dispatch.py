"""Gives free slots to pending tasks."""

from __future__ import annotations

from contenthub.boot import current
from contenthub.lifecycle import slots


def dispatch() -> None:
    """Fill the free slots, highest priority first."""
    slots.dispatch(current().settings, who="dispatch")
