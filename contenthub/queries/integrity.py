"""Whether the database is whole and says nothing that cannot be: the questions of `db check`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from peewee import DatabaseError

from contenthub.database import db
from contenthub.delivery_states import DeliveryState, WebhookState
from contenthub.models import ALL
from contenthub.records import task_sums
from contenthub.states import (
    OPEN_ENTRY_STATES,
    OUT_ENTRY_STATES,
    EntryState,
    OpinionState,
    ReviewState,
    RevisionState,
    ScheduleState,
    TaskState,
    TickState,
)

SHOWN = 20  # findings of one kind that are named


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    check: str
    finding: str


# what must not be -> the rows that are so
_INVARIANTS: dict[str, str] = {
    "a completed task has its content": "SELECT 'task ' || t.task_id FROM generation_tasks t WHERE"
    " t.status = 'completed'"
    " AND (t.content_id IS NULL OR EXISTS (SELECT 1 FROM contents c"
    " WHERE c.id = t.content_id AND NOT EXISTS (SELECT 1 FROM revisions r"
    " WHERE r.content_id = c.id AND r.task_id = t.task_id)))",
    # before there was a ledger no currency was written, and what took nothing known has no row
    "what completed a task is in the ledger": "SELECT 'task ' || t.task_id FROM generation_tasks t"
    " WHERE t.status = 'completed' AND t.content_id IS NOT NULL AND (t.currency IS NOT NULL"
    " OR COALESCE(t.input_tokens, t.output_tokens, t.cost_micros) IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.task_id = t.task_id"
    " AND l.content_id = t.content_id AND l.kind = 'generation')",
    "a content's task is completed and knows it": "SELECT 'content ' || c.id FROM contents c JOIN"
    " generation_tasks t"
    " ON t.task_id = c.generation_task_id"
    " WHERE t.status <> 'completed' OR t.content_id IS NULL OR t.content_id <> c.id",
    "a content shows the text of its own revision": "SELECT 'content ' || c.id FROM contents c"
    " WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.content_id = c.id"
    " AND r.number = c.attempt AND r.status = 'accepted' AND r.title = c.title"
    " AND r.body = c.body)",
    "doubt ends with proof": "SELECT 'entry ' || p.id FROM publish_entries p"
    f" WHERE p.status IN ({db.listed(OUT_ENTRY_STATES)})"
    " AND p.maybe_published_since IS NOT NULL",
    "what is published has its proof": "SELECT 'entry ' || p.id FROM publish_entries p WHERE"
    f" p.status IN ({db.listed(OUT_ENTRY_STATES)}) AND (p.proof IS NULL OR p.proof = '')"
    " OR p.status = 'published' AND p.published_at IS NULL",
    "every account has its first target": "SELECT 'account ' || a.id FROM accounts a WHERE NOT"
    " EXISTS (SELECT 1 FROM targets g WHERE g.account_id = a.id AND g.name = 'default')",
    "what has ended is held by nobody":  # a timed-out task is still looked at for its late result
    "SELECT 'task ' || t.task_id FROM generation_tasks t"
    " WHERE t.status IN ('completed', 'failed', 'cancelled') AND t.lease_owner IS NOT NULL"
    " UNION ALL SELECT 'entry ' || p.id FROM publish_entries p"
    f" WHERE p.status NOT IN ({db.listed(OPEN_ENTRY_STATES)}) AND p.lease_owner IS NOT NULL"
    " AND p.due_at IS NULL"  # a person wants its target to be looked at
    " UNION ALL SELECT 'opinion ' || o.id FROM opinions o"
    " WHERE o.status <> 'wanted' AND (o.lease_owner IS NOT NULL OR o.due_at IS NOT NULL)",
    "what is open will be looked at and has a deadline": "SELECT 'task ' || t.task_id FROM"
    " generation_tasks t"
    " WHERE t.status IN ('pending', 'submitted', 'running')"
    " AND (t.due_at IS NULL OR t.timeout_at IS NULL)"
    " UNION ALL SELECT 'entry ' || p.id FROM publish_entries p"
    f" WHERE p.status IN ({db.listed(OPEN_ENTRY_STATES)}) AND p.due_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM targets g WHERE g.id = p.target_id AND g.paused"
    " AND p.status = 'queued')"
    " UNION ALL SELECT 'opinion ' || o.id FROM opinions o"
    " WHERE o.status = 'wanted' AND o.due_at IS NULL",
    "a lease has an owner and an end": "SELECT 'task ' || t.task_id FROM generation_tasks t"
    " WHERE (t.lease_owner IS NULL) <> (t.lease_until IS NULL)"
    " UNION ALL SELECT 'entry ' || p.id FROM publish_entries p"
    " WHERE (p.lease_owner IS NULL) <> (p.lease_until IS NULL)",
    "an opinion that was given has its score": "SELECT 'opinion ' || o.id FROM opinions o"
    " WHERE (o.status = 'given') <> (o.score IS NOT NULL)",
    "every state is one that exists": "SELECT 'task ' || task_id FROM generation_tasks"
    f" WHERE status NOT IN ({db.listed(TaskState)})"
    " UNION ALL SELECT 'content ' || id FROM contents"
    f" WHERE review_status NOT IN ({db.listed(ReviewState)})"
    " UNION ALL SELECT 'entry ' || id FROM publish_entries"
    f" WHERE status NOT IN ({db.listed(EntryState)})"
    " UNION ALL SELECT 'revision ' || id FROM revisions"
    f" WHERE status NOT IN ({db.listed(RevisionState)})"
    " UNION ALL SELECT 'opinion ' || id FROM opinions"
    f" WHERE status NOT IN ({db.listed(OpinionState)})"
    " UNION ALL SELECT 'schedule ' || id FROM schedules"
    f" WHERE status NOT IN ({db.listed(ScheduleState)})"
    " UNION ALL SELECT 'tick ' || tick_id FROM ticks"
    f" WHERE status NOT IN ({db.listed(TickState)})"
    " UNION ALL SELECT 'webhook ' || id FROM webhooks"
    f" WHERE status NOT IN ({db.listed(WebhookState)})"
    " UNION ALL SELECT 'delivery ' || id FROM deliveries"
    f" WHERE status NOT IN ({db.listed(DeliveryState)})",
    "a message that waits will be sent, and one that has ended will not": "SELECT 'delivery '"
    " || d.id FROM deliveries d WHERE (d.status = 'pending' AND d.due_at IS NULL"
    " AND d.kind = 'webhook' AND NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.id = d.webhook_id"
    " AND w.status = 'paused')) OR (d.status <> 'pending' AND (d.due_at IS NOT NULL"
    " OR d.lease_owner IS NOT NULL OR d.ended_at IS NULL))",
    "what is sent has a lane and, where it tells of an event, its receiver": "SELECT 'delivery ' ||"
    " d.id FROM deliveries d WHERE NOT EXISTS (SELECT 1 FROM delivery_lanes l"
    " WHERE l.lane = d.lane) OR (d.kind = 'webhook' AND NOT EXISTS (SELECT 1 FROM webhooks w"
    " WHERE w.id = d.webhook_id))",
    "an active schedule has its next time": "SELECT 'schedule ' || id FROM schedules WHERE status"
    " = 'active' AND next_at IS NULL",
    "a tick has the tasks that it says it created":  # until cleanup removes some
    "SELECT 'tick ' || k.tick_id FROM ticks k WHERE k.tasks < (SELECT COUNT(*)"
    " FROM generation_tasks t WHERE t.batch_id = k.tick_id)",
    "a tick that waits will be looked at, and one that has ended will not": "SELECT 'tick ' ||"
    " tick_id FROM ticks WHERE (status = 'pending' AND due_at IS NULL)"
    " OR (status <> 'pending' AND (due_at IS NOT NULL OR lease_owner IS NOT NULL))"
    " OR (status IN ('completed', 'partial', 'failed', 'skipped') AND finished_at IS NULL)",
    "totals of the days make those of all time": "SELECT 'account ' || account_id || ', creator '"
    " || creator FROM totals GROUP BY account_id, creator, schedule_id, currency"
    " HAVING SUM(CASE WHEN day = '' THEN -1 ELSE 1 END * (submitted + completed + 3 * failed"
    " + 5 * timeout + 7 * cancelled + 11 * published + 13 * publish_failed)) <> 0"
    " OR SUM(CASE WHEN day = '' THEN -1 ELSE 1 END * cost_micros) <> 0",
    "every task has its story": "SELECT 'task ' || t.task_id FROM generation_tasks t"
    " WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.task_id = t.task_id)",
}


def findings(begin: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Everything that is wrong; empty for a database in order.

    It reads the whole database; ``begin`` is told the name of each check before it begins.
    """
    found: list[Finding] = []
    for name in CHECKS:
        begin(name)
        wrong = of_check(name)
        found += wrong
        if wrong and name in _GROUND:
            break
    return found


