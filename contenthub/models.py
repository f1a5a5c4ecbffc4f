"""The tables, and nothing else. Who writes which column is ``lifecycle``'s business.

Moments are stored in UTC: on SQLite as ISO text of fixed width, which sorts by time and can be
read in the sqlite3 shell; on PostgreSQL as ``timestamptz``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    SmallIntegerField,
    TextField,
)

from contenthub.clock import utc
from contenthub.db import database, is_sqlite


class MomentField(Field):
    """An aware moment. Naive datetimes are refused with ValueError."""

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: datetime | None) -> Any:
        if value is None or isinstance(value, str):
            return value
        moment = utc(value)
        return _text(moment) if is_sqlite() else moment

    def python_value(self, value: Any) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=64)
def _text(moment: datetime) -> str:
    """One unit of work writes the same moment many times."""
    return moment.isoformat(timespec="microseconds")


_EMPTY: dict[Any, str] = {list: "[]", dict: "{}"}  # most lists of most rows
_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonField(TextField):
    """A JSON document kept as text, the same on both databases."""

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return _encode(value) if value else _EMPTY.get(type(value)) or _encode(value)

    def python_value(self, value: Any) -> Any:
        if value is None:
            return None
        return [] if value == "[]" else {} if value == "{}" else json.loads(value)


class SerialField(BigAutoField):
    """An id that is never given again, also on SQLite: files and messages may outlive the row."""

    def ddl(self, context: Any) -> Any:
        node = super().ddl(context)
        return NodeList((node, SQL("AUTOINCREMENT"))) if is_sqlite() else node


class Table(Model):
    """What all tables share."""

    class Meta:
        database = database
        legacy_table_names = False


class Account(Table):
    """Somebody's publishing account: its style, its rules and its defaults."""

    name = CharField(max_length=100, unique=True)
    language = CharField(max_length=35, default="auto")  # auto: by the topic's script
    tone = TextField(default="")
    audience = TextField(default="")
    requirements = TextField(default="")
    banned_words = JsonField(default=list)
    required_words = JsonField(default=list)
    min_length = IntegerField(null=True)  # words
    max_length = IntegerField(null=True)
    creator = CharField(max_length=100, null=True)  # null: the setting's
    auto_approve = BooleanField(null=True)
    publisher = CharField(max_length=100, null=True)
    publisher_settings = JsonField(default=dict)
    auto_publish = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    active = BooleanField(default=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "accounts"


class Leased(Table):
    """Rows that workers claim: who holds it, until when, and how many died with it."""

    attempt = IntegerField(default=1)  # the fence: every outcome names the attempt it belongs to
    due_at = MomentField(null=True)  # when somebody has to look at it; null: never by itself
    lease_owner = CharField(max_length=100, null=True)
    lease_until = MomentField(null=True)
    crash_count = IntegerField(default=0)
    retry_count = IntegerField(default=0)
    max_retries = IntegerField(default=3)
    error_message = TextField(null=True)


class GenerationTask(Leased):
    """One article that was asked for."""

    id = SerialField()
    task_id = CharField(max_length=100, unique=True)
    external_id = CharField(max_length=255, null=True)
    content_id = BigIntegerField(null=True)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    topic = TextField()
    keywords = JsonField(default=list)
    category = TextField(default="")
    requirements = TextField(default="")
    tone = TextField(default="")
    creator = CharField(max_length=100)
    status = CharField(max_length=20)
    priority = SmallIntegerField(default=5)  # 1-10, 10 first
    progress = SmallIntegerField(null=True)  # percent
    step = TextField(null=True)
    handed_over_at = MomentField(null=True)  # the creator may know this attempt's key since then
    submitted_at = MomentField(null=True)
    started_at = MomentField(null=True)
    completed_at = MomentField(null=True)
    timeout_at = MomentField(null=True)
    cancel_requested_at = MomentField(null=True)
    lost_looks = SmallIntegerField(default=0)  # looks in a row at which the creator knew no such id
    result = JsonField(null=True)
    auto_approve = BooleanField(default=True)
    idempotency_key = CharField(max_length=255, null=True, unique=True)
    batch_id = CharField(max_length=100, null=True)
    input_tokens = IntegerField(null=True)
    output_tokens = IntegerField(null=True)
    cost = FloatField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "generation_tasks"


GenerationTask.add_index(GenerationTask.status, GenerationTask.id, name="task_status")
GenerationTask.add_index(GenerationTask.account, GenerationTask.id, name="task_account")
GenerationTask.add_index(
    GenerationTask.batch_id, where=GenerationTask.batch_id.is_null(False), name="task_batch"
)
GenerationTask.add_index(
    GenerationTask.external_id,
    where=GenerationTask.external_id.is_null(False),
    name="task_external",
)
# what dispatch takes next
GenerationTask.add_index(
    GenerationTask.priority.desc(),
    GenerationTask.id,
    where=SQL("status = 'pending'"),
    name="task_pending",
)
GenerationTask.add_index(
    GenerationTask.timeout_at, where=SQL("status = 'pending'"), name="task_pending_deadline"
)
GenerationTask.add_index(
    GenerationTask.due_at, where=SQL("status = 'pending'"), name="task_pending_due"
)
# what the sweep looks for
GenerationTask.add_index(
    GenerationTask.due_at,
    where=SQL("due_at IS NOT NULL AND status <> 'pending'"),
    name="task_due",
)


class Content(Table):
    """One article. Its publish status is that of its entry in the pool."""

    id = SerialField()
    generation_task_id = CharField(max_length=100, unique=True)  # the task's task_id
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    topic = TextField(default="")
    title = TextField()
    body = TextField()  # Markdown
    html = TextField(null=True)  # only what the creator delivered; else rendered when asked for
    summary = TextField(default="")
    images = JsonField(default=list)
    tags = JsonField(default=list)
    keywords = JsonField(default=list)
    category = TextField(default="")
    language = CharField(max_length=35, default="en")
    word_count = IntegerField(default=0)
    quality_score = FloatField(null=True)
    metadata = JsonField(default=dict)
    review_status = CharField(max_length=20)
    review_reason = TextField(null=True)
    reviewed_by = TextField(null=True)
    reviewed_at = MomentField(null=True)
    auto_publish = BooleanField(default=True)
    scheduled_publish_at = MomentField(null=True)
    attempt = IntegerField(default=1)  # counts edits: an edit of an edited text is refused
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "contents"


Content.add_index(Content.review_status, Content.id, name="content_review")
Content.add_index(Content.account, Content.id, name="content_account")


class PublishEntry(Leased):
    """One content on its way to one place."""

    id = SerialField()
    content = ForeignKeyField(Content, unique=True, on_delete="CASCADE")
    task_id = CharField(max_length=100)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    publisher = CharField(max_length=100)
    status = CharField(max_length=20)
    priority = SmallIntegerField(default=5)  # 1-10, 10 first
    scheduled_at = MomentField()
    published_at = MomentField(null=True)
    looks = SmallIntegerField(default=0)  # looks in a row that told nothing
    proof = TextField(null=True)  # where the target holds it
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "publish_entries"


PublishEntry.add_index(PublishEntry.status, PublishEntry.id, name="entry_status")
PublishEntry.add_index(PublishEntry.account, PublishEntry.id, name="entry_account")
PublishEntry.add_index(
    PublishEntry.due_at, where=PublishEntry.due_at.is_null(False), name="entry_due"
)
PublishEntry.add_index(
    PublishEntry.priority.desc(),
    PublishEntry.due_at,
    PublishEntry.id,
    where=SQL("status = 'queued'"),
    name="entry_queued",
)


class Event(Table):
    """One thing that happened: append-only, written with the change it tells of."""

    id = SerialField()
    event_id = CharField(max_length=36)  # what shippers of the log de-duplicate by
    entity = CharField(max_length=20)
    entity_id = BigIntegerField()
    task_id = CharField(max_length=100, null=True)
    attempt = IntegerField()
    event = CharField(max_length=40)
    from_state = CharField(max_length=20, null=True)
    to_state = CharField(max_length=20)
    actor = CharField(max_length=200)  # who
    reason = TextField(default="")  # why
    data = JsonField(null=True)
    created_at = MomentField()

    class Meta:
        table_name = "events"


Event.add_index(Event.task_id, Event.id, name="event_task")


class Schedule(Table):
    """When which articles are asked for, or which other work is done."""

    id = SerialField()
    name = CharField(max_length=100, unique=True)
    type = CharField(max_length=40)
    kind = CharField(max_length=10)  # of its trigger: cron, every, at
    trigger = TextField()
    timezone = CharField(max_length=64)
    params = JsonField(default=dict)
    description = TextField(default="")
    status = CharField(max_length=20)
    status_reason = TextField(default="")
    catch_up = CharField(max_length=10)
    catch_up_window = FloatField()  # seconds
    overlap = CharField(max_length=10)
    pause_after_failures = IntegerField(null=True)
    failures = IntegerField(default=0)  # failed ticks in a row
    counters = JsonField(default=dict)  # articles asked for so far, by account id
    anchor_at = MomentField()  # from which `every` counts
    next_at = MomentField(null=True)  # the first time that was not decided about yet
    attempt = IntegerField(default=1)  # counts changes of the definition
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "schedules"


Schedule.add_index(Schedule.next_at, where=SQL("status = 'active'"), name="schedule_next")


class Tick(Leased):
    """One time of a schedule: that it happened, or why it did not."""

    id = SerialField()
    tick_id = CharField(max_length=100, unique=True)  # its tasks' batch_id
    schedule = ForeignKeyField(Schedule, on_delete="CASCADE", index=False)
    scheduled_for = MomentField()
    origin = CharField(max_length=10)  # schedule, catch_up, manual, backfill
    status = CharField(max_length=20)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    stands_for = IntegerField(default=1)  # times: many that were skipped together are one row
    tasks = IntegerField(default=0)
    result = JsonField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "ticks"


# Whether a tick happened is this row, and there is one of it.
Tick.add_index(Tick.schedule, Tick.scheduled_for, unique=True, name="tick_time")
Tick.add_index(Tick.due_at, where=Tick.due_at.is_null(False), name="tick_due")
Tick.add_index(
    Tick.schedule, Tick.id, where=SQL("status IN ('queued', 'pending', 'running')"),
    name="tick_open",
)  # fmt: skip


class AccountTopic(Table):
    """A topic that was asked for: what schedules leave out the next time."""

    id = SerialField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False)
    key = TextField()  # its normal form
    topic = TextField()
    task_id = CharField(max_length=100)
    created_at = MomentField()

    class Meta:
        table_name = "account_topics"


AccountTopic.add_index(AccountTopic.account, AccountTopic.id, name="topic_account")
AccountTopic.add_index(AccountTopic.key, name="topic_key")


class Lease(Table):
    """A named thing that one process at a time does, such as the sweep."""

    name = CharField(max_length=100, primary_key=True)
    owner = CharField(max_length=100)
    until = MomentField()
    term = BigIntegerField(default=1)  # grows with every change of owner

    class Meta:
        table_name = "leases"


class WorkerHeartbeat(Table):
    """A process that works: one row per boot, kept fresh while it lives."""

    boot_id = CharField(max_length=100, primary_key=True)
    kind = CharField(max_length=20)
    host = CharField(max_length=255)
    pid = IntegerField()
    version = CharField(max_length=40)
    broker = CharField(max_length=20)
    queues = JsonField(default=list)
    threads = IntegerField(default=0)
    started_at = MomentField()
    seen_at = MomentField()

    class Meta:
        table_name = "worker_heartbeats"


ALL = (Account, GenerationTask, Content, PublishEntry, Event, Schedule, Tick, AccountTopic, Lease,
       WorkerHeartbeat)  # fmt: skip
