"""Whether what a schedule asked for is out, as its watcher elsewhere is told: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from contenthub.states import OUT_ENTRY_STATES, EntryState, ReviewState, TickState

PATIENCE = timedelta(days=1)  # for which articles may wait for a person or their turn

_LOST = {EntryState.FAILED, EntryState.WITHDRAWN}


class Fate(StrEnum):
    """What the watcher is told."""

    OUT = "out"
    NOT_OUT = "not_out"
    WAITS = "waits"  # nothing is told yet


def fate(
    status: str,
    articles: Mapping[tuple[str, str | None], int],
    finished_at: datetime,
    now: datetime,
) -> Fate:
    """What became of one time of a schedule.

    ``articles`` counts its contents by the state of the review and of their entries in the pool,
    None for those without any.
    """
    if status != TickState.COMPLETED:
        return Fate.NOT_OUT
    if any(review == ReviewState.REJECTED or entry in _LOST for review, entry in articles):
        return Fate.NOT_OUT
    if all(entry in OUT_ENTRY_STATES for _, entry in articles):
        return Fate.OUT
    return Fate.NOT_OUT if now - finished_at >= PATIENCE else Fate.WAITS
