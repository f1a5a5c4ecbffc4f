"""Every table, and nothing else: who writes which column is ``lifecycle``'s business.

One file, so that what is kept can be read from the first line to the last: the production line,
then schedules, then processes. What kinds of columns there are stands in ``columns``.
"""

from __future__ import annotations

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DoubleField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from contenthub.columns import (
    JsonField,
    Leased,
    MomentField,
    SerialField,
    SmallSerialField,
    Table,
)


class Account(Table):
    """Somebody's publishing account: its style, its rules and its defaults."""

    id = SmallSerialField()
    name = CharField(max_length=100, unique=True)
    # The account's own folder below a publisher's: settled when the account is made, and kept.
    folder_name = CharField(max_length=100, unique=True, constraints=[SQL("DEFAULT ''")])
    language = CharField(max_length=35, default="auto")  # auto: by the topic's script
    tone = TextField(default="")
    audience = TextField(default="")
    requirements = TextField(default="")
    banned_words = JsonField(default=list)
    required_words = JsonField(default=list)
    min_length = IntegerField(null=True)  # words
    max_length = IntegerField(null=True)
    min_quality = DoubleField(null=True)  # on its creators' own scale
    # what it wants of single checks of the gate: off, warn or hold
    gate = JsonField(default=dict, constraints=[SQL("DEFAULT '{}'")])
    creator = CharField(max_length=100, null=True)  # null: the setting's
    auto_approve = BooleanField(null=True)
    auto_publish = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    active = BooleanField(default=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "accounts"


Account.add_index(Account.active, Account.id, name="account_active")


class Target(Table):
    """A place where an account publishes. The one named ``default`` is made with the account."""

    id = SmallSerialField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False)
    name = CharField(max_length=100)
    # its folder within the account's; empty: the account's own
    folder_name = CharField(max_length=100, default="")
    publisher = CharField(max_length=100, null=True)  # null: the setting's
    settings = JsonField(default=dict)  # of the publisher, for this target
    paused = BooleanField(default=False)
    # When it takes articles, as ``timetable.pace`` reads it; null: at any time.
    slots = TextField(null=True)
    at_least = CharField(max_length=20, null=True)
    at_most = CharField(max_length=20, null=True)
    # Up to here none of its times is free, on the clocks of that zone; null: that is not known.
    full_until = MomentField(null=True)
    full_zone = CharField(max_length=100, null=True)
    # calls to it at the same time, over all processes; those in batches are not counted
    at_once = SmallIntegerField(default=2, constraints=[SQL("DEFAULT 2")])
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "targets"


Target.add_index(Target.account, Target.name, unique=True, name="target_name")
Target.add_index(Target.account, Target.folder_name, unique=True, name="target_folder")
Target.add_index(Target.account, Target.id, name="target_account")
Target.add_index(Target.publisher, Target.account, Target.id, name="target_publisher")


