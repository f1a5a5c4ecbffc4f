"""Schedules and their ticks: how they are shown, made, changed and run."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub import schedule_types
from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.api.shapes.ticks import TICK, Tick
from contenthub.states import ScheduleState, TickState, TriggerKind
from contenthub.timetable.catch_up import CatchUp, Overlap

_ARTICLES, _PUBLICATIONS = schedule_types.names()[:2]  # of examples
MOST_TIMES = 1_000  # of a preview
_SCHEDULE: dict[str, Any] = {
    "id": 3,
    "name": "daily",
    "type": _ARTICLES,
    "kind": "cron",
    "trigger": "0 8 * * *",
    "timezone": "Asia/Shanghai",
    "status": "active",
    "status_reason": "",
    "next_at": "2026-12-01T00:00:00Z",
    "description": "",
    "params": {"account_ids": [1], "count_per_account": 2, "topics": ["Green tea", "Black tea"]},
    "catch_up": "latest",
    "catch_up_window": 86400.0,
    "overlap": "allow",
    "pause_after_failures": None,
    "failures": 0,
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}
Cron = Annotated[str | None, Field(description='Cron expression, such as "0 8 * * 1-5".')]
Every = Annotated[str | None, Field(description="Span of elapsed time, such as 30m.")]
Zone = Annotated[
    str | None, Field(description="IANA name of the zone on whose clocks `cron` is read.")
]


class _Schedule(Told):
    id: int
    name: str
    type: str
    kind: TriggerKind
    trigger: str
    timezone: str
    status: ScheduleState
    status_reason: str
    next_at: Moment | None
    description: str
    params: dict[str, Any]
    catch_up: CatchUp
    catch_up_window: float = Field(description="Seconds.")
    overlap: Overlap
    pause_after_failures: int | None
    failures: int = Field(description="Failed times in a row.")
    created_at: Moment
    updated_at: Moment


class Schedule(_Schedule):
    """A schedule as lists show it, with its latest time."""

    model_config = example(
        **_SCHEDULE, last_status="completed", last_at="2026-11-30T00:00:00Z", topics_left=2
    )

    last_status: TickState | None
    last_at: Moment | None
    topics_left: int | None = Field(
        description="Of a list of topics, for the account that has the least."
    )


class Stock(Told):
    """What is left of a list of topics for an account."""

    model_config = example(account_id=1, account="tea-blog", left=2, used=40)

    account_id: int
    account: str
    left: int
    used: int


class WholeSchedule(_Schedule):
    """A schedule with all there is to know about it."""

    model_config = example(**_SCHEDULE, topics=None, ticks=[TICK], remarks=[])

    topics: list[Stock] | None = Field(description="What is left and used of a list, by account.")
    topics_error: str | None = Field(
        default=None, description="Why that is not known; left out where it is."
    )
    ticks: list[Tick] = Field(description="Its last five times.")
    remarks: list[str] = Field(
        default=[], description="What is worth knowing about one that was just made."
    )


class ScheduleList(PageQuery):
    """Which schedules are listed."""

    status: list[ScheduleState] = Field(default=[], max_length=3, description="Any of these.")


class ScheduleChanges(Asked):
    """What becomes another in a schedule; what is left out stays.

    With new times it begins anew from now on, also one that had ended.
    """

    model_config = example(cron="30 7 * * *", changed_params={"count_per_account": 5})

    name: str | None = Field(default=None, max_length=100)
    type: str | None = Field(default=None, description="`GET /api/v1/schedule-types` lists them.")
    cron: Cron = None
    every: Every = None
    at: Moment | None = Field(default=None, description="One moment.")
    timezone: Zone = None
    params: dict[str, Any] | None = Field(
        default=None,
        description="All parameters; `GET /api/v1/schedule-types` says what they mean.",
    )
    changed_params: dict[str, Any] | None = Field(
        default=None, description="Single parameters; null takes one away."
    )
    catch_up: CatchUp | None = Field(
        default=None, description="Which of the times to run that no scheduler saw."
    )
    catch_up_window: str | None = Field(
        default=None, description="Such as 1d: what was missed longer ago is not run."
    )
    overlap: Overlap | None = Field(
        default=None, description="What to do while an earlier time is under way."
    )
    pause_after_failures: int | None = Field(
        default=None, ge=0, le=1_000_000, description="Failures in a row; 0: never."
    )
    description: str | None = Field(default=None, description="What it is for.")


class NewSchedule(ScheduleChanges):
    """A new schedule, with one of `cron`, `every` and `at`."""

    model_config = example(
        name="daily",
        type=_ARTICLES,
        cron="0 8 * * *",
        timezone="Asia/Shanghai",
        params={"account_ids": ["tea-blog"], "count_per_account": 2},
    )

    name: str = Field(max_length=100, description="Not only digits.")
    type: str = Field(description="`GET /api/v1/schedule-types` lists them.")
    paused: bool = Field(default=False, description="true: it fires once it is resumed.")


class From(Asked):
    """Which of the times that are to come are told."""

    count: int = Field(default=10, ge=1, le=MOST_TIMES)
    after: Moment | None = Field(default=None, description="Left out: now.")


class Trigger(From):
    """When something would fire: one of `cron`, `every` and `at`."""

    cron: Cron = None
    every: Every = None
    at: Moment | None = Field(default=None, description="One moment.")
    timezone: Zone = None


class RemovedSchedule(Told):
    """A schedule that is gone."""

    model_config = example(id=3, name="daily", removed=True, ticks=12)

    id: int
    name: str
    removed: bool
    ticks: int = Field(description="How many times its history had.")


class Parameter(Told):
    """What a parameter means."""

    model_config = example(name="count_per_account", meaning="articles per account and time")

    name: str
    meaning: str


class ScheduleType(Told):
    """A type of schedule with its parameters."""

    model_config = example(
        type=_PUBLICATIONS,
        does="publishes approved articles of accounts without auto_publish.",
        parameters=[{"name": "account_ids", "meaning": "a list of accounts"}],
    )

    type: str
    does: str
    parameters: list[Parameter]
