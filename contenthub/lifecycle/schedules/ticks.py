"""Ticks: the record that a time of a schedule happened, or why it did not, and what came of it.

A tick is unique by schedule and time. Its tasks carry its ``tick_id`` as their ``batch_id``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock, pacing, records, transitions
from contenthub.database import db
from contenthub.errors import ContentHubError, TransientError
from contenthub.lifecycle import leases, portions
from contenthub.lifecycle.schedules import failures_in_a_row
from contenthub.lifecycle.schedules.new_topics import Placed
from contenthub.lifecycle.statements import default_values, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.records import Schedule, Tick
from contenthub.settings import Settings
from contenthub.states import Entity, Ref, TickEvent, TickState
from contenthub.timetable.catch_up import Decision

MANY_TRIED = 1_000  # topics, all of which were repetitions: more than "nothing new"
LONGEST_WAIT = 3_600.0  # seconds that a feed may ask a tick to wait
_ENDS = {TickState.SKIPPED, TickState.FAILED, TickState.COMPLETED}


@dataclass(frozen=True, slots=True)
class Made:
    """A tick as it is inserted: a decision, and what an order at once became, if any."""

    schedule: Schedule
    decision: Decision
    state: TickState
    error: str | None = None
    placed: Placed | None = None


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
    insert_made(unit, [Made(schedule, one, one.state, one.reason or None) for one in new])


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
            reason=one.error or "",
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
    waits = one.state in {TickState.PENDING, TickState.QUEUED}
    skipped = one.state is TickState.SKIPPED and one.placed is None
    return {
        "tick_id": tick_id_of(one.schedule.id, one.decision.scheduled_for),
        "schedule": one.schedule.id,
        "scheduled_for": one.decision.scheduled_for,
        "origin": one.decision.origin.value,
        "status": one.state,
        "stands_for": one.decision.stands_for,
        "due_at": unit.now if one.state is TickState.PENDING else None,
        "started_at": None if waits or skipped else unit.now,
        "finished_at": unit.now if one.state in _ENDS else None,
        "error_message": one.error,
        "tasks": one.placed.tasks if one.placed else 0,
        "result": one.placed.facts() if one.placed else None,
    }


def _ids_of(tick_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in db.portions(tick_ids):
        marks = ", ".join("?" * len(part))
        rows = db.execute(f"SELECT tick_id, id FROM ticks WHERE tick_id IN ({marks})", tuple(part))
        found |= dict(rows.fetchall())
    return found


def outcome_of(placed: Placed, *, can_run_out: bool) -> tuple[TickState, str | None]:
    """Where a tick stands after its order was placed, and why, if anything is missing.

    Nothing new in a feed is no failure; a list that is used up and accounts that cannot be
    served are what a person has to see.
    """
    short = placed.wanted - placed.tasks
    why = [*placed.problems]
    if short and (placed.tasks or not placed.problems):
        found = f"{placed.repeated} repeated, {placed.similar} similar left out{_likeness(placed)}"
        what = "no topic is left" if can_run_out else "nothing new"
        why.append(what if placed.tasks == 0 else f"{short} of {placed.wanted} topics are missing")
        why[-1] += f" ({found})"
    elif placed.tasks and placed.similar:  # others were found instead; a person may judge it
        why.append(f"{placed.similar} similar left out{_likeness(placed)}")
    reason = "; ".join(why)[:2_000] or None
    if placed.tasks:
        return TickState.RUNNING, reason
    tried = placed.repeated + placed.similar
    failed = bool(placed.problems) or can_run_out or tried >= MANY_TRIED
    return (TickState.FAILED if failed else TickState.SKIPPED), reason


def _likeness(placed: Placed) -> str:
    """What the first topic that was left out resembles, so that a person can judge it."""
    if not placed.examples:
        return ""
    first = placed.examples[0]
    return f', such as "{first["topic"]}", like "{first["like"]}" ({first["similarity"]:g} %)'


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


def forget_skipped_after(schedule_id: int, now: datetime) -> None:
    """Remove what a clock that was ahead recorded as skipped: those times are still to come."""
    db.execute(
        "DELETE FROM ticks WHERE schedule_id = ? AND status = 'skipped' AND scheduled_for > ?",
        (schedule_id, records.moment(now)),
    )


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


def claim(refs: Sequence[Ref], token: str, settings: Settings, who: str) -> list[Tick]:
    """Take the leases of pending ticks; one whose workers keep dying is quarantined instead."""
    taken = leases.claim(Tick, refs, frozenset({TickState.PENDING}), token, settings.lease)
    return [one for one in taken if one.lease_owner is None or _lost(one, token, settings, who)]


def _lost(tick: Tick, token: str, settings: Settings, who: str) -> bool:
    """Count a lost worker; False when it was the last one that this tick may cost."""
    losses = tick.crash_count + 1
    with Unit(who) as unit:
        lock_schedule(tick.schedule_id)
        if losses >= settings.max_crashes:
            reason = f"quarantined: {losses} workers were lost on it"
            ended(unit, tick, token, TickEvent.QUARANTINE, reason)
            return False
        return unit.move(
            Entity.TICK,
            tick,
            TickEvent.RECOVER,
            lease=token,
            crash_count=losses,
            reason=f"worker lost ({losses} so far): {tick.lease_owner}",
        )


def lock_schedule(schedule_id: int) -> Schedule | None:
    """The schedule, locked until the unit commits; None: it is gone.

    Whoever moves a tick locks its schedule first, so that two of them cannot wait for each other.
    """
    return records.locked(Schedule, schedule_id)


def schedules_of(ids: Sequence[int]) -> dict[int, Schedule]:
    """The schedules of these ticks, by the tick's id; ticks that are gone are left out."""
    marks = ", ".join("?" * len(ids))
    rows = db.execute(f"SELECT id, schedule_id FROM ticks WHERE id IN ({marks})", tuple(ids))
    of = dict(rows.fetchall())
    found = {one.id: one for one in records.by_ids(Schedule, sorted(set(of.values())))}
    return {id_: found[schedule_id] for id_, schedule_id in of.items() if schedule_id in found}


