"""Gives free slots to waiting tasks: how many generations may be under way at once."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Waiting
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, TaskEvent


def dispatch(settings: Settings, who: str, limit: int = 200) -> int:
    """Give free slots to the due pending tasks of highest priority, oldest first.

    Slots are counted over all processes, under the database's write lock. Returns how many
    tasks got one.
    """
    if _free_slots(settings) <= 0 or not _next_pending(clock.now(), 1):
        return 0  # found without a write lock: mostly there is nothing to do
    with Unit(who) as unit:
        db.one_at_a_time("dispatch")
        chosen = _next_pending(unit.now, min(limit, _free_slots(settings)))
        # The deadline of the wait goes on: nobody has been asked for anything yet.
        unit.move_all(
            Entity.TASK, chosen, TaskEvent.DISPATCH, due_at=unit.now, submitted_at=unit.now, **FREE
        )
        if len(chosen) == limit:
            unit.ring(ActorName.DISPATCH, (0, 0))
    return len(chosen)


def _free_slots(settings: Settings) -> int:
    used = db.execute(
        "SELECT COUNT(*) FROM generation_tasks INDEXED BY task_status"
        " WHERE status IN ('submitted', 'running')"
    ).fetchone()[0]
    return settings.max_concurrent_tasks - int(used)


def _next_pending(now: datetime, limit: int) -> list[Waiting]:
    if limit <= 0:
        return []
    moment = records.moment(now)
    return records.select(
        Waiting,
        "INDEXED BY task_pending WHERE status = 'pending' AND due_at <= ? AND timeout_at > ?"
        " ORDER BY priority DESC, id LIMIT ?",
        (moment, moment, limit),
    )
