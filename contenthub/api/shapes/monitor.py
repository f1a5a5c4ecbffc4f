"""What watches the line: figures, statistics, health."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.operations.monitoring.statistics import MOST_DAYS

_ENDS: dict[str, Any] = {
    "submitted": 40,
    "completed": 38,
    "failed": 1,
    "timeout": 1,
    "cancelled": 0,
    "success_rate": 0.95,
}
_COST: dict[str, Any] = {"cost": 0.42, "currency": "USD"}
_WINDOW: dict[str, Any] = {
    "window": "15m",
    **_ENDS,
    "failure_rate": 0.025,
    "timeout_rate": 0.025,
    "published": 30,
    "publish_failed": 0,
    **_COST,
}
_CREATOR: dict[str, Any] = {
    "creator": "openai",
    "window": "15m",
    "completed": 38,
    "failed": 1,
    "timeout": 1,
    "success_rate": 0.95,
    "p50_seconds": 91.5,
    "p95_seconds": 240.1,
}
_REASON = {
    "health": "warning",
    "subject": "backlog",
    "detail": "60 tasks wait for a slot, the first one for 300 s",
}


class SummedBy(StrEnum):
    """By what is summed up."""

    ACCOUNT = "account"
    CREATOR = "creator"
    SCHEDULE = "schedule"


class Statistics(Asked):
    """Of which days, and how they are summed up."""

    days: int = Field(default=14, ge=1, le=MOST_DAYS, description="So many, today included.")
    weekly: bool = Field(default=False, description="true: a row for each week.")
    by: SummedBy | None = Field(default=None, description="A row for each of these instead.")


class WindowFigures(Told):
    """What happened in a window that ends now."""

    model_config = example(**_WINDOW)

    window: str = Field(description="15m, 1h or 24h.")
    submitted: int
    completed: int
    failed: int
    timeout: int
    cancelled: int
    success_rate: float | None = Field(
        description="Completed of all that completed, failed or timed out."
    )
    failure_rate: float | None
    timeout_rate: float | None
    published: int
    publish_failed: int
    cost: float | None = Field(description="Of all attempts; null for several currencies.")
    currency: str | None


class CreatorFigures(Told):
    """What a creator did in a window that ends now."""

    model_config = example(**_CREATOR)

    creator: str
    window: str
    completed: int
    failed: int
    timeout: int
    success_rate: float | None
    p50_seconds: float | None = Field(description="Half of what it completed took no longer.")
    p95_seconds: float | None = Field(description="95 of 100 took no longer.")


class Figures(Told):
    """All figures of the present, and of the windows that end with it."""

    model_config = example(
        at="2026-12-01T08:00:00Z",
        waiting=3,
        waiting_oldest_seconds=12.5,
        planned=1,
        slots_used=5,
        slots_total=5,
        workers=1,
        schedulers=1,
        apis=1,
        reviews_waiting=2,
        reviews_oldest_seconds=3600.0,
        proposed_texts=0,
        publications_unverified=0,
        stuck=0,
        windows=[_WINDOW],
        creators=[_CREATOR],
    )

    at: Moment
    waiting: int = Field(description="Tasks that are due and have no slot.")
    waiting_oldest_seconds: float
    planned: int = Field(description="Tasks whose time has not come.")
    slots_used: int
    slots_total: int
    workers: int
    schedulers: int
    apis: int
    reviews_waiting: int
    reviews_oldest_seconds: float
    proposed_texts: int
    publications_unverified: int
    stuck: int
    windows: list[WindowFigures]
    creators: list[CreatorFigures]


class Sums(Told):
    """What happened in a day or a week, or of an account, creator or schedule."""

    model_config = example(
        day="2026-12-01",
        **_ENDS,
        mean_seconds=95.2,
        p50_seconds=91.5,
        p95_seconds=240.0,
        published=30,
        publish_failed=0,
        input_tokens=88_000,
        output_tokens=264_000,
        **_COST,
    )

    day: str | None = Field(default=None, description="In the service's zone.")
    week: str | None = Field(default=None, description="Its Monday.")
    account: str | None = None
    account_id: int | None = None
    creator: str | None = None
    schedule: str | None = None
    submitted: int
    completed: int
    failed: int
    timeout: int
    cancelled: int
    success_rate: float | None
    mean_seconds: float | None
    p50_seconds: float | None = Field(description="By steps of lengths, so about.")
    p95_seconds: float | None
    published: int
    publish_failed: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    currency: str | None


class Reason(Told):
    """Why the line is not healthy."""

    model_config = example(**_REASON)

    health: str
    subject: str
    detail: str


class LineHealth(Told):
    """Whether the line is healthy."""

    model_config = example(
        health="warning",
        reasons=[_REASON],
    )

    health: str = Field(description="healthy, warning or unhealthy.")
    reasons: list[Reason]
