"""Targets, the places where accounts publish: how they are shown, changed and tried."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.operations.target_times import MOST_DAYS

_TARGET: dict[str, Any] = {
    "id": 4,
    "account_id": 1,
    "account": "tea-blog",
    "name": "archive",
    "publisher": "files",
    "paused": False,
    "slots": "MON-FRI 08:00,18:00",
    "at_least": "2h",
    "at_most": "3/day",
    "at_once": 2,
    "settings": {"folder": "archive"},
    "folder_name": "archive",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}
AtOnce = Annotated[
    int,
    Field(
        ge=1, le=64, description="New articles that are sent to it at the same time; at first 2."
    ),
]


class Target(Told):
    """A place where an account publishes; secrets in its settings are masked."""

    model_config = example(**_TARGET)

    id: int
    account_id: int
    account: str
    name: str
    publisher: str | None = Field(description="null: the one of the service's settings.")
    paused: bool
    slots: str | None = Field(description="When it takes articles; null: at any time.")
    at_least: str | None = Field(description="How far apart they are.")
    at_most: str | None = Field(description="How many there are on one day.")
    at_once: int = Field(
        description="How many new articles are sent to it at the same time, over all processes. As"
        " many looks and updates may be under way, and of both together one more."
    )
    settings: dict[str, Any]
    folder_name: str
    created_at: Moment
    updated_at: Moment


class WholeTarget(Target):
    """A target with what is there."""

    model_config = example(
        **_TARGET,
        publications={"published": 12, "queued": 1},
        next_free=["2026-11-27T07:00:00Z", "2026-11-27T17:00:00Z", "2026-11-30T07:00:00Z"],
    )

    publications: dict[str, int] = Field(description="How many are in each state.")
    next_free: list[Moment] = Field(description="The times that the next articles would get.")


class TargetList(PageQuery):
    """Which targets are listed."""

    account: str | None = Field(default=None, description="An account, by its id or its name.")
    publisher: str | None = Field(default=None, description="Only those that publish by this.")


class Pace(Asked):
    """When a target takes articles, in the service's zone; what is approved takes the next time."""

    slots: str | None = Field(
        default=None,
        max_length=500,
        description='Such as "MON-FRI 08:00,18:00; SAT 10:00"; null or empty: at any time.',
    )
    at_least: str | None = Field(
        default=None, max_length=100, description='How far apart, such as "2h".'
    )
    at_most: str | None = Field(
        default=None, max_length=100, description='How many on one day, such as "3/day".'
    )


class TargetChanges(Pace):
    """What becomes another in a target; what is left out stays."""

    model_config = example(changed_settings={"folder": "older"})

    publisher: str | None = Field(
        default=None, description="Such as files; null: the one of the service's settings."
    )
    settings: dict[str, Any] | None = Field(
        default=None, max_length=100, description="All settings of its publisher."
    )
    changed_settings: dict[str, Any] | None = Field(
        default=None, max_length=100, description="Single ones."
    )
    at_once: AtOnce | None = None


class NewTarget(Pace):
    """A new place where an account's articles are published, besides those it has."""

    model_config = example(name="archive", publisher="files", settings={"folder": "archive"})

    name: str = Field(max_length=100, description="Not only digits.")
    publisher: str | None = Field(
        default=None, description="Left out: the one of the service's settings."
    )
    settings: dict[str, Any] = Field(default={}, max_length=100)
    at_once: AtOnce | None = None


class RemovedTarget(Told):
    """A target that is gone."""

    model_config = example(id=4, name="archive", removed=True)

    id: int
    name: str
    removed: bool


class CheckedTarget(Told):
    """Whether a target would take an article now."""

    model_config = example(
        account="tea-blog",
        name="archive",
        publisher="files",
        ok=True,
        detail="/srv/contenthub/published/tea-blog/archive",
    )

    account: str
    name: str
    publisher: str
    ok: bool
    detail: str = Field(description="Where it would go, or why it would not.")


class SlotList(Asked):
    """How far ahead the times of a target are listed."""

    days: int = Field(default=14, ge=1, le=MOST_DAYS, description="How many days.")


class Slot(Told):
    """A time of a target: free, taken, or closed."""

    model_config = example(
        at="2026-11-27T07:00:00Z", status="taken", content_id=7, title="Tea", by_slot=True
    )

    at: Moment
    status: str = Field(
        description="`free`; `taken`: something goes out then; `closed`: it would be too close to"
        " others, or one too many on its day."
    )
    content_id: int | None
    title: str | None
    by_slot: bool | None = Field(description="false: a person set this time.")
