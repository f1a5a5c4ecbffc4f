"""Times of schedules: those that were, those that are to come, and those that are run after all."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.states import TaskState, TickState

TICK: dict[str, Any] = {
    "tick_id": "tick-3-20261130T000000Z",
    "schedule_id": 3,
    "schedule": "daily",
    "scheduled_for": "2026-11-30T00:00:00Z",
    "status": "completed",
    "origin": "schedule",
    "started_at": "2026-11-30T00:00:00Z",
    "finished_at": "2026-11-30T00:09:00Z",
    "delay": 0.2,
    "duration": 539.8,
    "stands_for": 1,
    "tasks": 2,
    "task_ids": ["4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e", "6a7b1d52-3f6f-4a10-8a39-6a5d3a1f0c11"],
    "result": None,
    "error_message": None,
}


class Tick(Told):
    """One time of a schedule: whether it ran, or why it did not."""

    model_config = example(**TICK)

    tick_id: str
    schedule_id: int
    schedule: str
    scheduled_for: Moment
    status: TickState
    origin: str = Field(description="schedule, catch_up, manual or backfill.")
    started_at: Moment | None
    finished_at: Moment | None
    delay: float | None = Field(description="Seconds from the time to the beginning.")
    duration: float | None = Field(description="Seconds from there to the end of the last task.")
    stands_for: int = Field(description="How many times: those skipped together are one.")
    tasks: int
    task_ids: list[str]
    result: dict[str, Any] | None = Field(description="What came of it besides tasks.")
    error_message: str | None


class TaskOfTick(Told):
    """A task of a time of a schedule, in short."""

    model_config = example(
        task_id="4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
        account="tea-blog",
        status="completed",
        topic="Green tea",
        content_id=7,
        publish_status="published",
        error_message=None,
    )

    task_id: str
    account: str | None
    status: TaskState
    topic: str
    content_id: int | None
    publish_status: str | None
    error_message: str | None


class WholeTick(Tick):
    """A time of a schedule with its tasks."""

    model_config = example(**TICK, task_details=[])

    task_details: list[TaskOfTick] = Field(description="Its tasks, each in short.")


class TickList(PageQuery):
    """Which times are listed."""

    status: list[TickState] = Field(default=[], max_length=10, description="Any of these.")
    since: Moment | None = Field(default=None, description="Scheduled for this moment or later.")
    until: Moment | None = Field(default=None, description="Scheduled for before this moment.")


class Upcoming(Told):
    """A time that is to come."""

    model_config = example(
        number=1, scheduled_for="2026-12-01T00:00:00Z", weekday="Tuesday", oddity=""
    )

    number: int
    scheduled_for: Moment
    weekday: str = Field(description="On the clocks of the zone.")
    oddity: str = Field(description="What a change of clocks does to it; empty: nothing.")


class Preview(Told):
    """The times that are to come."""

    model_config = example(
        timezone="Asia/Shanghai",
        remark="",
        data=[
            {
                "number": 1,
                "scheduled_for": "2026-12-01T00:00:00Z",
                "weekday": "Tuesday",
                "oddity": "",
            }
        ],
    )

    timezone: str
    remark: str = Field(description="Why it does not fire at present; empty: it does.")
    data: list[Upcoming]


class Backfill(Asked):
    """Past times of a schedule that are run after all."""

    model_config = example(since="2026-11-01T00:00:00Z", until="2026-11-08T00:00:00Z", dry_run=True)

    since: Moment = Field(description="The first moment; included.")
    until: Moment = Field(description="The last moment; included, and cut at now.")
    dry_run: bool = Field(default=False, description="true: only say what would become of each.")


class FilledTime(Told):
    """A past time and what became of it."""

    model_config = example(
        scheduled_for="2026-11-01T00:00:00Z",
        tick_id="tick-3-20261101T000000Z",
        outcome="created",
    )

    scheduled_for: Moment
    tick_id: str
    outcome: str = Field(description="`created` for what is run now, else where its tick stands.")


class Filled(Told):
    """Past times and what became of each."""

    model_config = example(created=0, dry_run=True, cut_at=None, data=[])

    created: int
    dry_run: bool
    cut_at: Moment | None = Field(description="Now, where `until` was later.")
    data: list[FilledTime]
