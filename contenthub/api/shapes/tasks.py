"""Tasks: how they are asked for, and how they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Moment, Told, example
from contenthub.api.shapes.standing import PUBLISHED, Published, States
from contenthub.states import TaskState

_TASK_ID = "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e"
_TASK: dict[str, Any] = {
    "task_id": _TASK_ID,
    "status": "running",
    "topic": "How green tea is picked",
    "account_id": 1,
    "account": "tea-blog",
    "creator": "openai",
    "priority": 5,
    "progress": 40,
    "step": "writing",
    "attempt": 1,
    "retry_count": 0,
    "batch_id": None,
    "content_id": None,
    "title": None,
    "review_status": None,
    "entry_id": None,
    **PUBLISHED,
    "error_message": None,
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:20Z",
    "started_at": "2026-11-26T08:00:01Z",
    "completed_at": None,
    "timeout_at": "2026-11-26T08:30:00Z",
    "cancel_requested_at": None,
}

AccountRef = Annotated[
    int | str, Field(description="An account, by its id or its name.", examples=["tea-blog"])
]
Targets = Annotated[
    list[str],
    Field(max_length=100, description="Targets of the account, by their names; none: all."),
]


class NewTask(Asked):
    """An article that is asked for; what is left out is as account and settings say."""

    model_config = example(topic="How green tea is picked", account="tea-blog")

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
    webhook: str | None = Field(
        default=None,
        max_length=2_000,
        description="An address that is told how this task ends, signed by the secret of"
        " `GET /webhooks/secret`; with less than the scope admin it has to be public.",
    )
    idempotency_key: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        description="A key of the article itself, which is kept for ever, whoever asks: the same"
        " wish under it answers the task that is there.",
    )


class Task(Published):
    """A task as lists show it."""

    model_config = example(**_TASK)

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
    entry_id: int | None = Field(
        description="Its entry in the publish pool: of several targets the first one's."
    )
    error_message: str | None
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    completed_at: Moment | None
    timeout_at: Moment | None
    cancel_requested_at: Moment | None


class WholeTask(Task):
    """A task with all there is to know about it."""

    model_config = example(
        **_TASK,
        keywords=["leaf", "spring"],
        category="",
        requirements="",
        tone="warm",
        auto_approve=False,
        target_ids=None,
        revision=None,
        publish_states={},
        late_result=False,
        due_at="2026-11-26T08:00:30Z",
        submitted_at="2026-11-26T08:00:00Z",
        max_retries=3,
        external_id="run-7731",
        revises_content_id=None,
        revises_number=None,
        note=None,
        result=None,
        input_tokens=None,
        output_tokens=None,
        cost=None,
        currency=None,
        idempotency_key=None,
    )

    keywords: list[str]
    category: str
    requirements: str
    tone: str
    auto_approve: bool
    target_ids: list[int] | None
    publish_states: States
    revision: int | None = Field(description="The number of the text that it made.")
    late_result: bool = Field(description="A finished article came after the task's end.")
    due_at: Moment | None = Field(description="When it is looked at next.")
    submitted_at: Moment | None = Field(description="When its present attempt got a slot.")
    max_retries: int
    external_id: str | None = Field(description="What its creator calls the present attempt.")
    revises_content_id: int | None = Field(description="The content whose text it writes anew.")
    revises_number: int | None = Field(description="The text that it is made from.")
    note: str | None = Field(description="What has to be different in it.")
    result: dict[str, Any] | None = Field(
        description="Of an article that was taken its `title`, `word_count` and `quality_score`;"
        " one that came late is in `article`, whole."
    )
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None = Field(description="In units of the currency.")
    currency: str | None
    idempotency_key: str | None


class RemovedTask(Told):
    """What is left of a task that was cleaned up, and asked for again under its own key."""

    model_config = example(
        task_id=_TASK_ID,
        status="removed",
        account_id=1,
        topic="How green tea is picked",
        content_id=7,
        title="How green tea is picked",
        review_status="approved",
        publish_status="published",
        proof="/srv/contenthub/published/tea-blog/green-tea.md",
        revision=None,
    )

    task_id: str
    status: str = Field(description="`removed`")
    account_id: int | None
    topic: str | None
    content_id: int | None
    title: str | None
    review_status: str | None
    publish_status: str | None
    proof: str | None
    revision: int | None = Field(default=None, description="Of a text of another task's content.")


class TaskItem(Item):
    """What became of one task."""

    model_config = example(task_id=_TASK_ID, status="cancelled", outcome="cancelled")

    task_id: str
    content_id: int | None = Field(default=None, description="Of a late result that was adopted.")


class TaskFilter(Asked):
    """What tasks have in common; all of it together, and what is left out does not narrow."""

    model_config = example(status=["failed", "timeout"], account="tea-blog")

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
    Field(
        max_length=MOST_TOGETHER, description="Tasks, by their whole ids.", examples=[[_TASK_ID]]
    ),
]


class WhichTasks(Asked):
    """Which tasks are changed: by their ids, or by what they have in common."""

    model_config = example(ids=[_TASK_ID])

    ids: Ids | None = None
    filter: TaskFilter | None = None


class Cancel(WhichTasks):
    """Tasks that are cancelled."""

    model_config = example(ids=[_TASK_ID], reason="asked for twice")

    reason: str = Field(default="", max_length=500, description="Why; kept in the task's story.")


class Retry(WhichTasks):
    """Tasks that begin a new attempt."""

    model_config = example(filter={"status": ["failed"]}, discard_result=False)

    discard_result: bool = Field(
        default=False, description="Throw away a finished result that came late."
    )


class Adopt(WhichTasks):
    """Tasks whose late result becomes their content; of a filter those that have one."""

    model_config = example(filter={"account": "tea-blog"})


class Clean(Asked):
    """Which ended tasks are removed."""

    days: int = Field(ge=0, le=36_500, description="Those that ended at least so many days ago.")
    late_results: bool = Field(
        default=False, description="Also those whose article came late, unless adopted."
    )
    dry_run: bool = Field(default=False, description="true: only say how many.")


class Cleaned(Told):
    """What a cleaning took away, or would take."""

    model_config = example(
        tasks=120, ended_before="2026-08-28T08:00:00Z", dry_run=True, given_back_bytes=0
    )

    tasks: int
    ended_before: Moment
    dry_run: bool
    given_back_bytes: int = Field(description="To the file system.")
