"""Rows as frozen records: what lifecycle hands to actors, so that nobody holds a live model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from peewee import BooleanField

from contenthub.articles.text import has_control_characters
from contenthub.columns import JsonField, MomentField, Table
from contenthub.database import db
from contenthub.models import Account as AccountTable
from contenthub.models import Content as ContentTable
from contenthub.models import GenerationTask, PublishEntry
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.states import EntryState, ReviewState, ScheduleState, TaskState, TickState


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
    gate: dict[str, str]
    creator: str | None
    auto_approve: bool | None
    publisher: str | None
    publisher_settings: dict[str, Any]
    auto_publish: bool
    active: bool


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
    auto_approve: bool
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
    metadata: dict[str, Any]
    findings: list[dict[str, Any]]
    review_status: str
    review_reason: str | None
    auto_publish: bool
    priority: int
    scheduled_publish_at: datetime | None
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
    task_id: str
    account_id: int
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
    lease_owner: str | None
    scheduled_at: datetime
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> EntryState:
        return EntryState(self.status)

    @property
    def label(self) -> str:
        return self.task_id

    @property
    def tried(self) -> bool:
        """True once a publisher was called for it, or may have been."""
        return self.place is not None or self.maybe_published_since is not None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it was read."""

    id: int
    name: str
    type: str
    kind: str
    trigger: str
    timezone: str
    params: dict[str, Any]
    description: str
    status: str
    status_reason: str
    catch_up: str
    catch_up_window: float
    overlap: str
    pause_after_failures: int | None
    failures: int
    counters: dict[str, int]
    anchor_at: datetime
    next_at: datetime | None
    forgotten_until: datetime | None
    attempt: int
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> ScheduleState:
        return ScheduleState(self.status)

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Tick:
    """One time of a schedule as it was read."""

    id: int
    tick_id: str
    schedule_id: int
    scheduled_for: datetime
    origin: str
    status: str
    attempt: int
    retry_count: int
    max_retries: int
    crash_count: int
    lease_owner: str | None
    due_at: datetime | None
    started_at: datetime | None
    stands_for: int
    tasks: int
    result: Any
    error_message: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> TickState:
        return TickState(self.status)

    @property
    def label(self) -> str:
        return self.tick_id


_TABLES: dict[type, type[Table]] = {
    Account: AccountTable,
    Task: GenerationTask,
    Waiting: GenerationTask,
    Content: ContentTable,
    Entry: PublishEntry,
    Schedule: ScheduleTable,
    Tick: TickTable,
}

R = TypeVar("R", Account, Task, Waiting, Content, Entry, Schedule, Tick)


@lru_cache
def _plan(record: type[Any]) -> tuple[str, tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """The SELECT, and those columns that the driver does not return as they are used."""
    meta = _TABLES[record]._meta
    columns = [meta.combined[f.name] for f in fields(record)]
    names = ", ".join(column.column_name for column in columns)
    return (
        f"SELECT {names} FROM {meta.table_name}",
        tuple(
            (place, column.python_value)
            for place, column in enumerate(columns)
            if isinstance(column, MomentField | JsonField | BooleanField)
        ),
    )


def select(record: type[R], tail: str, params: Sequence[Any] = ()) -> list[R]:
    """Read records; ``tail`` is the SQL after FROM, with ``?`` marks for ``params``."""
    head, converters = _plan(record)  # type: ignore[arg-type]
    found = []
    for row in db.execute(f"{head} {tail}", tuple(params)).fetchall():
        values = list(row)
        for place, convert in converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        found.append(record(*values))
    return found


def by_ids(record: type[R], ids: Sequence[int]) -> list[R]:
    """Read records by their ids; missing ones are left out."""
    if not ids:
        return []
    return select(record, f"WHERE id IN ({', '.join('?' * len(ids))}) ORDER BY id", ids)


def locked(record: type[R], id_: int) -> R | None:
    """The row as it is now, which cannot change until the transaction ends; None: it is gone."""
    found = select(record, f"WHERE id = ?{db.for_update()}", (id_,))
    return found[0] if found else None


N = TypeVar("N", Account, Schedule)


def named(record: type[N], ref: str | int) -> N | None:
    """The row with this name or, where there is none, with this id."""
    text = str(ref)
    found: list[N] = []
    if not has_control_characters(text):  # nothing has such a name, and no database takes it
        found = select(record, "WHERE name = ?", (text,))
    if not found and text.isascii() and text.isdigit() and len(text) < 19:
        found = by_ids(record, [int(text)])
    return found[0] if found else None


def accounts_of(rows: Sequence[Task] | Sequence[Entry]) -> dict[int, Account]:
    """The accounts of these rows, by id."""
    return {a.id: a for a in by_ids(Account, sorted({row.account_id for row in rows}))}


def moment(value: datetime) -> Any:
    """A moment as the database's parameter."""
    return GenerationTask.created_at.db_value(value)
