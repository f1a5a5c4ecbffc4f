"""Rows as frozen records: nobody holds a live model, and nothing changes under its reader.

Those of accounts and of the production line; ``revision`` and ``schedules`` have the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.states import EntryState, ReviewState, TaskState

# The condition on tasks that keep a finished article which came late: see ``Task.late_result``.
KEPT_LATE = "substr(result, 1, 13) = '{\"late\": true'"


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its profile and defaults."""

    id: int
    name: str
    folder_name: str
    language: str
    tone: str
    audience: str
    requirements: str
    banned_words: list[str]
    required_words: list[str]
    min_length: int | None
    max_length: int | None
    min_quality: float | None
    gate: dict[str, str]
    creator: str | None
    auto_approve: bool | None
    auto_publish: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A place where an account publishes."""

    id: int
    account_id: int
    name: str
    folder_name: str
    publisher: str | None
    settings: dict[str, Any]
    paused: bool
    slots: str | None
    at_least: str | None
    at_most: str | None
    at_once: int

    @property
    def has_pace(self) -> bool:
        """Whether its articles get times of their own, rather than going out at once."""
        return bool(self.slots or self.at_least or self.at_most)

    @property
    def has_limits(self) -> bool:
        """Whether an article that went out keeps others from going out for a while."""
        return bool(self.at_least or self.at_most)

    def folder_below(self, account: Account) -> str:
        """Where a publisher of folders keeps its articles, as long as its settings name none."""
        return "/".join(filter(None, (account.folder_name, self.folder_name)))


@dataclass(frozen=True, slots=True)
class Task:
    """A generation task as it was read."""

    id: int
    task_id: str
    attempt: int
    status: str
    account_id: int
    topic: str
    keywords: list[str]
    category: str
    requirements: str
    tone: str
    creator: str
    priority: int
    external_id: str | None
    content_id: int | None
    revises_content_id: int | None
    revises_number: int | None
    note: str | None
    auto_approve: bool
    target_ids: list[int] | None
    batch_id: str | None
    retry_count: int
    max_retries: int
    crash_count: int
    lost_looks: int
    lease_owner: str | None
    lease_until: datetime | None
    due_at: datetime | None
    handed_over_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    timeout_at: datetime | None
    cancel_requested_at: datetime | None
    result: Any
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> TaskState:
        return TaskState(self.status)

    @property
    def label(self) -> str:
        return self.task_id

    @property
    def late_result(self) -> dict[str, Any] | None:
        """The finished result that is kept with it, as it came too late; None: there is none."""
        kept = self.result
        return kept if isinstance(kept, dict) and kept.get("late") else None

    @property
    def creator_key(self) -> str:
        """The idempotency key that the creator sees: one per attempt."""
        return f"{self.task_id}-{self.attempt}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task as far as it has to be known to be given a slot."""

    id: int
    task_id: str
    attempt: int
    status: str
    account_id: int
    batch_id: str | None
    updated_at: datetime

    @property
    def state(self) -> TaskState:
        return TaskState(self.status)

    @property
    def label(self) -> str:
        return self.task_id


@dataclass(frozen=True, slots=True)
class Content:
    """A content as it was read."""

    id: int
    generation_task_id: str
    account_id: int
    topic: str
    title: str
    body: str
    html: str | None
    summary: str
    images: list[str]
    tags: list[str]
    keywords: list[str]
    category: str
    language: str
    word_count: int
    quality_score: float | None
    metadata: dict[str, Any]
    findings: list[dict[str, Any]]
    review_status: str
    review_reason: str | None
    auto_publish: bool
    priority: int
    planned_for: datetime | None
    target_ids: list[int] | None
    batch_id: str | None
    attempt: int
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> ReviewState:
        return ReviewState(self.review_status)

    @property
    def label(self) -> str:
        return self.generation_task_id

    @property
    def task_id(self) -> str:
        return self.generation_task_id


@dataclass(frozen=True, slots=True)
class Entry:
    """A publish entry as it was read."""

    id: int
    content_id: int
    target_id: int
    publication_key: str
    task_id: str
    account_id: int
    batch_id: str | None
    revision_id: int | None
    publisher: str
    status: str
    priority: int
    attempt: int
    retry_count: int
    max_retries: int
    crash_count: int
    looks: int
    place: dict[str, Any] | None
    maybe_published_since: datetime | None
    external_id: str | None
    proof: str | None
    lease_owner: str | None
    scheduled_at: datetime
    slot_at: datetime | None
    deferred_from: datetime | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> EntryState:
        return EntryState(self.status)

    @property
    def label(self) -> str:
        return self.task_id

    @property
    def may_be_out(self) -> bool:
        """True where readers may see it and nobody knows, or did once."""
        return self.maybe_published_since is not None or self.published_at is not None

    @property
    def tried(self) -> bool:
        """True once a publisher was called for it, or may have been."""
        return self.place is not None or self.maybe_published_since is not None
