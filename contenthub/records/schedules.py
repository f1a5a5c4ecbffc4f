"""Schedules and their ticks as frozen records; the other records are in ``rows``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.states import ScheduleState, TickState


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it was read."""

    id: int
    name: str
    type: str
    kind: str
    trigger: str
    timezone: str
    params: dict[str, Any]
    description: str
    status: str
    status_reason: str
    catch_up: str
    catch_up_window: float
    overlap: str
    pause_after_failures: int | None
    failures: int
    counters: dict[str, int]
    anchor_at: datetime
    next_at: datetime | None
    forgotten_until: datetime | None
    attempt: int
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> ScheduleState:
        return ScheduleState(self.status)

    @property
    def label(self) -> str:
        return self.name

    @property
    def account_id(self) -> int | None:
        """Of no single account."""
        return None

    @property
    def batch_id(self) -> str | None:
        """Its ticks are batches; it is none."""
        return None


@dataclass(frozen=True, slots=True)
class Tick:
    """One time of a schedule as it was read."""

    id: int
    tick_id: str
    schedule_id: int
    scheduled_for: datetime
    origin: str
    status: str
    attempt: int
    retry_count: int
    max_retries: int
    crash_count: int
    lease_owner: str | None
    due_at: datetime | None
    started_at: datetime | None
    stands_for: int
    tasks: int
    result: Any
    error_message: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> TickState:
        return TickState(self.status)

    @property
    def label(self) -> str:
        return self.tick_id

    @property
    def account_id(self) -> int | None:
        """Of no single account."""
        return None

    @property
    def batch_id(self) -> str | None:
        """Its tasks' batch."""
        return self.tick_id