def of_check(name: str) -> list[Finding]:
    """What one of CHECKS finds."""
    ask = _ASKED.get(name)
    texts = ask() if ask is not None else _named(_INVARIANTS[name])
    return [Finding(name, text) for text in texts]


def rows_per_table() -> dict[str, int]:
    """How many rows each table holds; tables that are missing are left out."""
    there = set(db.database.get_tables())
    names = [table._meta.table_name for table in ALL if table._meta.table_name in there]
    return {name: int(db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]) for name in names}


def size() -> int:
    """Bytes that the database takes, without what SQLite has yet to write back."""
    if db.is_sqlite():
        path = db.sqlite_path()
        return path.stat().st_size if path.exists() else 0
    return int(db.execute("SELECT pg_database_size(current_database())").fetchone()[0])


def _integrity() -> list[str]:
    if not db.is_sqlite():
        return []
    try:
        rows = db.execute("PRAGMA integrity_check(20)").fetchall()
    except (DatabaseError, sqlite3.DatabaseError) as error:  # too broken to be told how
        return [str(error)]
    return [row[0] for row in rows if row[0] != "ok"]


def _references() -> Iterator[str]:
    if db.is_sqlite():
        for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall()[:SHOWN]:
            yield f"row {rowid} of {table} refers to a row that {parent} does not have"


