"""Schedules, their ticks, and the topics that accounts had.

Frozen like the first script: what it computes is written down here as it was then.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from peewee import (
    SQL,
    BigAutoField,
    CharField,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    SqliteDatabase,
    TextField,
)

CHUNK = 10_000  # tasks whose topics are remembered in one go


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
    class Meta:
        table_name = "accounts"


class Schedule(Table):
    id = SerialField()
    name = CharField(max_length=100, unique=True)
    type = CharField(max_length=40)
    kind = CharField(max_length=10)
    trigger = TextField()
    timezone = CharField(max_length=64)
    params = JsonField(default=dict)
    description = TextField(default="")
    status = CharField(max_length=20)
    status_reason = TextField(default="")
    catch_up = CharField(max_length=10)
    catch_up_window = FloatField()
    overlap = CharField(max_length=10)
    pause_after_failures = IntegerField(null=True)
    failures = IntegerField(default=0)
    counters = JsonField(default=dict)
    anchor_at = MomentField()
    next_at = MomentField(null=True)
    forgotten_until = MomentField(null=True)
    attempt = IntegerField(default=1)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "schedules"


Schedule.add_index(Schedule.next_at, where=SQL("status = 'active'"), name="schedule_next")


class Tick(Table):
    attempt = IntegerField(default=1)
    due_at = MomentField(null=True)
    lease_owner = CharField(max_length=100, null=True)
    lease_until = MomentField(null=True)
    crash_count = IntegerField(default=0)
    retry_count = IntegerField(default=0)
    max_retries = IntegerField(default=3)
    error_message = TextField(null=True)
    id = SerialField()
    tick_id = CharField(max_length=100, unique=True)
    schedule = ForeignKeyField(Schedule, on_delete="CASCADE", index=False)
    scheduled_for = MomentField()
    origin = CharField(max_length=10)
    status = CharField(max_length=20)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    stands_for = IntegerField(default=1)
    tasks = IntegerField(default=0)
    result = JsonField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "ticks"


Tick.add_index(Tick.schedule, Tick.scheduled_for, unique=True, name="tick_time")
Tick.add_index(Tick.finished_at, where=Tick.finished_at.is_null(False), name="tick_finished")
Tick.add_index(Tick.due_at, where=Tick.due_at.is_null(False), name="tick_due")
Tick.add_index(
    Tick.schedule,
    Tick.id,
    where=SQL("status IN ('queued', 'pending', 'running')"),
    name="tick_open",
)


class AccountTopic(Table):
    id = SerialField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False)
    key = TextField()
    topic = TextField()
    task_id = CharField(max_length=100)
    created_at = MomentField()

    class Meta:
        table_name = "account_topics"


AccountTopic.add_index(AccountTopic.account, AccountTopic.id, name="topic_account")
AccountTopic.add_index(AccountTopic.key, name="topic_key")

ALL = (Account, Schedule, Tick, AccountTopic)


def up(migrator: Any, db: Any) -> None:
    kind = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE accounts ADD COLUMN auto_publish {kind} NOT NULL DEFAULT TRUE")
    with db.bind_ctx(ALL):
        db.create_tables(ALL[1:], safe=False)
    db.execute_sql("CREATE INDEX event_of_no_task ON events (entity_id) WHERE task_id IS NULL")
    db.execute_sql(
        "CREATE INDEX content_held_back ON contents (account_id, id)"
        " WHERE review_status = 'approved' AND NOT auto_publish"
    )
    _remember(db)


def _remember(db: Any) -> None:
    """The topics of the tasks there are."""
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    insert = (
        "INSERT INTO account_topics (account_id, key, topic, task_id, created_at)"
        f" VALUES ({', '.join([mark] * 5)})"
    )
    last = 0
    while True:
        rows = db.execute_sql(
            "SELECT id, account_id, topic, task_id, created_at FROM generation_tasks"
            f" WHERE id > {mark} ORDER BY id LIMIT {CHUNK}",
            (last,),
        ).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        values = [(row[1], _key(row[2]), *row[2:]) for row in rows]
        db.cursor().executemany(insert, values)


# --- the normal form of a topic ---------------------------------------------------------------

MOST_KEY = 500  # characters
MOST_READ = 4_000  # characters; Unicode's normal forms take quadratic time for some texts
APOSTROPHES = "'’‘ʼ`´"
HAN_OR_KANA = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
LOOSE_SIGN = re.compile(r"(?<![a-z0-9+#])[+#]++|(?<![+#])[+#]++(?=[a-z0-9])")
BLANK_AT_HAN = re.compile(f"(?<={HAN_OR_KANA}) | (?={HAN_OR_KANA})")


class _Plain(dict[int, str]):
    """What becomes of each character; fills itself, since asking Unicode is slow."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    chooses = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    if character in "+#" or (kind[0] in "LNM" and kind != "Me" and not chooses):
        return character
    return "" if kind[0] in "CM" or character in APOSTROPHES else " "


PLAIN = _Plain({ord(blank): " " for blank in "\t\n\v\f\r"})


def _key(topic: str) -> str:
    """By what two topics are the same: NFKC, without case, punctuation, symbols and emoji."""
    topic = topic.strip()[:MOST_READ] or topic[:MOST_KEY]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", topic).casefold())
    plain = " ".join(LOOSE_SIGN.sub(" ", folded.translate(PLAIN)).split())
    cut = BLANK_AT_HAN.sub("", plain)[:MOST_KEY].rstrip()
    return cut or folded.strip()[:MOST_KEY] or topic[:MOST_KEY]
