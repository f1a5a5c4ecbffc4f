"""The first schema. Frozen: later changes are migrations of their own."""

from __future__ import annotations

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
    SqliteDatabase,
    TextField,
)


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class JsonField(TextField):
    pass


class SerialField(BigAutoField):
    def ddl(self, context: Any) -> Any:
        node = super().ddl(context)
        sqlite = isinstance(self.model._meta.database, SqliteDatabase)
        return NodeList((node, SQL("AUTOINCREMENT"))) if sqlite else node


class Table(Model):
    class Meta:
        legacy_table_names = False


class Account(Table):
    name = CharField(max_length=100, unique=True)
    language = CharField(max_length=35, default="auto")
    tone = TextField(default="")
    audience = TextField(default="")
    requirements = TextField(default="")
    banned_words = JsonField(default=list)
    required_words = JsonField(default=list)
    min_length = IntegerField(null=True)
    max_length = IntegerField(null=True)
    creator = CharField(max_length=100, null=True)
    auto_approve = BooleanField(null=True)
    publisher = CharField(max_length=100, null=True)
    publisher_settings = JsonField(default=dict)
    active = BooleanField(default=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "accounts"


class Leased(Table):
    attempt = IntegerField(default=1)
    due_at = MomentField(null=True)
    lease_owner = CharField(max_length=100, null=True)
    lease_until = MomentField(null=True)
    crash_count = IntegerField(default=0)
    retry_count = IntegerField(default=0)
    max_retries = IntegerField(default=3)
    error_message = TextField(null=True)


class GenerationTask(Leased):
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
    priority = SmallIntegerField(default=5)
    progress = SmallIntegerField(null=True)
    step = TextField(null=True)
    handed_over_at = MomentField(null=True)
    submitted_at = MomentField(null=True)
    started_at = MomentField(null=True)
    completed_at = MomentField(null=True)
    timeout_at = MomentField(null=True)
    cancel_requested_at = MomentField(null=True)
    lost_looks = SmallIntegerField(default=0)
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
GenerationTask.add_index(
    GenerationTask.due_at,
    where=SQL("due_at IS NOT NULL AND status <> 'pending'"),
    name="task_due",
)


class Content(Table):
    id = SerialField()
    generation_task_id = CharField(max_length=100, unique=True)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    topic = TextField(default="")
    title = TextField()
    body = TextField()
    html = TextField(null=True)
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
    attempt = IntegerField(default=1)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "contents"


Content.add_index(Content.review_status, Content.id, name="content_review")
Content.add_index(Content.account, Content.id, name="content_account")


class PublishEntry(Leased):
    id = SerialField()
    content = ForeignKeyField(Content, unique=True, on_delete="CASCADE")
    task_id = CharField(max_length=100)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    publisher = CharField(max_length=100)
    status = CharField(max_length=20)
    priority = SmallIntegerField(default=5)
    scheduled_at = MomentField()
    published_at = MomentField(null=True)
    looks = SmallIntegerField(default=0)
    proof = TextField(null=True)
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
    id = SerialField()
    event_id = CharField(max_length=36)
    entity = CharField(max_length=20)
    entity_id = BigIntegerField()
    task_id = CharField(max_length=100, null=True)
    attempt = IntegerField()
    event = CharField(max_length=40)
    from_state = CharField(max_length=20, null=True)
    to_state = CharField(max_length=20)
    actor = CharField(max_length=200)
    reason = TextField(default="")
    data = JsonField(null=True)
    created_at = MomentField()

    class Meta:
        table_name = "events"


Event.add_index(Event.task_id, Event.id, name="event_task")


class Lease(Table):
    name = CharField(max_length=100, primary_key=True)
    owner = CharField(max_length=100)
    until = MomentField()
    term = BigIntegerField(default=1)

    class Meta:
        table_name = "leases"


class WorkerHeartbeat(Table):
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


ALL = (Account, GenerationTask, Content, PublishEntry, Event, Lease, WorkerHeartbeat)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx(ALL):
        db.create_tables(ALL, safe=False)