class GenerationTask(Leased):
    """One article that was asked for."""

    id = SerialField()
    task_id = CharField(max_length=100, unique=True)
    external_id = CharField(max_length=255, null=True)
    content_id = BigIntegerField(null=True)  # the content that its article is, or became part of
    revises_content_id = BigIntegerField(null=True)  # the content whose text it writes anew
    revises_number = IntegerField(null=True)  # the revision of that which its creator is given
    note = TextField(null=True)  # what is to be another in the new text
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
    target_ids = JsonField(null=True)  # where it is to be published; null: all of its account's
    batch_id = CharField(max_length=100, null=True)
    input_tokens = IntegerField(null=True)
    output_tokens = IntegerField(null=True)
    cost_micros = BigIntegerField(null=True)  # millionths of the currency; null: not known
    currency = CharField(max_length=3, null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "generation_tasks"


GenerationTask.add_index(GenerationTask.status, GenerationTask.id, name="task_status")
GenerationTask.add_index(GenerationTask.account, GenerationTask.id, name="task_account")
GenerationTask.add_index(
    GenerationTask.account, GenerationTask.status, GenerationTask.id, name="task_account_status"
)
GenerationTask.add_index(
    GenerationTask.batch_id, where=GenerationTask.batch_id.is_null(False), name="task_batch"
)
# batches are listed by the newest of their tasks
GenerationTask.add_index(
    GenerationTask.id,
    GenerationTask.batch_id,
    where=GenerationTask.batch_id.is_null(False),
    name="task_in_batch",
)
GenerationTask.add_index(
    GenerationTask.account,
    GenerationTask.id,
    GenerationTask.batch_id,
    where=GenerationTask.batch_id.is_null(False),
    name="task_account_batch",
)
GenerationTask.add_index(
    GenerationTask.external_id,
    where=GenerationTask.external_id.is_null(False),
    name="task_external",
)
# what dispatch takes next; the moments are in it so that those whose time has not come cost little
GenerationTask.add_index(
    GenerationTask.priority.desc(),
    GenerationTask.id,
    GenerationTask.due_at,
    GenerationTask.timeout_at,
    where=SQL("status = 'pending'"),
    name="task_pending",
)
GenerationTask.add_index(
    GenerationTask.timeout_at, where=SQL("status = 'pending'"), name="task_pending_deadline"
)
GenerationTask.add_index(
    GenerationTask.due_at,
    GenerationTask.timeout_at,
    where=SQL("status = 'pending'"),
    name="task_pending_due",
)
# what the sweep looks for, state by state
GenerationTask.add_index(
    GenerationTask.status,
    GenerationTask.due_at,
    where=SQL("due_at IS NOT NULL AND status <> 'pending'"),
    name="task_due",
)
# what lists narrow by
GenerationTask.add_index(GenerationTask.creator, GenerationTask.id, name="task_creator")
GenerationTask.add_index(
    GenerationTask.creator, GenerationTask.status, GenerationTask.id, name="task_creator_status"
)
GenerationTask.add_index(
    GenerationTask.account, GenerationTask.creator, GenerationTask.id, name="task_account_creator"
)
GenerationTask.add_index(GenerationTask.created_at, GenerationTask.id, name="task_created")
# what came too late and waits for a person; the words are those of ``records.KEPT_LATE``
GenerationTask.add_index(
    GenerationTask.id, where=SQL("substr(result, 1, 13) = '{\"late\": true'"), name="task_late"
)
# what cleanup removes, and what failed lately
GenerationTask.add_index(
    GenerationTask.status,
    GenerationTask.completed_at,
    where=GenerationTask.completed_at.is_null(False),
    name="task_ended",
)


class Content(Table):
    """One article, with its present text. Its publish status is the sum of its entries'."""

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
    findings = JsonField(default=list, constraints=[SQL("DEFAULT '[]'")])  # of the gate
    review_status = CharField(max_length=20)
    review_reason = TextField(null=True)
    reviewed_by = TextField(null=True)
    reviewed_at = MomentField(null=True)
    auto_publish = BooleanField(default=True)
    priority = SmallIntegerField(default=5, constraints=[SQL("DEFAULT 5")])  # its task's
    planned_for = MomentField(null=True)  # when it is to go out, once it is in the pool
    target_ids = JsonField(null=True)  # where it is to be published; null: all of its account's
    batch_id = CharField(max_length=100, null=True)  # its task's
    attempt = IntegerField(default=1)  # its revision: an edit of an edited text is refused
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "contents"


Content.add_index(Content.review_status, Content.id, name="content_review")
Content.add_index(Content.account, Content.id, name="content_account")
Content.add_index(Content.account, Content.review_status, Content.id, name="content_account_review")
Content.add_index(Content.created_at, Content.id, name="content_created")
Content.add_index(Content.batch_id, where=Content.batch_id.is_null(False), name="content_batch")
# what `publish_due` lets out
Content.add_index(
    Content.account,
    Content.id,
    where=SQL("review_status = 'approved' AND NOT auto_publish"),
    name="content_held_back",
)


class ContentFingerprint(Table):
    """One number of a content's fingerprint: near copies share some (``articles.fingerprints``)."""

    value = BigIntegerField()
    account_id = IntegerField()
    content_id = BigIntegerField()

    class Meta:
        table_name = "content_fingerprints"
        primary_key = CompositeKey("value", "account_id", "content_id")
        without_rowid = True


class Revision(Table):
    """One text of a content: append-only. The content shows the one of its own number.

    What was before the first one that is here was not kept.
    """

    id = SerialField()
    content = ForeignKeyField(Content, on_delete="CASCADE", index=False)
    number = IntegerField()  # counts within the content
    task_id = CharField(max_length=100, null=True, unique=True)  # the task whose article it is
    status = CharField(max_length=20)
    author_kind = CharField(max_length=10)  # creator, person
    author = TextField()  # the creator's name, or who
    model = TextField(null=True)  # that the creator used, where it said so
    reason = TextField(default="")  # why it was written
    based_on = IntegerField(null=True)  # the number of the text that it was made from
    status_reason = TextField(default="")  # why a person took it, or did not
    title = TextField()
    body = TextField()  # Markdown
    html = TextField(null=True)  # only what the creator delivered
    summary = TextField(default="")
    images = JsonField(default=list)
    tags = JsonField(default=list)
    language = CharField(max_length=35, default="en")
    word_count = IntegerField(default=0)
    quality_score = FloatField(null=True)
    metadata = JsonField(default=dict)
    findings = JsonField(default=list)  # of the gate, when it was written
    created_at = MomentField()
    updated_at = MomentField()  # of its status

    class Meta:
        table_name = "revisions"


Revision.add_index(Revision.content, Revision.number, unique=True, name="revision_number")
# whether one waits for a person
Revision.add_index(Revision.content, where=SQL("status = 'proposed'"), name="revision_proposed")


class Opinion(Leased):
    """What a reviewer was asked about one text of a content, and what it answered."""

    id = SerialField()
    content = ForeignKeyField(Content, on_delete="CASCADE", index=False)
    number = IntegerField()  # of the revision
    task_id = CharField(max_length=100)  # its content's
    account_id = IntegerField()
    batch_id = CharField(max_length=100, null=True)
    reviewer = CharField(max_length=100)
    auto_approve = BooleanField()  # whether a text that it does not hold is approved by itself
    status = CharField(max_length=20)
    timeout_at = MomentField()  # until when it may wait to be asked
    score = DoubleField(null=True)  # from 0 to 100
    findings = JsonField(default=list)  # the reviewer's, as the gate keeps them
    model = TextField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "opinions"


Opinion.add_index(Opinion.content, Opinion.number, unique=True, name="opinion_number")
# what the sweep looks for
Opinion.add_index(Opinion.due_at, where=Opinion.due_at.is_null(False), name="opinion_due")
Opinion.add_index(Opinion.status, Opinion.updated_at, name="opinion_status")


class PublishEntry(Leased):
    """One content on its way to one target."""

    id = SerialField()
    content = ForeignKeyField(Content, on_delete="CASCADE", index=False)
    target = ForeignKeyField(Target, on_delete="RESTRICT")
    # What the target knows this publication by, in every try of it: no other entry has it.
    publication_key = CharField(max_length=150, unique=True)
    task_id = CharField(max_length=100)
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    batch_id = CharField(max_length=100, null=True)  # its content's
    revision_id = BigIntegerField(null=True)  # the text that went out, or was tried the last time
    publisher = CharField(max_length=100)
    status = CharField(max_length=20)
    priority = SmallIntegerField(default=5)  # 1-10, 10 first
    scheduled_at = MomentField()
    slot_at = MomentField(null=True)  # the time that its target's pace gave it; null: another
    deferred_from = MomentField(null=True)  # its time before others there took it; null: none did
    published_at = MomentField(null=True)
    # Where it goes, as its publisher said before the first try; null: not tried yet, so it goes
    # where its account says then.
    place = JsonField(null=True)
    # Since when it may be out there without proof: only a proof, that it is or that it is not,
    # or a person's word ends the doubt.
    maybe_published_since = MomentField(null=True)
    looks = SmallIntegerField(default=0)  # looks in a row that told nothing
    external_id = CharField(max_length=255, null=True)  # the target's, while it works on it
    proof = TextField(null=True)  # where the target holds it
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "publish_entries"


PublishEntry.add_index(
    PublishEntry.content, PublishEntry.target, unique=True, name="entry_content_target"
)
PublishEntry.add_index(PublishEntry.status, PublishEntry.id, name="entry_status")
PublishEntry.add_index(PublishEntry.account, PublishEntry.id, name="entry_account")
PublishEntry.add_index(
    PublishEntry.account, PublishEntry.status, PublishEntry.id, name="entry_account_status"
)
PublishEntry.add_index(PublishEntry.status, PublishEntry.content, name="entry_content_status")
PublishEntry.add_index(
    PublishEntry.account, PublishEntry.status, PublishEntry.content, name="entry_account_content"
)
PublishEntry.add_index(
    PublishEntry.target, PublishEntry.status, PublishEntry.id, name="entry_target"
)
PublishEntry.add_index(
    PublishEntry.target, PublishEntry.scheduled_at, PublishEntry.id, name="entry_target_time"
)
# the last guard: a time of a target's pace is given once
PublishEntry.add_index(
    PublishEntry.target,
    PublishEntry.slot_at,
    unique=True,
    where=SQL("slot_at IS NOT NULL AND status <> 'withdrawn'"),
    name="entry_slot",
)
# what the sweep looks for; a long queue is not in its way
PublishEntry.add_index(
    PublishEntry.due_at,
    where=SQL("due_at IS NOT NULL AND status <> 'queued'"),
    name="entry_due",
)
PublishEntry.add_index(PublishEntry.due_at, where=SQL("status = 'queued'"), name="entry_queued_due")
# what went out, and what failed, lately
PublishEntry.add_index(
    PublishEntry.published_at, where=SQL("status = 'published'"), name="entry_published"
)
PublishEntry.add_index(PublishEntry.updated_at, where=SQL("status = 'failed'"), name="entry_failed")
# what is tried again and again, as its target is away
PublishEntry.add_index(
    PublishEntry.target,
    where=SQL("status = 'queued' AND retry_count >= 3"),
    name="entry_away",
)
PublishEntry.add_index(
    PublishEntry.priority.desc(),
    PublishEntry.due_at,
    PublishEntry.id,
    where=SQL("status = 'queued'"),
    name="entry_queued",
)
# the same of each target by itself, for when some take no call now
PublishEntry.add_index(
    PublishEntry.target,
    PublishEntry.priority.desc(),
    PublishEntry.due_at,
    PublishEntry.id,
    where=SQL("status = 'queued'"),
    name="entry_queued_at",
)
# how many calls are under way at a target
PublishEntry.add_index(
    PublishEntry.target,
    PublishEntry.lease_until,
    where=SQL("lease_owner IS NOT NULL"),
    name="entry_leased",
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
    who = CharField(max_length=200)  # a person, an actor, the sweep
    account_id = IntegerField(null=True)
    batch_id = CharField(max_length=100, null=True)
    request_id = CharField(max_length=64, null=True)  # of the API's call that caused it
    reason = TextField(default="")  # why
    data = JsonField(null=True)
    created_at = MomentField()

    class Meta:
        table_name = "events"


Event.add_index(Event.task_id, Event.id, name="event_task")
Event.add_index(Event.account_id, Event.id, name="event_account")
Event.add_index(Event.batch_id, Event.id, where=Event.batch_id.is_null(False), name="event_batch")
# those of schedules and their ticks
Event.add_index(Event.entity_id, where=Event.task_id.is_null(), name="event_of_no_task")


class LedgerRow(Table):
    """What one attempt of a task took, or one question to a reviewer about its article.

    It outlives the task; what is not known is null, not 0.
    """

    id = SerialField()
    task_id = CharField(max_length=100)
    kind = CharField(max_length=10, default="generation", constraints=[SQL("DEFAULT 'generation'")])
    attempt = IntegerField()  # of a review: counts within the task
    account_id = IntegerField()
    batch_id = CharField(max_length=100, null=True)
    content_id = BigIntegerField(null=True)
    creator = CharField(max_length=100)  # of a review: the reviewer
    model = TextField(null=True)
    outcome = CharField(max_length=40)  # the event that ended the attempt
    started_at = MomentField(null=True)
    ended_at = MomentField()
    input_tokens = BigIntegerField(null=True)
    cached_input_tokens = BigIntegerField(null=True)  # of the input tokens
    output_tokens = BigIntegerField(null=True)
    reasoning_tokens = BigIntegerField(null=True)  # of the output tokens
    cost_micros = BigIntegerField(null=True)  # millionths of the currency
    currency = CharField(max_length=3, null=True)
    cost_source = CharField(max_length=10, null=True)  # creator, price
    price = JsonField(null=True)  # by which the cost was reckoned, in micros per million tokens

    class Meta:
        table_name = "ledger"


LedgerRow.add_index(
    LedgerRow.task_id, LedgerRow.kind, LedgerRow.attempt, unique=True, name="ledger_attempt"
)
LedgerRow.add_index(LedgerRow.account_id, LedgerRow.ended_at, name="ledger_account")
LedgerRow.add_index(LedgerRow.creator, LedgerRow.ended_at, name="ledger_creator")


class Total(Table):
    """What happened, in numbers that outlive the rows they were counted from.

    By the day on which it happened, and once more, under the empty day, of all time.
    """

    day = CharField(max_length=10)  # 2026-12-01, in the zone that people read times in
    account_id = IntegerField()
    creator = CharField(max_length=100)  # of publications: empty
    schedule_id = BigIntegerField()  # 0: no schedule asked for it
    currency = CharField(max_length=3)  # of the cost; where none is counted: empty
    # PostgreSQL: units that end at the same time would wait for each other at one row
    part = SmallIntegerField()
    submitted = BigIntegerField(default=0)
    completed = BigIntegerField(default=0)
    failed = BigIntegerField(default=0)
    timeout = BigIntegerField(default=0)
    cancelled = BigIntegerField(default=0)
    published = BigIntegerField(default=0)
    publish_failed = BigIntegerField(default=0)
    milliseconds = BigIntegerField(default=0)  # of those that completed and whose start is known
    # how many of those took how long, in seconds; each in one of these
    up_to_5 = BigIntegerField(default=0)
    up_to_15 = BigIntegerField(default=0)
    up_to_30 = BigIntegerField(default=0)
    up_to_60 = BigIntegerField(default=0)
    up_to_120 = BigIntegerField(default=0)
    up_to_300 = BigIntegerField(default=0)
    up_to_600 = BigIntegerField(default=0)
    up_to_1800 = BigIntegerField(default=0)
    up_to_3600 = BigIntegerField(default=0)
    longer = BigIntegerField(default=0)
    input_tokens = BigIntegerField(default=0)
    output_tokens = BigIntegerField(default=0)
    cost_micros = BigIntegerField(default=0)

    class Meta:
        table_name = "totals"
        primary_key = CompositeKey(
            "day", "account_id", "creator", "schedule_id", "currency", "part"
        )
        without_rowid = True


class TaskSum(Table):
    """The tasks that there are, in numbers: by the day on which they were made, and of all days.

    A task's end is counted under the currency of what it took, everything else under none.
    """

    account_id = IntegerField()
    day = CharField(max_length=10)  # in UTC, as 2026-12-01; of all days: empty
    creator = CharField(max_length=100)
    currency = CharField(max_length=3)
    # PostgreSQL: units that end at the same time would wait for each other at one row
    part = SmallIntegerField()
    asked = BigIntegerField(default=0)  # all of them; those that have not ended are the rest
    cancelled = BigIntegerField(default=0)
    completed = BigIntegerField(default=0)
    failed = BigIntegerField(default=0)
    timeout = BigIntegerField(default=0)
    # of those that completed
    timed = BigIntegerField(default=0)  # whose start is known
    microseconds = BigIntegerField(default=0)  # of these
    input_tokens = BigIntegerField(default=0)
    output_tokens = BigIntegerField(default=0)
    priced = BigIntegerField(default=0)  # whose cost is known
    cost_micros = BigIntegerField(default=0)

    class Meta:
        table_name = "task_sums"
        primary_key = CompositeKey("account_id", "day", "creator", "currency", "part")
        without_rowid = True


class GateHold(Table):
    """How often a check of the gate held articles of an account on one day, and how that ended."""

    day = CharField(max_length=10)  # in UTC, as 2026-12-01
    account_id = IntegerField()
    check_name = CharField(max_length=40)
    # PostgreSQL: units that end at the same time would wait for each other at one row
    part = SmallIntegerField()
    held = BigIntegerField(default=0)
    approved = BigIntegerField(default=0)  # by a person, all the same
    edited = BigIntegerField(default=0)  # gone with another text

    class Meta:
        table_name = "gate_holds"
        primary_key = CompositeKey("day", "account_id", "check_name", "part")
        without_rowid = True


class HeldContent(Table):
    """A content in which a check of the gate finds what holds it, whatever a person said."""

    check_name = CharField(max_length=40)
    content_id = BigIntegerField()

    class Meta:
        table_name = "held_contents"
        primary_key = CompositeKey("check_name", "content_id")
        without_rowid = True


class IdempotencyKey(Table):
    """A key under which something was asked for: it outlives what it led to."""

    id = SerialField()
    scope = CharField(max_length=100)  # what the key was given to; each has keys of its own
    key = CharField(max_length=255)
    fingerprint = JsonField()  # a digest of each field of the request, by the field's name
    led_to = CharField(max_length=100)  # the task's task_id
    created_at = MomentField()

    class Meta:
        table_name = "idempotency_keys"


IdempotencyKey.add_index(
    IdempotencyKey.scope, IdempotencyKey.key, unique=True, name="idempotency_scope_key"
)
IdempotencyKey.add_index(IdempotencyKey.led_to, name="idempotency_led_to")


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
    forgotten_until = MomentField(null=True)  # the latest time whose tick was cleaned up
    attempt = IntegerField(default=1)  # counts changes of the definition
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "schedules"


Schedule.add_index(Schedule.next_at, where=SQL("status = 'active'"), name="schedule_next")
Schedule.add_index(Schedule.status, Schedule.id, name="schedule_status")


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
Tick.add_index(Tick.finished_at, where=Tick.finished_at.is_null(False), name="tick_finished")
Tick.add_index(Tick.status, Tick.id, name="tick_status")
Tick.add_index(Tick.schedule, Tick.id, name="tick_schedule")
Tick.add_index(Tick.schedule, Tick.status, Tick.id, name="tick_schedule_status")
Tick.add_index(Tick.schedule, Tick.status, Tick.scheduled_for, name="tick_status_time")
Tick.add_index(Tick.scheduled_for, Tick.id, name="tick_scheduled")
Tick.add_index(Tick.due_at, where=Tick.due_at.is_null(False), name="tick_due")
Tick.add_index(
    Tick.schedule,
    Tick.id,
    where=SQL("status IN ('queued', 'pending', 'running')"),
    name="tick_open",
)


class ApiToken(Table):
    """By which a program may ask over the API, and for what; the token itself is kept by nobody."""

    id = SmallSerialField()
    name = CharField(max_length=100)  # one that is revoked may lend its name to the next
    digest = CharField(max_length=64, unique=True)  # SHA-256 of the token
    scope = CharField(max_length=10)
    account_ids = JsonField(default=list)  # which accounts it sees; none: all of them
    who = CharField(max_length=200)  # made it
    created_at = MomentField()
    expires_at = MomentField(null=True)
    revoked_at = MomentField(null=True)
    last_used_at = MomentField(null=True)  # to the minute

    class Meta:
        table_name = "api_tokens"


ApiToken.add_index(
    ApiToken.name, unique=True, where=ApiToken.revoked_at.is_null(), name="api_token_name"
)


class KeptAnswer(Table):
    """What a call under an idempotency key was answered, for whoever repeats it."""

    id = SerialField()
    token = ForeignKeyField(ApiToken, on_delete="CASCADE", index=False)
    key = CharField(max_length=255)
    digest = CharField(max_length=64)  # SHA-256 of what was asked for
    status = IntegerField()
    headers = JsonField(default=dict)
    body = TextField()
    created_at = MomentField()

    class Meta:
        table_name = "kept_answers"


KeptAnswer.add_index(KeptAnswer.token, KeptAnswer.key, unique=True, name="kept_answer_key")
KeptAnswer.add_index(KeptAnswer.created_at, name="kept_answer_created")


class InstallationKey(Table):
    """A secret that all processes of this database share, made when it is first needed."""

    name = CharField(max_length=40, primary_key=True)
    key = CharField(max_length=100)  # random bytes in hexadecimal digits
    created_at = MomentField()

    class Meta:
        table_name = "installation_keys"


class CallbackId(Table):
    """A signed callback that was taken, so that nobody can have it taken again."""

    digest = CharField(max_length=64, primary_key=True)  # SHA-256 of its id and its task
    outcome = CharField(max_length=20)  # as it was answered
    created_at = MomentField()

    class Meta:
        table_name = "callback_ids"


CallbackId.add_index(CallbackId.created_at, name="callback_id_created")


class CallingCreator(Table):
    """A creator that has called back, and whether it still does."""

    creator = CharField(max_length=100, primary_key=True)
    heard_at = MomentField()  # its last callback, give or take some seconds
    missed_at = MomentField(null=True)  # a look last found an end that no callback had told

    class Meta:
        table_name = "calling_creators"


class Webhook(Table):
    """An address that is told what happens: of all accounts, of one, or of one task."""

    id = SmallSerialField()
    url = TextField()
    lane = CharField(max_length=255)  # of its deliveries
    secret = TextField()  # `whsec_…`, by which its messages are signed
    previous_secret = TextField(null=True)  # signs as well, until its receiver knows the new one
    previous_until = MomentField(null=True)
    event_types = JsonField(
        default=list
    )  # types, or entities for all of theirs; none: all there are
    account_id = IntegerField(null=True)  # null: of all accounts
    task_id = CharField(max_length=100, null=True)  # the only task that it is about
    description = TextField(default="")
    public_only = BooleanField(default=True)  # private networks are shut to it
    who = CharField(max_length=200)  # made it
    status = CharField(max_length=20)
    status_reason = TextField(default="")
    attempt = IntegerField(default=1)  # the fence of its moves
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "webhooks"


# Whoever writes an event asks this one whether anybody wants it.
Webhook.add_index(Webhook.task_id, Webhook.status, name="webhook_task")
# what lists show, however many tasks have an address of their own
Webhook.add_index(
    Webhook.id, where=SQL("task_id IS NULL AND status <> 'removed'"), name="webhook_standing"
)


class DeliveryLane(Table):
    """A receiver as all deliveries to it see it: whether it takes them, and when to try again."""

    lane = CharField(max_length=255, primary_key=True)
    failing_since = MomentField(null=True)  # nothing arrived since then; null: the last one did
    failures = IntegerField(default=0)  # in a row
    held_until = MomentField(null=True)  # nothing is sent before that
    last_error = TextField(null=True)
    taken_at = MomentField()  # whose turn it is: a worker last took something for it
    slow = BooleanField(default=False)  # the last call took long, whatever it came to

    class Meta:
        table_name = "delivery_lanes"


DeliveryLane.add_index(DeliveryLane.taken_at, DeliveryLane.lane, name="delivery_lane_turn")


class Delivery(Leased):
    """One message to one receiver.

    What it is about has no foreign key: who writes what happened waits for nobody who sends.
    """

    id = SerialField()
    message_id = CharField(max_length=100, unique=True)  # the same at every try
    kind = CharField(max_length=20)
    lane = CharField(max_length=255)
    webhook_id = IntegerField(null=True)
    account_id = IntegerField(null=True)  # of what it tells
    webhook_account_id = IntegerField(null=True)  # the only one that its receiver is told of
    task_id = CharField(max_length=100, null=True)
    event_id = CharField(max_length=36, null=True)
    sequence = BigIntegerField(null=True)  # the event's id: what is older has a smaller one
    type = CharField(max_length=60)
    body = TextField()  # JSON
    status = CharField(max_length=20)
    ended_at = MomentField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "deliveries"


Delivery.add_index(Delivery.due_at, where=Delivery.due_at.is_null(False), name="delivery_due")
Delivery.add_index(
    Delivery.lane, Delivery.due_at, where=Delivery.due_at.is_null(False), name="delivery_lane_due"
)
Delivery.add_index(
    Delivery.lane,
    Delivery.lease_until,
    where=Delivery.lease_until.is_null(False),
    name="delivery_lane_leased",
)
Delivery.add_index(
    Delivery.webhook_id, Delivery.event_id, unique=True, name="delivery_webhook_event"
)
Delivery.add_index(
    Delivery.webhook_id, Delivery.status, Delivery.id, name="delivery_webhook_status"
)
Delivery.add_index(
    Delivery.webhook_account_id,
    Delivery.status,
    Delivery.id,
    where=Delivery.webhook_account_id.is_null(False),
    name="delivery_bound",
)
Delivery.add_index(Delivery.status, Delivery.id, name="delivery_status")
Delivery.add_index(Delivery.task_id, Delivery.id, name="delivery_task")
Delivery.add_index(Delivery.ended_at, where=Delivery.ended_at.is_null(False), name="delivery_ended")


class DeliveryAttempt(Table):
    """One try to deliver a message, and what came of it."""

    id = SerialField()
    delivery = ForeignKeyField(Delivery, on_delete="CASCADE", index=False)
    attempt = IntegerField()
    started_at = MomentField()
    duration = DoubleField()  # seconds
    status = IntegerField(null=True)  # of the answer; null: there was none
    answer = TextField(default="")  # its first bytes
    error = TextField(null=True)  # why it did not count as delivered

    class Meta:
        table_name = "delivery_attempts"


DeliveryAttempt.add_index(DeliveryAttempt.delivery, DeliveryAttempt.id, name="attempt_delivery")


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
    home = TextField(default="", constraints=[SQL("DEFAULT ''")])  # the path of its data home
    home_id = CharField(max_length=40, default="", constraints=[SQL("DEFAULT ''")])
    # Generations at a time over all processes, as this one was told.
    slots = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    gate_waits_since = MomentField(null=True)  # for what the gate finds in one text; null: it rests

    class Meta:
        table_name = "worker_heartbeats"


class Incident(Table):
    """Something that is wrong with the service, or was: one row per rule and subject at a time."""

    id = SerialField()
    rule = CharField(max_length=40)
    subject = CharField(max_length=200)  # what it is about, such as a creator; empty: the service
    level = CharField(max_length=10)  # warning, error
    status = CharField(max_length=20)
    summary = TextField()  # what is wrong, in a sentence, as it was when it was last looked at
    figures = JsonField(default=dict)
    culprits = JsonField(default=list)
    began_at = MomentField()  # since when it was so
    seen_at = MomentField()  # when it was last seen to be so, give or take a minute
    clear_since = MomentField(null=True)  # it is not so since then, and not yet for long enough
    told_at = MomentField(null=True)  # when its opening was last handed to channels
    acknowledged_by = TextField(null=True)
    acknowledged_at = MomentField(null=True)
    status_reason = TextField(default="")  # what whoever acknowledged it said
    resolved_at = MomentField(null=True)
    attempt = IntegerField(default=1)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "incidents"


Incident.add_index(
    Incident.rule,
    Incident.subject,
    unique=True,
    where=SQL("status <> 'resolved'"),
    name="incident_open",
)
Incident.add_index(Incident.status, Incident.id, name="incident_status")
Incident.add_index(
    Incident.resolved_at, where=Incident.resolved_at.is_null(False), name="incident_resolved"
)


class Suspicion(Table):
    """Something that seems wrong, and not yet for long enough to be an incident."""

    rule = CharField(max_length=40)
    subject = CharField(max_length=200)
    since = MomentField()

    class Meta:
        table_name = "suspicions"
        primary_key = CompositeKey("rule", "subject")


class Silence(Table):
    """Of what nobody is told for a while, and why."""

    id = SmallSerialField()
    rule = CharField(max_length=40, null=True)  # null: all of them
    subject = CharField(max_length=200, null=True)  # null: whatever it is about
    until = MomentField()
    reason = TextField()
    who = CharField(max_length=200)
    created_at = MomentField()

    class Meta:
        table_name = "silences"


Silence.add_index(Silence.until, name="silence_until")


class AlertChannel(Table):
    """A way on which people are told of incidents."""

    id = SmallSerialField()
    name = CharField(max_length=100, unique=True)
    type = CharField(max_length=20)
    settings = JsonField(default=dict)
    paused = BooleanField(default=False)
    tested_at = MomentField(null=True)  # when a message was last sent to try it, and arrived
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "alert_channels"


class SchedulePing(Table):
    """The address that is called when the articles of a schedule are out, ``/fail`` when not."""

    schedule = ForeignKeyField(Schedule, on_delete="CASCADE", primary_key=True)
    url = TextField()
    created_at = MomentField()

    class Meta:
        table_name = "schedule_pings"


class IncidentMessage(Table):
    """Of which incident a message tells, and what."""

    delivery_id = BigIntegerField()
    incident_id = BigIntegerField()
    told = CharField(max_length=10)  # opened, reminded, resolved

    class Meta:
        table_name = "incident_messages"
        primary_key = CompositeKey("delivery_id", "incident_id")


IncidentMessage.add_index(IncidentMessage.incident_id, name="incident_message_incident")


class TargetNote(Table):
    """What a publisher keeps from one call to the next, such as an access token."""

    name = CharField(max_length=100, primary_key=True)
    value = TextField()
    until = MomentField()

    class Meta:
        table_name = "target_notes"


TargetNote.add_index(TargetNote.until, name="target_note_until")


ALL = (
    Account,
    Target,
    GenerationTask,
    Content,
    ContentFingerprint,
    Revision,
    Opinion,
    PublishEntry,
    Event,
    LedgerRow,
    Total,
    TaskSum,
    GateHold,
    HeldContent,
    Schedule,
    Tick,
    AccountTopic,
    IdempotencyKey,
    ApiToken,
    KeptAnswer,
    InstallationKey,
    CallbackId,
    CallingCreator,
    Webhook,
    DeliveryLane,
    Delivery,
    DeliveryAttempt,
    Lease,
    WorkerHeartbeat,
    Incident,
    Suspicion,
    Silence,
    AlertChannel,
    IncidentMessage,
    SchedulePing,
    TargetNote,
)
