"""Gives free slots to pending tasks."""

from __future__ import annotations

from contenthub.boot import current
from contenthub.lifecycle import tasks


def dispatch() -> None:
    """Fill the free slots, highest priority first."""
    tasks.dispatch(current().settings, who="dispatch")
