"""Accounts: how they are shown and changed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example

_ACCOUNT: dict[str, Any] = {
    "id": 1,
    "name": "tea-blog",
    "language": "en",
    "creator": None,
    "publisher": "files",
    "publisher_settings": {},
    "auto_approve": None,
    "auto_publish": True,
    "active": True,
    "tone": "warm",
    "audience": "people who drink tea",
    "requirements": "",
    "banned_words": ["best"],
    "required_words": [],
    "min_length": None,
    "max_length": 900,
    "min_quality": None,
    "gate": {},
    "folder_name": "tea-blog",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}


class Account(Told):
    """An account, with the settings of its first target; secrets in them are masked."""

    model_config = example(**_ACCOUNT)

    id: int
    name: str
    language: str
    creator: str | None
    publisher: str | None
    publisher_settings: dict[str, Any]
    auto_approve: bool | None
    auto_publish: bool
    active: bool
    tone: str
    audience: str
    requirements: str
    banned_words: list[str]
    required_words: list[str]
    min_length: int | None
    max_length: int | None
    min_quality: float | None
    gate: dict[str, str] = Field(description="Levels of single checks.")
    folder_name: str = Field(description="What its folders are called.")
    created_at: Moment
    updated_at: Moment


class AccountTarget(Told):
    """A place where an account publishes, in short."""

    model_config = example(name="default", publisher="files", paused=False)

    name: str
    publisher: str | None = Field(description="null: the one of the service's settings.")
    paused: bool


class WholeAccount(Account):
    """An account with what belongs to it."""

    model_config = example(
        **_ACCOUNT,
        tasks=12,
        contents=11,
        targets=[{"name": "default", "publisher": "files", "paused": False}],
    )

    tasks: int
    contents: int
    targets: list[AccountTarget]


class AccountList(PageQuery):
    """Which accounts are listed."""

    active: bool | None = Field(default=None, description="Only those in use, or only others.")


class AccountChanges(Asked):
    """What becomes another in an account; what is left out stays, and null empties a field."""

    model_config = example(tone="warm", max_length=None)

    name: str | None = Field(default=None, max_length=100)
    language: str | None = None
    creator: str | None = None
    publisher: str | None = None
    publisher_settings: dict[str, Any] | None = Field(default=None, max_length=100)
    auto_approve: bool | None = None
    auto_publish: bool | None = None
    active: bool | None = None
    tone: str | None = None
    audience: str | None = None
    requirements: str | None = None
    banned_words: list[str] | None = None
    required_words: list[str] | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_quality: float | None = None
    gate: dict[str, str] | None = Field(default=None, description="Levels of single checks.")


class NewAccount(AccountChanges):
    """A new account; what is left out follows the settings."""

    model_config = example(name="tea-blog", tone="warm", max_length=900)

    name: str = Field(max_length=100, examples=["tea-blog"])


class RemovedAccount(Told):
    """What was removed."""

    model_config = example(id=1, name="tea-blog", removed=True)

    id: int
    name: str
    removed: bool
