"""What `doctor` asks the database itself: is it whole, does it take every write."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress

import peewee

from contenthub import models
from contenthub.codes import Code, Remark
from contenthub.database import db, sqlite_file, troubles, unfinished, upkeep
from contenthub.wording import MEGABYTE

MUCH_LOG = 2 * upkeep.LOG_LIMIT
ARTICLE = 256 * 1024  # bytes
ENDS = 20  # rows at each end of a table

# of tables that have no row ids
_KEYS = {
    "content_fingerprints": "value",
    "totals": "day",
    "task_sums": "account_id",
    "gate_holds": "day",
    "held_contents": "check_name",
}


def server() -> str:
    """What kind of database it is, and its version."""
    if db.is_sqlite():
        return f"SQLite {db.execute('SELECT sqlite_version()').fetchone()[0]}"
    return f"PostgreSQL {db.execute('SHOW server_version').fetchone()[0]}"


def journal_mode() -> str:
    """SQLite's journal mode: wal, where readers and the writer do not wait for each other."""
    return str(db.execute("PRAGMA journal_mode").fetchone()[0])


def glance() -> str:
    """Whether both ends of each table can be read: ok, or what SQLite says of the first that not.

    As quick on a large file as on a small one; ``contenthub db check`` reads all of it.
    """
    try:
        for table in models.ALL:
            name = table._meta.table_name
            key = _KEYS.get(name, "rowid")
            for order in ("ASC", "DESC"):
                db.execute(f"SELECT * FROM {name} ORDER BY {key} {order} LIMIT {ENDS}").fetchall()
    except Exception as error:
        if troubles.is_damage(error):
            return str(error)
        raise
    return "ok"


def beside() -> Iterator[Remark]:
    """What lies beside a SQLite file and should not."""
    if not db.is_sqlite():
        return
    path = db.sqlite_path()
    log = sqlite_file.log_size(path)
    if log > MUCH_LOG:
        yield Remark(
            f"its log {sqlite_file.log_of(path).name} has {log // MEGABYTE} MB: a program reads "
            "without an end, or no service runs that cuts it back",
            "end what has the database open (`lsof`); a running service then cuts it back",
        )
    if left := unfinished.left_behind(path.parent):
        size = sum(map(unfinished.size_of, left))
        yield Remark(
            f"{len(left)} unfinished copies of {size // MEGABYTE} MB, from programs that were "
            f"killed: {left[0].name}",
            code=Code.UNFINISHED_COPIES,
        )


def demand_writable() -> None:
    """Make sure that every table may be written, and change nothing. Raises UnreachableError.

    On PostgreSQL a right may be missing for one table only, and a standby takes no write at all.
    A SQLite file on a full disk takes every statement until it needs room.
    """
    try:
        with suppress(_UndoneError), db.transaction():
            if db.is_sqlite():
                _try_to_need_room()
            else:
                _try_all_writes()
            raise _UndoneError
    except peewee.DatabaseError as error:
        raise troubles.unreachable(error) from error


class _UndoneError(Exception):
    """Ends a transaction of which nothing is to stay."""


def _try_to_need_room() -> None:
    """Write as much as a long article, past SQLite's own memory: it reaches the disk at once."""
    memory = db.execute("PRAGMA cache_size").fetchone()[0]
    db.execute("PRAGMA cache_size = 1")  # page
    try:
        db.execute(
            "INSERT INTO worker_heartbeats (boot_id, kind, host, pid, version, broker, queues,"
            " threads, started_at, seen_at, home)"
            " VALUES (?, '', '', 0, '', '', '[]', 0, '', '', hex(zeroblob(?)))",
            (f"check-{secrets.token_hex(8)}", ARTICLE // 2),
        )
    finally:
        db.execute(f"PRAGMA cache_size = {memory}")


def _try_all_writes() -> None:
    for table in models.ALL:
        name, key = table._meta.table_name, table._meta.sorted_fields[0].column_name
        db.execute(f"INSERT INTO {name} SELECT * FROM {name} WHERE FALSE")
        db.execute(f"UPDATE {name} SET {key} = {key} WHERE FALSE")
        db.execute(f"DELETE FROM {name} WHERE FALSE")
    closed = db.execute(_CLOSED_SEQUENCE).fetchone()
    if closed is not None:
        raise peewee.DatabaseError(f"permission denied for sequence {closed[0]}")


_CLOSED_SEQUENCE = (
    "SELECT c.relname FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid"
    " WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
    " AND NOT has_sequence_privilege(s.seqrelid, 'USAGE') LIMIT 1"
)
