"""Targets, revisions, a ledger, money in whole micro-units, and whose each event is.

Frozen like the scripts before it. What there was is kept: an account's publisher becomes its
target ``default``, a content's text its first known revision, an entry keeps the key under which
its target knows it.
"""

from __future__ import annotations

import re
from typing import Any

from peewee import (
    SQL,
    AutoField,
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
    SqliteDatabase,
    TextField,
)

MICROS = 1_000_000
MOST_COST = 1_000_000_000  # what is more, or below 0, was no cost: it is not known


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class JsonField(TextField):
    pass


def _never_again(field: Field, node: Any) -> Any:
    sqlite = isinstance(field.model._meta.database, SqliteDatabase)
    return NodeList((node, SQL("AUTOINCREMENT"))) if sqlite else node


class SerialField(BigAutoField):
    def ddl(self, context: Any) -> Any:
        return _never_again(self, super().ddl(context))


class SmallSerialField(AutoField):
    def ddl(self, context: Any) -> Any:
        return _never_again(self, super().ddl(context))


class Table(Model):
    class Meta:
        legacy_table_names = False


class Account(Table):
    class Meta:
        table_name = "accounts"


class Content(Table):
    id = BigAutoField()

    class Meta:
        table_name = "contents"


class Target(Table):
    id = SmallSerialField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False)
    name = CharField(max_length=100)
    folder_name = CharField(max_length=100, default="")
    publisher = CharField(max_length=100, null=True)
    settings = JsonField(default=dict)
    paused = BooleanField(default=False)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "targets"


class Revision(Table):
    id = SerialField()
    content = ForeignKeyField(Content, on_delete="CASCADE", index=False)
    number = IntegerField()
    task_id = CharField(max_length=100, null=True, unique=True)
    status = CharField(max_length=20)
    author_kind = CharField(max_length=10)
    author = TextField()
    model = TextField(null=True)
    reason = TextField(default="")
    based_on = IntegerField(null=True)
    status_reason = TextField(default="")
    title = TextField()
    body = TextField()
    html = TextField(null=True)
    summary = TextField(default="")
    images = JsonField(default=list)
    tags = JsonField(default=list)
    language = CharField(max_length=35, default="en")
    word_count = IntegerField(default=0)
    quality_score = FloatField(null=True)
    metadata = JsonField(default=dict)
    findings = JsonField(default=list)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table_name = "revisions"


class LedgerRow(Table):
    id = SerialField()
    task_id = CharField(max_length=100)
    attempt = IntegerField()
    account_id = IntegerField()
    batch_id = CharField(max_length=100, null=True)
    content_id = BigIntegerField(null=True)
    creator = CharField(max_length=100)
    model = TextField(null=True)
    outcome = CharField(max_length=40)
    started_at = MomentField(null=True)
    ended_at = MomentField()
    input_tokens = BigIntegerField(null=True)
    cached_input_tokens = BigIntegerField(null=True)
    output_tokens = BigIntegerField(null=True)
    reasoning_tokens = BigIntegerField(null=True)
    cost_micros = BigIntegerField(null=True)
    currency = CharField(max_length=3, null=True)
    cost_source = CharField(max_length=10, null=True)
    price = JsonField(null=True)

    class Meta:
        table_name = "ledger"


# made first: what fills the columns of entries finds its rows by these
FOUND_BY = (
    "UNIQUE INDEX target_name ON targets (account_id, name)",
    "UNIQUE INDEX revision_number ON revisions (content_id, number)",
)
INDEXES = (
    "UNIQUE INDEX target_folder ON targets (account_id, folder_name)",
    "INDEX content_batch ON contents (batch_id) WHERE batch_id IS NOT NULL",
    "INDEX revision_proposed ON revisions (content_id) WHERE status = 'proposed'",
    "UNIQUE INDEX ledger_attempt ON ledger (task_id, attempt)",
    "INDEX ledger_account ON ledger (account_id, ended_at)",
    "INDEX ledger_creator ON ledger (creator, ended_at)",
    "UNIQUE INDEX entry_content_target ON publish_entries (content_id, target_id)",
    "INDEX publishentry_target_id ON publish_entries (target_id)",
    "UNIQUE INDEX publishentry_publication_key ON publish_entries (publication_key)",
)


def up(migrator: Any, db: Any) -> None:
    run = _Runner(db)
    for table in (Target, Revision, LedgerRow):
        table.bind(db, bind_refs=True, bind_backrefs=False)
        db.create_tables([table])
    run.indexes(FOUND_BY)
    _targets(run)
    _batches(run)
    _entries(run)
    _revisions(run)
    _money(run)
    _events(run)
    run.indexes(INDEXES)


