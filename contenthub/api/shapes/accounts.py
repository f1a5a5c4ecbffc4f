"""Accounts: how they are shown and changed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told


class Account(Told):
    """An account, with the settings of its first target; secrets in them are masked."""

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
    gate: dict[str, str]
    created_at: Moment
    updated_at: Moment


class WholeAccount(Account):
    """An account with what belongs to it."""

    tasks: int
    contents: int
    targets: list[dict[str, Any]]


class AccountList(PageQuery):
    """Which accounts are listed."""

    active: bool | None = Field(default=None, description="Only those in use, or only others.")


class AccountChanges(Asked):
    """What becomes another in an account; what is left out stays, and null empties a field."""

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

    name: str = Field(max_length=100, examples=["tea-blog"])


class Removed(Told):
    """What was removed."""

    id: int
    name: str
    removed: bool
