"""Tasks: how they are asked for, and how they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Moment, Told
from contenthub.states import TaskState

AccountRef = Annotated[
    int | str, Field(description="An account, by its id or its name.", examples=["tea-blog"])
]
Targets = Annotated[
    list[str],
    Field(max_length=100, description="Targets of the account, by their names; none: all."),
]


class NewTask(Asked):
    """An article that is asked for; what is left out is as account and settings say."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"topic": "How green tea is picked", "account": "tea-blog"}]
        }
    )

    topic: str = Field(max_length=500, description="What the article is about, in one line.")
    account: AccountRef | None = None
    keywords: list[str] | None = Field(default=None, description="Words that shall be in it.")
    category: str | None = None
    requirements: str | None = Field(default=None, description="What else it has to be like.")
    tone: str | None = None
    priority: int | None = Field(default=None, ge=1, le=10, description="1 to 10, 10 first.")
    creator: str | None = Field(default=None, description="Who writes it.")
    auto_approve: bool | None = Field(
        default=None,
        description="Whether it needs no person where the gate finds nothing; `true` needs the"
        " scope review.",
    )
    targets: Targets | None = None
    idempotency_key: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        description="A key of the article itself, which is kept for ever, whoever asks: the same"
        " wish under it answers the task that is there.",
    )


class Task(Told):
    """A task as lists show it."""

    task_id: str
    status: TaskState
    topic: str
    account_id: int
    account: str | None
    creator: str
    priority: int
    progress: int | None
    step: str | None
    attempt: int
    retry_count: int
    batch_id: str | None
    content_id: int | None
    title: str | None
    review_status: str | None
    publish_status: str | None
    publish_at: Moment | None
    error_message: str | None
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    completed_at: Moment | None
    timeout_at: Moment | None
    cancel_requested_at: Moment | None


class WholeTask(Task):
    """A task with all there is to know about it."""

    keywords: list[str]
    category: str
    requirements: str
    tone: str
    auto_approve: bool
    target_ids: list[int] | None
    revision: int | None
    late_result: bool = Field(description="A finished article came after the task's end.")
    cost: float | None
    currency: str | None
    idempotency_key: str | None


class TaskItem(Item):
    """What became of one task."""

    task_id: str


class Event(Told):
    """Something that happened."""

    id: int
    event_id: str
    created_at: Moment
    type: str
    entity: str
    entity_id: int
    task_id: str | None
    attempt: int | None
    event: str
    from_state: str | None
    to_state: str | None
    who: str
    account_id: int | None
    account: str | None
    batch_id: str | None
    request_id: str | None = Field(description="Of the call of the API that caused it.")
    reason: str
    data: Any


class TaskFilter(Asked):
    """What tasks have in common; all of it together, and what is left out does not narrow."""

    status: list[TaskState] = Field(default=[], max_length=10, description="Any of these states.")
    account: str | None = Field(default=None, description="An account, by its id or its name.")
    batch: str | None = Field(default=None, description="A batch, by its whole id.")
    creator: str | None = None
    since: Moment | None = Field(default=None, description="Made at or after this moment.")
    until: Moment | None = Field(default=None, description="Made before this moment.")


class TaskList(PageQuery, TaskFilter):
    """Which tasks are listed."""


Ids = Annotated[
    list[str],
    Field(max_length=MOST_TOGETHER, description="Tasks, by their whole ids.", examples=[["4e0c…"]]),
]


class WhichTasks(Asked):
    """Which tasks are changed: by their ids, or by what they have in common."""

    ids: Ids | None = None
    filter: TaskFilter | None = None


class Cancel(WhichTasks):
    """Tasks that are cancelled."""

    reason: str = Field(default="", max_length=500, description="Why; kept in the task's story.")


class Retry(WhichTasks):
    """Tasks that begin a new attempt."""

    discard_result: bool = Field(
        default=False, description="Throw away a finished result that came late."
    )


class Adopt(Asked):
    """Tasks whose late result becomes their content."""

    ids: Ids = Field(min_length=1)
