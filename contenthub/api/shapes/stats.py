"""How the line is doing, in numbers; and what is wrong with what it depends on."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import Asked, Moment, Told, example

_TOTALS: dict[str, Any] = {
    "total": 120,
    "pending": 2,
    "submitted": 0,
    "running": 1,
    "completed": 110,
    "failed": 5,
    "timeout": 1,
    "cancelled": 1,
    "success_rate": 0.9483,
    "mean_seconds": 91.5,
    "input_tokens": 88_000,
    "output_tokens": 264_000,
    "cost": 2.75,
    "currency": "USD",
}


class Group(StrEnum):
    """By what tasks may be counted."""

    CREATOR = "creator"
    ACCOUNT = "account"
    CURRENCY = "currency"


class _Totals(Told):
    total: int
    pending: int
    submitted: int
    running: int
    completed: int
    failed: int
    timeout: int
    cancelled: int
    success_rate: float | None = Field(
        description="Completed of all that completed, failed or timed out."
    )
    mean_seconds: float | None = Field(
        description="From the start of a completed task's last attempt to its end."
    )
    input_tokens: int
    output_tokens: int
    cost: float | None = Field(description="Of what is completed; null for several currencies.")
    currency: str | None


class TaskStats(_Totals):
    """Tasks in numbers."""

    model_config = example(**_TOTALS, oldest_pending_seconds=12.5, stuck=0)

    oldest_pending_seconds: float | None
    stuck: int = Field(description="Open ones past their deadline, or due and left by everybody.")


class GroupStats(_Totals):
    """Tasks in numbers, of one creator, account or currency, which is named."""

    model_config = example(creator="openai", **_TOTALS)

    creator: str | None = None
    account: str | None = None


class EntryStats(Told):
    """The publish pool in numbers."""

    model_config = example(
        total=42,
        queued=3,
        publishing=0,
        published=38,
        failed=1,
        unverified=0,
        accepted=0,
        handed_over=0,
        updating=0,
        withdrawn=2,
        due_now=0,
        oldest_due_at=None,
        next_due_at="2026-12-01T00:00:00Z",
        published_last_24h=4,
    )

    total: int = Field(description="All but the withdrawn ones.")
    queued: int
    publishing: int
    published: int
    failed: int
    unverified: int
    accepted: int
    handed_over: int
    updating: int
    withdrawn: int
    due_now: int
    oldest_due_at: Moment | None
    next_due_at: Moment | None
    published_last_24h: int


class Examine(Asked):
    """What is examined."""

    feeds: bool = Field(default=False, description="true: the feeds of active schedules as well.")
    checklist: bool = Field(
        default=False, description="true: go through the checklist of an installation."
    )


class Result(Told):
    """What a check found."""

    model_config = example(
        check="workers", status="ok", detail="1 worker, 4 slots", advice="", code=None
    )

    check: str
    status: str = Field(description="ok, warning or failed.")
    detail: str
    advice: str
    code: str | None


class Examination(Told):
    """What was found of everything that the work depends on."""

    model_config = example(
        status="ok",
        data=[
            {
                "check": "workers",
                "status": "ok",
                "detail": "1 worker, 4 slots",
                "advice": "",
                "code": None,
            }
        ],
    )

    status: str = Field(description="The worst of all.")
    data: list[Result]
