"""How the line is doing: counts, rates, costs, and whatever seems to be stuck."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from contenthub import clock, money
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.queries import service
from contenthub.queries.counted_tasks import ACCOUNT, CREATOR, CURRENCY, Counted, counted
from contenthub.queries.tasks import Filter, Row
from contenthub.records import moment
from contenthub.states import Entity, TaskState

# Seconds for which nobody looked at what was due: the sweep would have, long before.
NEGLECTED = 15.0
# Seconds without a task that got a free slot: with a service that works it takes milliseconds.
IDLE = 30.0
_LATEST = 20_000  # events that are looked through for the latest of a kind
_TAKEN = "t.status IN ('submitted', 'running')"

GROUPS = (CREATOR, ACCOUNT, CURRENCY)

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
    return _totals(counted(chosen).get(None, Counted())) | {
        "oldest_pending_seconds": _oldest_pending(chosen, now),
        "stuck": stuck(chosen, now),
    }


def by(group: str, chosen: Filter) -> list[Row]:
    """The same totals for each creator, account or currency, most tasks first.

    Tasks that have not completed are of no currency.
    """
    found = counted(chosen, group)
    if group == ACCOUNT:
        names = dict(db.execute("SELECT id, name FROM accounts").fetchall())
        found = {names[id_]: one for id_, one in found.items() if id_ in names}
    rows = [{group: name or None} | _totals(found[name]) for name in sorted(found)]
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


def _totals(found: Counted) -> Row:
    counts = {state.value: found.states[state.value] for state in TaskState}
    ended = counts["completed"] + counts["failed"] + counts["timeout"]
    timed, took = found.amounts["timed"], max(0, found.amounts["microseconds"])
    return {
        "total": found.total,
        **counts,
        "success_rate": round(counts["completed"] / ended, 4) if ended else None,
        "mean_seconds": round(took / timed / 1e6, 3) if timed else None,
        "input_tokens": found.amounts["input_tokens"],
        "output_tokens": found.amounts["output_tokens"],
        **_cost(found.costs),
    }


def _cost(costs: Mapping[str, int]) -> Row:
    """What they cost in the one currency of it: amounts of several are not added up, and where none
    is known, it is not called nothing.
    """
    return {
        "cost": money.amount(sum(costs.values())) if len(costs) == 1 else None,
        "currency": ", ".join(sorted(name or "unknown" for name in costs)) or None,
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