class _Runner:
    """Runs statements on either database."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.sqlite = isinstance(db, SqliteDatabase)

    def __call__(self, sql: str) -> list[tuple[Any, ...]]:
        cursor = self.db.execute_sql(sql if self.sqlite else sql.replace("%", "%%"))
        return list(cursor.fetchall()) if cursor.description else []

    def add(self, table: str, *columns: str) -> None:
        for column in columns:
            self(f"ALTER TABLE {table} ADD COLUMN {column}")

    def drop(self, table: str, *columns: str) -> None:
        for column in columns:
            self(f"ALTER TABLE {table} DROP COLUMN {column}")

    def indexes(self, wanted: tuple[str, ...]) -> None:
        for index in wanted:
            self(f"CREATE {index}")


def _targets(run: _Runner) -> None:
    run(
        "INSERT INTO targets (account_id, name, folder_name, publisher, settings, paused,"
        " created_at, updated_at) SELECT id, 'default', '', publisher, publisher_settings, FALSE,"
        " created_at, updated_at FROM accounts ORDER BY id"
    )
    run.drop("accounts", "publisher", "publisher_settings")


def _batches(run: _Runner) -> None:
    """Contents know the batch of their task, which may be cleaned up."""
    run.add(
        "generation_tasks",
        "target_ids TEXT",
        "revises_content_id BIGINT",
        "revises_number INTEGER",
        "note TEXT",
    )
    run.add("contents", "target_ids TEXT", "batch_id VARCHAR(100)")
    run(
        "UPDATE contents SET batch_id = (SELECT t.batch_id FROM generation_tasks t"
        " WHERE t.task_id = contents.generation_task_id) WHERE EXISTS (SELECT 1"
        " FROM generation_tasks t WHERE t.task_id = contents.generation_task_id"
        " AND t.batch_id IS NOT NULL)"
    )


# --- entries ----------------------------------------------------------------------------------

# what a new column of an entry is filled with: by the entry ``e``
_FILLED = {
    "target_id": "(SELECT t.id FROM targets t WHERE t.account_id = e.account_id)",
    # until now the key was that of the task: what is out there is known by it
    "publication_key": "(SELECT c.generation_task_id FROM contents c WHERE c.id = e.content_id)",
    "batch_id": "(SELECT c.batch_id FROM contents c WHERE c.id = e.content_id)",
}


def _entries(run: _Runner) -> None:
    """One entry per content and target, where it was one per content."""
    if run.sqlite:
        _rebuild_entries(run)
        return
    run.add(
        "publish_entries",
        "target_id INTEGER",
        "publication_key VARCHAR(150)",
        "batch_id VARCHAR(100)",
        "revision_id BIGINT",
        "external_id VARCHAR(255)",
    )
    filled = ", ".join(f"{name} = {sql}" for name, sql in _FILLED.items())
    run(f"UPDATE publish_entries AS e SET {filled}")
    run("ALTER TABLE publish_entries ALTER COLUMN target_id SET NOT NULL")
    run("ALTER TABLE publish_entries ALTER COLUMN publication_key SET NOT NULL")
    run(
        "ALTER TABLE publish_entries ADD CONSTRAINT publish_entries_target_id_fkey"
        " FOREIGN KEY (target_id) REFERENCES targets (id) ON DELETE RESTRICT"
    )
    for (index,) in run(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'publish_entries'"
        " AND schemaname = current_schema() AND indexdef LIKE '%UNIQUE%(content_id)'"
    ):
        run(f'DROP INDEX "{index}"')


_ADDED = (
    '"target_id" INTEGER NOT NULL, "publication_key" VARCHAR(150) NOT NULL,'
    ' "batch_id" VARCHAR(100), "revision_id" BIGINT, "external_id" VARCHAR(255)'
)
_REFERENCE = 'FOREIGN KEY ("target_id") REFERENCES "targets" ("id") ON DELETE RESTRICT'


def _rebuild_entries(run: _Runner) -> None:
    """SQLite adds no column that must not be empty. The caller has foreign keys off."""
    if run("PRAGMA foreign_keys")[0][0]:
        raise RuntimeError("foreign keys have to be off while a table is rebuilt")
    ((table,),) = run(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'publish_entries'"
    )
    rebuilt, renamed = re.subn(r'"?publish_entries"?', "entries_new", table, count=1)
    rebuilt, added = re.subn(r', FOREIGN KEY \("content_id"\)', f", {_ADDED}\\g<0>", rebuilt)
    rebuilt, closed = re.subn(r"\)\s*$", f", {_REFERENCE})", rebuilt)
    if (renamed, added, closed) != (1, 1, 1):
        raise RuntimeError(f"the table publish_entries is not as it was made: {table}")
    indexes = [
        sql
        for (sql,) in run(
            "SELECT sql FROM sqlite_master WHERE type = 'index'"
            " AND tbl_name = 'publish_entries' AND sql IS NOT NULL"
        )
        if not re.search(r'UNIQUE.*\("?content_id"?\)$', sql)
    ]
    columns = [row[1] for row in run("PRAGMA table_info(publish_entries)")]
    ((last,),) = run(
        "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'publish_entries'"
    )
    kept = ", ".join(f'"{name}"' for name in columns)
    run(rebuilt)
    run(
        f"INSERT INTO entries_new ({kept}, {', '.join(_FILLED)})"
        f" SELECT {kept}, {', '.join(_FILLED.values())} FROM publish_entries e ORDER BY e.id"
    )
    run("DROP TABLE publish_entries")
    run("ALTER TABLE entries_new RENAME TO publish_entries")
    # an id is never given again, also not that of an entry which is gone
    run("DELETE FROM sqlite_sequence WHERE name IN ('publish_entries', 'entries_new')")
    run(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('publish_entries', {last})")
    for sql in indexes:
        run(sql)


# --- revisions --------------------------------------------------------------------------------

_TEXT = (
    "title, body, html, summary, images, tags, language, word_count, quality_score, metadata,"
    " findings"
)


def _revisions(run: _Runner) -> None:
    """The present text is the first that is known; a person wrote it where it was edited."""
    run(
        "INSERT INTO revisions (content_id, number, task_id, status, author_kind, author, reason,"
        f" status_reason, {_TEXT}, created_at, updated_at)"
        " SELECT c.id, c.attempt, c.generation_task_id, 'accepted',"
        " CASE WHEN c.attempt > 1 THEN 'person' ELSE 'creator' END,"
        " COALESCE(CASE WHEN c.attempt > 1 THEN (SELECT e.actor FROM events e"
        " WHERE e.task_id = c.generation_task_id AND e.entity = 'content'"
        " AND e.event IN ('edit', 'return') ORDER BY e.id DESC LIMIT 1)"
        " ELSE (SELECT t.creator FROM generation_tasks t WHERE t.task_id = c.generation_task_id)"
        f" END, ''), '', '', {_TEXT}, c.created_at, c.updated_at FROM contents c ORDER BY c.id"
    )
    # what went out before an edit is not known any more
    run(
        "UPDATE publish_entries SET revision_id = (SELECT r.id FROM revisions r"
        " WHERE r.content_id = publish_entries.content_id AND r.number = 1)"
        " WHERE place IS NOT NULL OR maybe_published_since IS NOT NULL OR status = 'published'"
    )


# --- money and events -------------------------------------------------------------------------


def _money(run: _Runner) -> None:
    run.add("generation_tasks", "cost_micros BIGINT", "currency VARCHAR(3)")
    run(
        f"UPDATE generation_tasks SET cost_micros = CAST(ROUND(cost * {MICROS}) AS BIGINT)"
        f" WHERE cost BETWEEN 0 AND {MOST_COST}"
    )
    run.drop("generation_tasks", "cost")
    run(
        "INSERT INTO ledger (task_id, attempt, account_id, batch_id, content_id, creator, outcome,"
        " started_at, ended_at, input_tokens, output_tokens, cost_micros)"
        " SELECT task_id, attempt, account_id, batch_id, content_id, creator, CASE status"
        " WHEN 'completed' THEN 'complete' WHEN 'failed' THEN 'fail' WHEN 'timeout' THEN 'expire'"
        " ELSE 'cancel' END, started_at, completed_at, input_tokens, output_tokens, cost_micros"
        " FROM generation_tasks WHERE completed_at IS NOT NULL"
        " AND COALESCE(input_tokens, output_tokens, cost_micros) IS NOT NULL ORDER BY id"
    )


def _events(run: _Runner) -> None:
    """Whose they are; of tasks that were cleaned up no event is left either."""
    run("ALTER TABLE events RENAME COLUMN actor TO who")
    run.add("events", "account_id INTEGER", "batch_id VARCHAR(100)")
    # by the content, which stays when its task is cleaned up, else by the task
    for table, key in (("contents", "generation_task_id"), ("generation_tasks", "task_id")):
        run(
            "UPDATE events SET (account_id, batch_id) = (SELECT x.account_id, x.batch_id"
            f" FROM {table} x WHERE x.{key} = events.task_id) WHERE account_id IS NULL"
            f" AND task_id IS NOT NULL AND EXISTS (SELECT 1 FROM {table} x"
            f" WHERE x.{key} = events.task_id)"
        )
    run(
        "UPDATE events SET batch_id = (SELECT k.tick_id FROM ticks k WHERE k.id = events.entity_id)"
        " WHERE entity = 'tick'"
    )