def _schema() -> list[str]:
    from playhouse.schema_diff import diff_models

    return str(diff_models(db.database.obj, ALL)).splitlines()


def _sums_of_days() -> list[str]:
    counts = task_sums.COUNTS
    both = (
        f"SELECT {', '.join((*task_sums.KEYS, *counts))} FROM task_sums WHERE day <> ''"
        f" UNION ALL SELECT {', '.join(task_sums.KEYS)}, {', '.join(f'-{n}' for n in counts)}"
        f" FROM ({task_sums.of_rows()}) AS tasks"
    )
    return _named(
        f"SELECT {_WHOSE_SUMS} || ', made on ' || day FROM ({both}) AS sums"
        f" GROUP BY {', '.join(task_sums.KEYS)}"
        f" HAVING {' OR '.join(f'SUM({name}) <> 0' for name in counts)}"
    )


def _sums_of_all() -> list[str]:
    sign = "CASE WHEN day = '' THEN -1 ELSE 1 END"
    return _named(
        f"SELECT {_WHOSE_SUMS} FROM task_sums GROUP BY account_id, creator, currency"
        f" HAVING {' OR '.join(f'SUM({sign} * {name}) <> 0' for name in task_sums.COUNTS)}"
    )


_WHOSE_SUMS = "'account ' || account_id || ', creator ' || creator"
SUMS = ("sums of the tasks are those of their rows", "sums of the days make those of all tasks")
_FIRST: dict[str, Callable[[], Iterable[str]]] = {
    "integrity": _integrity,
    "references": _references,
    "schema": _schema,
}
_GROUND = ("integrity", "schema")  # without these nothing that is read can be relied on
_ASKED = _FIRST | dict(zip(SUMS, (_sums_of_days, _sums_of_all), strict=True))
CHECKS = (*_FIRST, *_INVARIANTS, *SUMS)


def _named(sql: str) -> list[str]:
    rows = db.execute(f"{sql} LIMIT {SHOWN + 1}").fetchall()
    more = ["and more"] if len(rows) > SHOWN else []
    return [str(row[0]) for row in rows[:SHOWN]] + more
