"""Ticks: the record that a time of a schedule happened, or why it did not, and what came of it.

A tick is unique by schedule and time. Its tasks carry its ``tick_id`` as their ``batch_id``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle.schedules import failures_in_a_row
from contenthub.lifecycle.statements import default_values, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import Tick as TickTable
from contenthub.records import Schedule
from contenthub.states import Entity, TickEvent, TickState
from contenthub.timetable.catch_up import Decision

ENDS = {TickState.SKIPPED, TickState.FAILED, TickState.COMPLETED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a tick's work.

    ``state`` is RUNNING with ``tasks`` that are to end first, else COMPLETED, FAILED or SKIPPED.
    ``result`` is what the tick's record keeps.
    """

    state: TickState
    reason: str | None = None
    result: dict[str, Any] | None = None
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A tick as it is inserted: what was decided, and what came of it where it was done at once."""

    schedule: Schedule
    decision: Decision
    outcome: Outcome | None = None

    @property
    def state(self) -> TickState:
        """Where it stands."""
        return self.decision.state if self.outcome is None else self.outcome.state

    @property
    def reason(self) -> str | None:
        """Why it stands there, if there is something to say."""
        return (self.decision.reason or None) if self.outcome is None else self.outcome.reason


def tick_id_of(schedule_id: int, scheduled_for: datetime) -> str:
    """The public id of a tick: readable, and known before the row is there."""
    fraction = f".{scheduled_for.microsecond:06}" if scheduled_for.microsecond else ""
    return f"schedule-{schedule_id}-{scheduled_for:%Y%m%dT%H%M%S}{fraction}Z"


def new_among(schedule_id: int, decisions: Sequence[Decision]) -> list[Decision]:
    """Those decisions about times that have no tick yet (a backfill or a trigger made others)."""
    ids = [tick_id_of(schedule_id, one.scheduled_for) for one in decisions]
    known = _ids_of(ids)
    return [one for one, id_ in zip(decisions, ids, strict=True) if id_ not in known]


def insert(unit: Unit, schedule: Schedule, decisions: Sequence[Decision]) -> None:
    """Write the ticks of these decisions; those that are to run are left to a worker."""
    new = new_among(schedule.id, decisions)
    insert_made(unit, [Made(schedule, one) for one in new])


def insert_made(unit: Unit, made: Sequence[Made]) -> None:
    """Insert ticks as they stand, and tell of each."""
    if not made:
        return
    rows = _insert_rows(unit, made)
    ids = _ids_of([row["tick_id"] for row in rows])
    for one, row in zip(made, rows, strict=True):
        data = {"scheduled_for": row["scheduled_for"].isoformat(), "origin": row["origin"]}
        unit.created(
            Entity.TICK,
            ids[row["tick_id"]],
            row["tick_id"],
            TickEvent.CREATE,
            one.state,
            batch_id=row["tick_id"],
            reason=one.reason or "",
            data=data,
            due_at=row["due_at"],
        )
        if one.state is TickState.FAILED:
            failures_in_a_row.count(unit, one.schedule.id, failed=True)


def _insert_rows(unit: Unit, made: Sequence[Made]) -> list[dict[str, Any]]:
    common = default_values(TickTable) | {"created_at": unit.now, "updated_at": unit.now}
    rows = [common | _columns(unit, one) for one in made]
    if rows:
        insert_rows(TickTable, tuple(rows[0]), [tuple(row.values()) for row in rows])
    return rows


def _columns(unit: Unit, one: Made) -> dict[str, Any]:
    return {
        "tick_id": tick_id_of(one.schedule.id, one.decision.scheduled_for),
        "schedule": one.schedule.id,
        "scheduled_for": one.decision.scheduled_for,
        "origin": one.decision.origin.value,
        "status": one.state,
        "stands_for": one.decision.stands_for,
        "due_at": unit.now if one.state is TickState.PENDING else None,
        "started_at": None if one.outcome is None else unit.now,
        "finished_at": unit.now if one.state in ENDS else None,
        "error_message": one.reason,
        "tasks": one.outcome.tasks if one.outcome else 0,
        "result": one.outcome.result if one.outcome else None,
    }


def _ids_of(tick_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in db.portions(tick_ids):
        marks = ", ".join("?" * len(part))
        rows = db.execute(f"SELECT tick_id, id FROM ticks WHERE tick_id IN ({marks})", tuple(part))
        found |= dict(rows.fetchall())
    return found


def open_counts(schedule_id: int) -> tuple[int, int]:
    """How many ticks of the schedule are under way, and how many are queued."""
    rows = dict(
        db.execute(
            "SELECT status, COUNT(*) FROM ticks INDEXED BY tick_open WHERE schedule_id = ?"
            " AND status IN ('queued', 'pending', 'running') GROUP BY status",
            (schedule_id,),
        ).fetchall()
    )
    return rows.get("pending", 0) + rows.get("running", 0), rows.get("queued", 0)


def exists(schedule_id: int, scheduled_for: datetime) -> bool:
    """True if this time has a tick."""
    return bool(_ids_of([tick_id_of(schedule_id, scheduled_for)]))


def due_now(unit: Unit) -> int:
    """Let pending ticks that were written ahead of the clock be looked at; returns how many."""
    now = records.moment(unit.now)
    return int(
        db.execute(
            "UPDATE ticks SET due_at = ?, updated_at = ? WHERE due_at > ? AND updated_at > ?",
            (now, now, now, now),
        ).rowcount
    )


def lock_schedule(schedule_id: int) -> bool:
    """Lock the schedule until the unit commits; False: it is gone.

    Whoever moves a tick locks its schedule first, so that two of them cannot wait for each other.
    The row itself is not read: one that cannot be read would keep all its ticks from their end.
    """
    sql = f"SELECT id FROM schedules WHERE id = ?{db.for_update()}"
    return db.execute(sql, (schedule_id,)).fetchone() is not None


def schedules_of(ids: Sequence[int]) -> dict[int, Schedule]:
    """The schedules of these ticks, by the tick's id.

    Ticks that are gone and schedules that cannot be read are left out.
    """
    marks = ", ".join("?" * len(ids))
    rows = db.execute(f"SELECT id, schedule_id FROM ticks WHERE id IN ({marks})", tuple(ids))
    of = dict(rows.fetchall())
    found = {one.id: one for one in _readable(sorted(set(of.values())))}
    return {id_: found[schedule_id] for id_, schedule_id in of.items() if schedule_id in found}


def _readable(ids: Sequence[int]) -> list[Schedule]:
    try:
        return records.by_ids(Schedule, ids)
    except (ValueError, TypeError):
        return [one for id_ in ids for one in _readable([id_])] if len(ids) > 1 else []