def note_counters(tick: Tick, counters: dict[str, int]) -> None:
    """Remember how many articles each account was asked for."""
    schedule = lock_schedule(tick.schedule_id)
    if schedule is not None:
        known = schedule.counters
        merged = known | {id_: max(n, known.get(id_, 0)) for id_, n in counters.items()}
        ScheduleTable.update(counters=merged).where(ScheduleTable.id == schedule.id).execute()


def expanded(unit: Unit, tick: Tick, token: str, placed: Placed, *, can_run_out: bool) -> None:
    """Write what an order became that a worker placed for a pending tick."""
    state, reason = outcome_of(placed, can_run_out=can_run_out)
    event = {
        TickState.RUNNING: TickEvent.EXPAND,
        TickState.FAILED: TickEvent.FAIL,
        TickState.SKIPPED: TickEvent.SKIP,
    }[state]
    ended(unit, tick, token, event, reason, result=placed.facts(), tasks=placed.tasks)


def ended(
    unit: Unit, tick: Tick, token: str, event: TickEvent, reason: str | None = None, **values: Any
) -> bool:
    """Write the outcome of a pending tick that ``token`` holds."""
    state = transitions.target(Entity.TICK, tick.state, event)
    done = unit.move(
        Entity.TICK,
        tick,
        event,
        lease=token,
        reason=reason or "",
        due_at=None,
        lease_owner=None,
        lease_until=None,
        error_message=reason,
        started_at=tick.started_at or unit.now,
        finished_at=unit.now if state in _ENDS else None,
        **values,
    )
    if done and state in {TickState.FAILED, TickState.COMPLETED}:
        failures_in_a_row.count(unit, tick.schedule_id, failed=state is TickState.FAILED)
    return done


def fail_or_retry(
    unit: Unit, tick: Tick, token: str, error: ContentHubError, settings: Settings
) -> None:
    """Write a failure: a transient one is tried again later, as long as retries are left."""
    retry = tick.retry_count + 1
    if not isinstance(error, TransientError) or retry > tick.max_retries:
        ended(unit, tick, token, TickEvent.FAIL, str(error))
        return
    asked = min(error.retry_after or 0.0, LONGEST_WAIT)
    wait = pacing.backoff(retry, settings.retry_backoff, asked=asked)
    unit.move(
        Entity.TICK,
        tick,
        TickEvent.RETRY,
        lease=token,
        reason=str(error),
        retry_count=retry,
        due_at=clock.after(wait, unit.now),
        lease_owner=None,
        lease_until=None,
        error_message=str(error),
        attempt=tick.attempt + 1,
    )


def forget_before(before: datetime) -> int:
    """Delete the history of ticks that ended before this moment, with their events.

    Returns how many went.
    """
    removed = 0

    def portion(size: int) -> int:
        nonlocal removed
        rows = db.execute(
            "SELECT id, schedule_id, scheduled_for FROM ticks INDEXED BY tick_finished"
            " WHERE finished_at < ? ORDER BY finished_at LIMIT ?",
            (records.moment(before), size),
        ).fetchall()
        _note_forgotten({row[1]: row[2] for row in sorted(rows, key=lambda row: row[2])})
        ids = [(row[0],) for row in rows]
        db.execute_many(
            "DELETE FROM events WHERE task_id IS NULL AND entity_id = ? AND entity = 'tick'", ids
        )
        db.execute_many("DELETE FROM ticks WHERE id = ?", ids)
        removed += len(rows)
        return len(rows)

    portions.delete_all(portion)
    return removed


def _note_forgotten(latest: dict[int, Any]) -> None:
    """Remember up to when the schedules' history is gone: what ran then must not run again."""
    for schedule_id, at in latest.items():
        db.execute(
            "UPDATE schedules SET forgotten_until = ? WHERE id = ?"
            " AND (forgotten_until IS NULL OR forgotten_until < ?)",
            (at, schedule_id, at),
        )
