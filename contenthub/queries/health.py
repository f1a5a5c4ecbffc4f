"""What `doctor` asks the database: can it be written, and does any work stand still."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from contenthub import clock, models
from contenthub.codes import Code, Remark
from contenthub.database import db, sqlite_file, troubles, unfinished, upkeep
from contenthub.queries import failing_reviewers, stats
from contenthub.queries.tasks import Filter
from contenthub.records import moment
from contenthub.states import OPEN_ENTRY_STATES, Entity
from contenthub.wording import MEGABYTE

MUCH_LOG = 2 * upkeep.LOG_LIMIT
ARTICLE = 256 * 1024  # bytes
ENDS = 20  # rows at each end of a table
LATE = 60.0  # seconds after its time for which a publication may wait for its turn

# of tables that have no row ids
_KEYS = {"content_fingerprints": "value", "totals": "day", "task_sums": "account_id"}


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


@dataclass(frozen=True, slots=True)
class Standing:
    """So many rows that need whom ``code`` names; ``stuck``: they go on with nobody's work."""

    what: str  # tasks, ticks, publications or opinions
    why: str
    count: int
    stuck: bool
    code: Code


def standing_still() -> list[Standing]:
    """The work that stands still, and what failed lately, by why."""
    now = clock.now()
    return [one for one in (*_stuck(now), *_failed(now)) if one.count]


def _stuck(now: datetime) -> Iterator[Standing]:
    at, late = moment(now), moment(now - timedelta(seconds=LATE))
    neglected = moment(now - timedelta(seconds=stats.NEGLECTED))
    yield Standing(
        "tasks",
        "overdue, left by their worker, or due and given no free slot",
        stats.stuck(Filter(), now),
        True,
        Code.TASKS_STAND_STILL,
    )
    yield Standing(
        "ticks",
        "of schedules that wait for a worker",
        _count(
            "ticks WHERE status = 'pending' AND due_at <= ?"
            " AND (lease_until IS NULL OR lease_until <= ?)",
            late,
            at,
        ),
        True,
        Code.TICKS_STAND_STILL,
    )
    yield Standing(
        "publications",
        "left by their worker",
        _count("publish_entries WHERE status = 'publishing' AND lease_until <= ?", neglected)
        + _count("publish_entries WHERE status = 'updating' AND lease_until <= ?", neglected),
        True,
        Code.PUBLICATIONS_STAND_STILL,
    )
    yield Standing(
        "opinions",
        "of a reviewer that wait for a worker",
        _count(
            "opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL AND due_at <= ?"
            " AND (lease_until IS NULL OR lease_until <= ?)",
            late,
            neglected,
        ),
        True,
        Code.OPINIONS_STAND_STILL,
    )
    yield _past_their_time(late)


def _past_their_time(late: Any) -> Standing:
    # A long queue that moves is late, and not stuck.
    moves = stats.happened_lately(Entity.ENTRY, "claim")
    return Standing(
        "publications",
        "past their time",
        _count(
            "publish_entries INDEXED BY entry_queued_due WHERE status = 'queued' AND due_at <= ?",
            late,
        ),
        not moves,
        Code.PUBLICATIONS_STAND_STILL,
    )


def _failed(now: datetime) -> Iterator[Standing]:
    day = moment(now - timedelta(days=1))
    yield Standing(
        "tasks",
        "quarantined in the last day",
        _count(
            "generation_tasks INDEXED BY task_ended WHERE status = 'failed'"
            " AND completed_at > ? AND error_message LIKE 'quarantined%'",
            day,
        ),
        False,
        Code.TASKS_QUARANTINED,
    )
    reviewer = failing_reviewers.read(now)
    yield Standing(
        "opinions",
        "came to nothing in the last day, and the reviewer has given none since",
        reviewer.failed if reviewer else 0,
        False,
        Code.REVIEWER_FAILS,
    )
    yield Standing(
        "publications",
        "whose outcome is unknown",
        _count("publish_entries WHERE status = 'unverified'"),
        False,
        Code.PUBLICATIONS_UNPROVEN,
    )
    yield Standing(
        "publications",
        "that their target has worked on for more than a day",
        _count("publish_entries WHERE status = 'accepted' AND maybe_published_since <= ?", day),
        False,
        Code.PUBLICATIONS_SLOW,
    )
    yield Standing(
        "publications",
        "failed in the last day",
        _count(
            "publish_entries INDEXED BY entry_failed WHERE status = 'failed' AND updated_at > ?",
            day,
        ),
        False,
        Code.PUBLICATIONS_FAILED,
    )


Counts = dict[str, int]  # how many of each kind, such as ``task``; without those of none


def work_for_now() -> Counts:
    """How many tasks, publications, ticks and opinions are due or under way: not what is planned.

    Each of them needs a service at this moment.
    """
    at = moment(clock.now())
    return _counts(
        {
            "task": (
                "generation_tasks INDEXED BY task_pending_due WHERE status = 'pending' AND"
                " due_at <= ?",
                "generation_tasks INDEXED BY task_status WHERE status IN ('submitted', 'running')",
            ),
            "publication": (
                "publish_entries INDEXED BY entry_queued_due WHERE status = 'queued' AND"
                " due_at <= ?",
                "publish_entries INDEXED BY entry_due WHERE due_at IS NOT NULL AND due_at <= ?"
                " AND status <> 'queued'",
            ),
            "tick": ("ticks INDEXED BY tick_due WHERE due_at IS NOT NULL AND due_at <= ?",),
            "opinion": (
                "opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL AND due_at <= ?",
            ),
        },
        at,
    )


def open_work() -> Counts:
    """How many tasks, publications, ticks and opinions wait or are under way."""
    return _counts(
        {
            "task": ("generation_tasks WHERE status IN ('pending', 'submitted', 'running')",),
            "publication": (f"publish_entries WHERE status IN ({db.listed(OPEN_ENTRY_STATES)})",),
            "tick": ("ticks WHERE status = 'pending'",),
            "opinion": ("opinions WHERE due_at IS NOT NULL",),
        }
    )


def _counts(rows_of: dict[str, tuple[str, ...]], at: object = None) -> Counts:
    counted = {
        kind: sum(_count(rows, *[at] * rows.count("?")) for rows in some)
        for kind, some in rows_of.items()
    }
    return {kind: count for kind, count in counted.items() if count}


def _count(tail: str, *params: object) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {tail}", params).fetchone()[0])
