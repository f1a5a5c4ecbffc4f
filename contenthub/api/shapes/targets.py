"""Targets, the places where accounts publish: how they are shown, changed and tried."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example

_TARGET: dict[str, Any] = {
    "id": 4,
    "account_id": 1,
    "account": "tea-blog",
    "name": "archive",
    "publisher": "files",
    "paused": False,
    "settings": {"folder": "archive"},
    "folder_name": "archive",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}


class Target(Told):
    """A place where an account publishes; secrets in its settings are masked."""

    model_config = example(**_TARGET)

    id: int
    account_id: int
    account: str
    name: str
    publisher: str | None = Field(description="null: the one of the service's settings.")
    paused: bool
    settings: dict[str, Any]
    folder_name: str
    created_at: Moment
    updated_at: Moment


class WholeTarget(Target):
    """A target with what is there."""

    model_config = example(**_TARGET, publications={"published": 12, "queued": 1})

    publications: dict[str, int] = Field(description="How many are in each state.")


class TargetList(PageQuery):
    """Which targets are listed."""

    account: str | None = Field(default=None, description="An account, by its id or its name.")
    publisher: str | None = Field(default=None, description="Only those that publish by this.")


class TargetChanges(Asked):
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


class NewTarget(Asked):
    """A new place where an account's articles are published, besides those it has."""

    model_config = example(name="archive", publisher="files", settings={"folder": "archive"})

    name: str = Field(max_length=100, description="Not only digits.")
    publisher: str | None = Field(
        default=None, description="Left out: the one of the service's settings."
    )
    settings: dict[str, Any] = Field(default={}, max_length=100)


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
