"""All that rules look at."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.alerts.surroundings import Surroundings
from contenthub.monitoring.snapshot import Snapshot
from contenthub.settings import Settings


@dataclass(frozen=True, slots=True)
class Situation:
    """The line as it stands, what is around it, and what counts as too much."""

    snapshot: Snapshot
    settings: Settings
    surroundings: Surroundings
