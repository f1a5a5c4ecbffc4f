"""Tasks as whoever watches the line sees them: which ended, wait, failed, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.operations.monitoring.tasks import MOST_ROWS

_TASK_ID = "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e"

Since = Annotated[Moment | None, Field(description="Ended since then; left out: in the last day.")]


class Recent(Asked):
    """Which of the tasks that ended last are told."""

    since: Since = None
    limit: int = Field(default=20, ge=1, le=MOST_ROWS)


class Pending(Asked):
    """How many of the tasks that wait are told."""

    limit: int = Field(default=50, ge=1, le=MOST_ROWS)


class Failed(Asked):
    """Since when failures are looked at."""

    since: Since = None


class RecentTask(Told):
    """A task that ended."""

    model_config = example(
        task_id=_TASK_ID,
        status="completed",
        topic="How green tea is picked",
        account="tea-blog",
        account_id=1,
        creator="openai",
        attempt=1,
        content_id=7,
        title="How green tea is picked",
        review_status="approved",
        publish_status="published",
        error_message=None,
        completed_at="2026-12-01T08:00:00Z",
        took_seconds=91.5,
    )

    task_id: str
    status: str
    topic: str
    account: str | None
    account_id: int
    creator: str
    attempt: int
    content_id: int | None
    title: str | None = Field(description="The article's.")
    review_status: str | None
    publish_status: str | None
    error_message: str | None
    completed_at: Moment
    took_seconds: float | None = Field(description="Its last attempt.")


class Explanation(Told):
    """Why a task waits, what happens next and when."""

    model_config = example(
        task_id=_TASK_ID,
        status="pending",
        topic="How green tea is picked",
        account_id=1,
        creator="openai",
        priority=5,
        attempt=1,
        created_at="2026-12-01T08:00:00Z",
        waits="all 5 slots are taken; 3 tasks before it",
        next="it gets a slot when one is free and those before it have theirs",
        next_at=None,
        deadline="2026-12-01T09:00:00Z",
    )

    task_id: str
    status: str
    topic: str
    account_id: int
    creator: str
    priority: int
    attempt: int
    created_at: Moment
    waits: str
    next: str
    next_at: Moment | None
    deadline: Moment | None


class Failures(Told):
    """Failures with one cause."""

    model_config = example(
        group="3f9c2a10",
        creator="openai",
        status="failed",
        cause="the server answered 401",
        tasks=12,
        first_at="2026-12-01T06:00:00Z",
        last_at="2026-12-01T08:00:00Z",
        task_id=_TASK_ID,
        error_message="the server answered 401",
    )

    group: str
    creator: str
    status: str
    cause: str = Field(description="The error, without what differs each time.")
    tasks: int
    first_at: Moment
    last_at: Moment
    task_id: str = Field(description="The task that failed last.")
    error_message: str = Field(description="Of that one.")
