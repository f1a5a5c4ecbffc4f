"""Publications keep their place, doubt has a column, keys and accounts' ids outlive their rows.

Frozen like the scripts before it: what it computes is written down here as it was then.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from peewee import SQL, BigAutoField, CharField, Field, Model, NodeList, SqliteDatabase, TextField

CHUNK = 10_000  # rows in one go


class MomentField(Field):
    field_type = "TIMESTAMPTZ"


class JsonField(TextField):
    pass


class SerialField(BigAutoField):
    def ddl(self, context: Any) -> Any:
        node = super().ddl(context)
        sqlite = isinstance(self.model._meta.database, SqliteDatabase)
        return NodeList((node, SQL("AUTOINCREMENT"))) if sqlite else node


class IdempotencyKey(Model):
    id = SerialField()
    scope = CharField(max_length=100)
    key = CharField(max_length=255)
    fingerprint = JsonField()
    led_to = CharField(max_length=100)
    created_at = MomentField()

    class Meta:
        table_name = "idempotency_keys"
        legacy_table_names = False


IdempotencyKey.add_index(
    IdempotencyKey.scope, IdempotencyKey.key, unique=True, name="idempotency_scope_key"
)
IdempotencyKey.add_index(IdempotencyKey.led_to, name="idempotency_led_to")


def up(migrator: Any, db: Any) -> None:
    run = _Runner(db)
    _name_folders(run)
    if run.sqlite:
        _never_give_ids_again(run)
    run("CREATE UNIQUE INDEX accounts_folder_name ON accounts (folder_name)")
    _raise_sequence(run)
    _keep_priorities(run)
    _keep_places(run)
    _keep_what_was_taken_out(run)
    _move_keys(run)


class _Runner:
    """Runs statements written with ``?`` marks on either database."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.sqlite = isinstance(db, SqliteDatabase)

    def __call__(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        cursor = self.db.execute_sql(self._marked(sql), params)
        return list(cursor.fetchall()) if cursor.description else []

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self.db.cursor().executemany(self._marked(sql), rows)

    def portions(self, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a SELECT that ends in a condition; its first column is the id."""
        last = 0
        while rows := self(f"{sql} AND x.id > ? ORDER BY x.id LIMIT {CHUNK}", last):
            last = rows[-1][0]
            yield rows

    def _marked(self, sql: str) -> str:
        return sql if self.sqlite else sql.replace("%", "%%").replace("?", "%s")


# --- accounts ---------------------------------------------------------------------------------


def _name_folders(run: _Runner) -> None:
    """Each account keeps the folder that its name led to; of those that shared one, the first.

    No article moves: what the others published stays where its proof says.
    """
    run("ALTER TABLE accounts ADD COLUMN folder_name VARCHAR(100) NOT NULL DEFAULT ''")
    accounts = run("SELECT id, name, publisher_settings FROM accounts ORDER BY id")
    accounts.sort(key=lambda row: (bool(_own_folder(row[2])), row[0]))  # users of theirs first
    taken: set[str] = set()
    for id_, name, _ in accounts:
        found = _folder_of(name)
        while found in taken:
            found = f"{found[:80]}-{id_}"
        taken.add(found)
        run("UPDATE accounts SET folder_name = ? WHERE id = ?", found, id_)


def _own_folder(settings: str) -> str | None:
    found = json.loads(settings).get("folder")
    return found if isinstance(found, str) and found.strip() else None


_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def _slug(text: str) -> str:
    from slugify import slugify

    return slugify(
        text[:240],
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=60,
        word_boundary=True,
        save_order=True,
        backend="text-unidecode",
    )


def _folder_of(name: str) -> str:
    found = _slug(name)
    if found and found not in _DEVICES:
        return found
    return f"account-{hashlib.blake2b(name.encode(errors='replace'), digest_size=4).hexdigest()}"


def _never_give_ids_again(run: _Runner) -> None:
    """Rebuild the table with AUTOINCREMENT, whatever columns and indexes it has by now.

    A DROP TABLE deletes what refers to it while foreign keys are on: the caller has them off.
    """
    if run("PRAGMA foreign_keys")[0][0]:
        raise RuntimeError("foreign keys have to be off while a table is rebuilt")
    (table,) = run("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'accounts'")[0]
    indexes = run(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'accounts'"
        " AND sql IS NOT NULL"
    )
    rebuilt, renamed = re.subn(r'^CREATE TABLE "?accounts"?', "CREATE TABLE accounts_new", table)
    rebuilt, numbered = re.subn(
        r'("id" INTEGER NOT NULL PRIMARY KEY)(?! AUTOINCREMENT)', r"\1 AUTOINCREMENT", rebuilt
    )
    if (renamed, numbered) != (1, 1):
        raise RuntimeError(f"the table accounts is not as it was made: {table}")
    columns = ", ".join(f'"{row[1]}"' for row in run("PRAGMA table_info(accounts)"))
    run(rebuilt)
    run(f"INSERT INTO accounts_new ({columns}) SELECT {columns} FROM accounts ORDER BY id")
    run("DROP TABLE accounts")
    run("ALTER TABLE accounts_new RENAME TO accounts")
    for (sql,) in indexes:
        run(sql)


def _raise_sequence(run: _Runner) -> None:
    """The next id is above every one that anything names, also of accounts that are gone."""
    highest = _highest_account(run)
    if run.sqlite:
        if run("SELECT 1 FROM sqlite_sequence WHERE name = 'accounts'"):
            run("UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = 'accounts'", highest)
        else:
            run("INSERT INTO sqlite_sequence (name, seq) VALUES ('accounts', ?)", highest)
    elif highest > run("SELECT last_value FROM accounts_id_seq")[0][0]:
        run("SELECT setval('accounts_id_seq', ?)", highest)


def _highest_account(run: _Runner) -> int:
    tables = ("generation_tasks", "contents", "publish_entries", "account_topics")
    found = [run("SELECT COALESCE(MAX(id), 0) FROM accounts")[0][0]]
    found += [run(f"SELECT COALESCE(MAX(account_id), 0) FROM {table}")[0][0] for table in tables]
    for params, counters in run("SELECT params, counters FROM schedules"):
        named = json.loads(params).get("account_ids") or []
        found += [id_ for id_ in named if isinstance(id_, int)]
        found += [int(id_) for id_ in json.loads(counters) if id_.isdigit()]
    return int(max(found))


# --- contents and their entries ---------------------------------------------------------------


def _keep_priorities(run: _Runner) -> None:
    run("ALTER TABLE contents ADD COLUMN priority SMALLINT NOT NULL DEFAULT 5")
    run(
        "UPDATE contents SET priority = (SELECT t.priority FROM generation_tasks t"
        " WHERE t.task_id = contents.generation_task_id) WHERE EXISTS (SELECT 1"
        " FROM generation_tasks t WHERE t.task_id = contents.generation_task_id"
        " AND t.priority <> 5)"
    )


_WHERE_IT_WENT = "c.id, c.title, c.created_at, a.name, a.publisher_settings"


def _place(content_id: int, title: str, created_at: Any, account: str, settings: str) -> str:
    """Where the publisher of then put, or would have put, the content."""
    day = str(created_at)[:10]  # moments are read in UTC
    name = f"{day}-{_slug(title) or 'article'}-{content_id}.md"
    return json.dumps(
        {"folder": _own_folder(settings) or _folder_of(account), "file": name}, ensure_ascii=False
    )


def _keep_places(run: _Runner) -> None:
    """What was tried and is not published keeps its place, and the doubt about it its date."""
    run("ALTER TABLE publish_entries ADD COLUMN place TEXT")
    kind = "VARCHAR(255)" if run.sqlite else "TIMESTAMPTZ"
    run(f"ALTER TABLE publish_entries ADD COLUMN maybe_published_since {kind}")
    if not run.sqlite:
        run("SET LOCAL TIME ZONE 'UTC'")
    tried = (
        f"SELECT x.id, x.task_id, x.status, x.crash_count, x.updated_at, {_WHERE_IT_WENT}"
        " FROM publish_entries x JOIN contents c ON c.id = x.content_id"
        " JOIN accounts a ON a.id = x.account_id WHERE x.status <> 'published'"
        " AND (x.status <> 'queued' OR x.attempt > 1 OR x.retry_count > 0)"
    )
    for rows in run.portions(tried):
        changed = []
        for id_, task_id, status, crashes, updated_at, *where in rows:
            failed_in_doubt = status == "failed" and (crashes > 0 or _in_doubt(run, task_id))
            doubt = failed_in_doubt or status in {"publishing", "unverified"}
            changed.append((_place(*where), updated_at if doubt else None, id_))
        run.many(
            "UPDATE publish_entries SET place = ?, maybe_published_since = ? WHERE id = ?", changed
        )


def _in_doubt(run: _Runner, task_id: str) -> bool:
    last = run(
        "SELECT event FROM events WHERE task_id = ? AND entity = 'entry'"
        " AND event IN ('doubt', 'absent', 'publish') ORDER BY id DESC LIMIT 1",
        task_id,
    )
    return bool(last) and last[0][0] == "doubt"


def _keep_what_was_taken_out(run: _Runner) -> None:
    """Contents that a person took out of the pool get the entry that says so."""
    out = (
        f"SELECT x.id, x.generation_task_id, x.account_id, COALESCE(a.publisher, 'files'),"
        f" x.priority, x.scheduled_publish_at, {_WHERE_IT_WENT}"
        " FROM contents x JOIN contents c ON c.id = x.id JOIN accounts a ON a.id = x.account_id"
        " WHERE NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = x.id)"
        " AND EXISTS (SELECT 1 FROM events v WHERE v.task_id = x.generation_task_id"
        " AND v.entity = 'entry' AND v.event = 'remove')"
    )
    for rows in run.portions(out):
        run.many(
            "INSERT INTO publish_entries (attempt, crash_count, retry_count, max_retries, looks,"
            " content_id, task_id, account_id, publisher, status, priority, scheduled_at,"
            " created_at, updated_at, place, maybe_published_since)"
            " VALUES (1, 0, 0, 3, 0, ?, ?, ?, ?, 'withdrawn', ?, ?, ?, ?, ?, ?)",
            [_withdrawn(run, *row) for row in rows],
        )


def _withdrawn(
    run: _Runner,
    content_id: int,
    task_id: str,
    account_id: int,
    publisher: str,
    priority: int,
    planned: Any,
    *where: Any,
) -> tuple[Any, ...]:
    moments = dict(
        run(
            "SELECT event, MAX(created_at) FROM events WHERE task_id = ? AND entity = 'entry'"
            " AND event IN ('remove', 'claim') GROUP BY event",
            task_id,
        )
    )
    removed, claimed = moments["remove"], moments.get("claim")
    place = _place(*where) if claimed is not None else None
    since = claimed if _in_doubt(run, task_id) else None
    return (
        content_id,
        task_id,
        account_id,
        publisher,
        priority,
        removed if planned is None else planned,
        removed,
        removed,
        place,
        since,
    )


# --- idempotency keys -------------------------------------------------------------------------


def _move_keys(run: _Runner) -> None:
    """From the tasks' column into their own table, with what a request under them asked for.

    Which creator and approval the request named is not known any more, only what came of it.
    """
    with run.db.bind_ctx([IdempotencyKey]):
        run.db.create_tables([IdempotencyKey], safe=False)
    names = ("topic", "account_id", "keywords", "category", "requirements", "tone", "priority")
    keys = (
        f"SELECT x.id, x.idempotency_key, x.task_id, x.created_at, {', '.join(names)}"
        " FROM generation_tasks x WHERE x.idempotency_key IS NOT NULL"
    )
    for rows in run.portions(keys):
        run.many(
            "INSERT INTO idempotency_keys (scope, key, fingerprint, led_to, created_at)"
            " VALUES ('generate', ?, ?, ?, ?)",
            [
                (key, _fingerprint(dict(zip(names, fields, strict=True))), task_id, created_at)
                for _, key, task_id, created_at, *fields in rows
            ],
        )
    if run.sqlite:
        for (index,) in run(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'generation_tasks'"
            " AND sql LIKE '%idempotency_key%'"
        ):
            run(f'DROP INDEX "{index}"')
    run("ALTER TABLE generation_tasks DROP COLUMN idempotency_key")


def _fingerprint(fields: dict[str, Any]) -> str:
    request = fields | {"keywords": json.loads(fields["keywords"])}
    request["account"] = request.pop("account_id")
    return json.dumps({name: _digest(value) for name, value in request.items()})


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()
