"""How the line is doing: counts, rates, costs, and whatever seems to be stuck."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock, db
from contenthub.models import GenerationTask
from contenthub.queries.tasks import Filter, Row
from contenthub.records import moment
from contenthub.states import TaskState

# Seconds for which nobody looked at what was due: the sweep would have, long before.
NEGLECTED = 15.0

GROUPS = {"creator": "t.creator", "account": "a.name"}

_JOIN = " FROM generation_tasks t JOIN accounts a ON a.id = t.account_id"
_OPEN = "t.status IN ('pending', 'submitted', 'running')"
# overdue, or left by its worker; a waiting task with time left only waits for a free slot
_STUCK = (
    f"{_OPEN} AND (t.timeout_at <= ? OR t.lease_until <= ?"
    " OR (t.status <> 'pending' AND t.lease_until IS NULL AND t.due_at <= ?))"
)


def summary(chosen: Filter) -> Row:
    """Counts per state, success, mean duration, tokens, cost, waiting and stuck tasks."""
    now = clock.now()
    return _totals(_counted(chosen, "''").get("", [])) | {
        "oldest_pending_seconds": _oldest_pending(chosen, now),
        "stuck": stuck(chosen, now),
    }


def by(group: str, chosen: Filter) -> list[Row]:
    """The same totals for each creator or account, most tasks first."""
    rows = [
        {group: name} | _totals(found) for name, found in _counted(chosen, GROUPS[group]).items()
    ]
    return sorted(rows, key=lambda row: (-row["total"], row[group]))


def stuck(chosen: Filter, now: datetime) -> int:
    """How many open tasks are overdue, or due and left by everybody."""
    condition, params = chosen.where()
    limit = moment(now - timedelta(seconds=NEGLECTED))
    sql = f"SELECT COUNT(*){_JOIN} WHERE {condition} AND {_STUCK}"
    return int(db.execute(sql, (*params, limit, limit, limit)).fetchone()[0])


def _counted(chosen: Filter, group: str) -> dict[str, list[tuple[Any, ...]]]:
    condition, params = chosen.where()
    sql = (
        f"SELECT {group}, t.status, COUNT(*), AVG({_duration()}), SUM(t.input_tokens),"
        f" SUM(t.output_tokens), SUM(t.cost){_JOIN} WHERE {condition} GROUP BY 1, 2"
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
    counts = {state.value: 0 for state in TaskState} | {row[0]: int(row[1]) for row in found}
    ended = counts["completed"] + counts["failed"] + counts["timeout"]
    mean = next((row[2] for row in found if row[0] == TaskState.COMPLETED), None)
    return {
        "total": sum(counts.values()),
        **counts,
        "success_rate": round(counts["completed"] / ended, 4) if ended else None,
        "mean_seconds": None if mean is None else round(float(mean), 3),
        "input_tokens": sum(int(row[3] or 0) for row in found),
        "output_tokens": sum(int(row[4] or 0) for row in found),
        "cost": round(sum(float(row[5] or 0) for row in found), 6),
    }


def _oldest_pending(chosen: Filter, now: datetime) -> float | None:
    condition, params = chosen.where()
    sql = (
        f"SELECT MIN(t.created_at) FROM generation_tasks t"
        f" WHERE {condition} AND t.status = 'pending'"
    )
    oldest = GenerationTask.created_at.python_value(db.execute(sql, tuple(params)).fetchone()[0])
    return None if oldest is None else round(max(0.0, (now - oldest).total_seconds()), 1)
