"""How the line is doing: counts, rates, costs, and whatever seems to be stuck."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock, money
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.queries import service
from contenthub.queries.tasks import Filter, Row
from contenthub.records import moment
from contenthub.states import Entity, TaskState

# Seconds for which nobody looked at what was due: the sweep would have, long before.
NEGLECTED = 15.0
# Seconds without a task that got a free slot: with a service that works it takes milliseconds.
IDLE = 30.0
_LATEST = 20_000  # events that are looked through for the latest of a kind
_TAKEN = "t.status IN ('submitted', 'running')"

GROUPS = {"creator": "t.creator", "account": "a.name", "currency": "COALESCE(t.currency, '')"}

_FROM = " FROM generation_tasks t"
_JOIN = " JOIN accounts a ON a.id = t.account_id"
_TIMED = "COUNT(CASE WHEN t.started_at IS NOT NULL THEN t.completed_at END)"
# overdue, or left by its worker; a waiting task with time left mostly waits for a free slot. There
# may be very many of those, so each half is asked of the index that knows its few.
_STUCK = (
    (
        " FROM generation_tasks t INDEXED BY task_pending_deadline WHERE {}"
        " AND t.status = 'pending' AND t.timeout_at <= ?"
    ),
    (
        " FROM generation_tasks t INDEXED BY task_status WHERE {}"
        " AND t.status IN ('submitted', 'running') AND (t.timeout_at <= ? OR t.lease_until <= ?"
        " OR (t.lease_until IS NULL AND t.due_at <= ?))"
    ),
)


def summary(chosen: Filter) -> Row:
    """Counts per state, success, mean duration, tokens, cost, waiting and stuck tasks."""
    now = clock.now()
    return _totals(_counted(chosen, "''").get("", [])) | {
        "oldest_pending_seconds": _oldest_pending(chosen, now),
        "stuck": stuck(chosen, now),
    }


def by(group: str, chosen: Filter) -> list[Row]:
    """The same totals for each creator, account or currency, most tasks first.

    Tasks that have not completed are of no currency.
    """
    counted = _counted(chosen, GROUPS[group])
    rows = [{group: name or None} | _totals(counted[name]) for name in sorted(counted)]
    return sorted(rows, key=lambda row: -int(row["total"]))


def stuck(chosen: Filter, now: datetime) -> int:
    """How many open tasks are overdue, or due and left by everybody."""
    condition, params = chosen.where()
    limit = moment(now - timedelta(seconds=NEGLECTED))
    found = 0
    for rows in _STUCK:
        limits = [limit] * rows.count("?")
        sql = f"SELECT COUNT(*){rows.format(condition)}"
        found += int(db.execute(sql, (*params, *limits)).fetchone()[0])
    return found + (_passed_over(chosen, now) if nobody_dispatches(now) else 0)


def nobody_dispatches(now: datetime) -> bool:
    """True where a due task would get no slot: no service runs, or free ones are not given.

    A slot may be free for a moment while its next task is on the way, so the question is also
    whether any task got one lately.
    """
    living = [one for one in service.living_workers() if one.queues]
    if not living:
        return True
    sql = f"SELECT COUNT(*) FROM generation_tasks t INDEXED BY task_status WHERE {_TAKEN}"
    taken = int(db.execute(sql).fetchone()[0])
    return taken < max(one.slots for one in living) and not happened_lately(Entity.TASK, "dispatch")


def happened_lately(entity: Entity, event: str) -> bool:
    """True if such an event was written within IDLE seconds, among the latest events."""
    since = moment(clock.after(-IDLE))
    sql = (
        "SELECT 1 FROM events WHERE id > (SELECT MAX(id) FROM events) - ?"
        " AND entity = ? AND event = ? AND created_at > ? LIMIT 1"
    )
    return bool(db.execute(sql, (_LATEST, entity.value, event, since)).fetchall())


def _passed_over(chosen: Filter, now: datetime) -> int:
    """How many tasks wait for a slot longer than it takes to give them one."""
    condition, params = chosen.where()
    limit = moment(now - timedelta(seconds=IDLE))
    neglected = moment(now - timedelta(seconds=NEGLECTED))  # those are counted already
    sql = (
        "SELECT COUNT(*) FROM generation_tasks t INDEXED BY task_pending_due"
        f" WHERE {condition} AND t.status = 'pending' AND t.due_at <= ?"
        " AND t.timeout_at > ? AND t.lease_until IS NULL"
    )
    return int(db.execute(sql, (*params, limit, neglected)).fetchone()[0])


def _counted(chosen: Filter, group: str) -> dict[str, list[tuple[Any, ...]]]:
    condition, params = chosen.where()
    rows = _FROM + _JOIN if group == GROUPS["account"] else _FROM
    sql = (
        f"SELECT {group}, t.status, t.currency, COUNT(*), SUM({_duration()}),"
        f" {_TIMED}, SUM(t.input_tokens), SUM(t.output_tokens),"
        f" SUM(t.cost_micros){rows} WHERE {condition} GROUP BY 1, 2, 3"
    )
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in db.execute(sql, tuple(params)).fetchall():
        found[row[0]].append(row[1:])
    return found


def _duration() -> str:
    if db.is_sqlite():
        return "(julianday(t.completed_at) - julianday(t.started_at)) * 86400.0"
    return "EXTRACT(EPOCH FROM t.completed_at - t.started_at)"


def _totals(found: list[tuple[Any, ...]]) -> Row:
    counts = {state.value: 0 for state in TaskState}
    for row in found:
        counts[row[0]] += int(row[2])
    ended = counts["completed"] + counts["failed"] + counts["timeout"]
    return {
        "total": sum(counts.values()),
        **counts,
        "success_rate": round(counts["completed"] / ended, 4) if ended else None,
        "mean_seconds": _mean([row for row in found if row[0] == TaskState.COMPLETED]),
        "input_tokens": sum(int(row[5] or 0) for row in found),
        "output_tokens": sum(int(row[6] or 0) for row in found),
        **_cost(found),
    }


def _mean(completed: list[tuple[Any, ...]]) -> float | None:
    timed = sum(int(row[4]) for row in completed)
    return round(sum(float(row[3] or 0) for row in completed) / timed, 3) if timed else None


def _cost(found: list[tuple[Any, ...]]) -> Row:
    """What they cost in the one currency of it: amounts of several are not added up, and where none
    is known, it is not called nothing.
    """
    costs: defaultdict[str, int] = defaultdict(int)
    for row in found:
        if row[7] is not None:
            costs[row[1] or "unknown"] += int(row[7])
    return {
        "cost": money.amount(sum(costs.values())) if len(costs) == 1 else None,
        "currency": ", ".join(sorted(costs)) or None,
    }


def _oldest_pending(chosen: Filter, now: datetime) -> float | None:
    if chosen.statuses and TaskState.PENDING not in chosen.statuses:
        return None
    condition, params = chosen.where(statuses=())
    sql = (
        f"SELECT t.created_at FROM generation_tasks t"
        f" WHERE {condition} AND t.status = 'pending' ORDER BY t.id LIMIT 1"
    )
    row = db.execute(sql, tuple(params)).fetchone()
    oldest = GenerationTask.created_at.python_value(row[0]) if row else None
    return None if oldest is None else round(max(0.0, (now - oldest).total_seconds()), 1)
