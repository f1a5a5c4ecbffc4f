"""Incidents, and on which ways people are told of them, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.states import IncidentState


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is wrong with the service, or was."""

    id: int
    rule: str
    subject: str
    level: str
    status: str
    summary: str
    figures: dict[str, Any]
    culprits: list[str]
    began_at: datetime
    seen_at: datetime
    clear_since: datetime | None
    told_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    status_reason: str
    resolved_at: datetime | None
    attempt: int
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> IncidentState:
        return IncidentState(self.status)

    @property
    def label(self) -> str:
        return str(self.id)

    @property
    def account_id(self) -> int | None:
        """Incidents are the whole service's: none is an account's."""
        return None

    @property
    def batch_id(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way on which people are told of incidents."""

    id: int
    name: str
    type: str
    settings: dict[str, Any]
    paused: bool
    tested_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Silence:
    """Of what nobody is told for a while; None in ``rule`` or ``subject``: of whichever."""

    id: int
    rule: str | None
    subject: str | None
    until: datetime
    reason: str
    who: str
    created_at: datetime
