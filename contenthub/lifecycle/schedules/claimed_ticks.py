"""What a worker does with a tick: takes it under a lease, and ends it by what came of its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contenthub import clock, pacing, records, transitions
from contenthub.database import db
from contenthub.errors import ContentHubError, TransientError
from contenthub.lifecycle import decisions, leases
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.schedules import ticks
from contenthub.lifecycle.schedules.ticks import ENDS, Outcome
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.records import Schedule, Tick
from contenthub.settings import Settings
from contenthub.states import Entity, Ref, TickEvent, TickState

_EVENTS = {
    TickState.RUNNING: TickEvent.EXPAND,
    TickState.COMPLETED: TickEvent.COMPLETE,
    TickState.FAILED: TickEvent.FAIL,
    TickState.SKIPPED: TickEvent.SKIP,
}


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


def claim(refs: Sequence[Ref], token: str, settings: Settings, who: str) -> list[Tick]:
    """Take the leases of pending ticks; one whose workers keep dying is quarantined instead."""
    taken = leases.claim(Tick, refs, frozenset({TickState.PENDING}), token, settings.lease)
    return [one for one in taken if one.lease_owner is None or _lost(one, token, settings, who)]


def _lost(tick: Tick, token: str, settings: Settings, who: str) -> bool:
    """Count a lost worker; False when it was the last one that this tick may cost."""
    losses, who_lost = tick.crash_count + 1, tick.lease_owner
    with Unit(who) as unit:
        ticks.lock_schedule(tick.schedule_id)
        for held in leases.held([tick], token):
            if losses >= settings.max_crashes:
                reason = f"quarantined: {losses} workers were lost on it"
                _end(unit, held, TickEvent.QUARANTINE, reason)
            else:
                reason = f"worker lost ({losses} so far): {who_lost}"
                return unit.move(
                    Entity.TICK, held, TickEvent.RECOVER, crash_count=losses, reason=reason
                )
    return False


def finish(unit: Unit, held: Tick, outcome: Outcome, counters: Mapping[str, int]) -> bool:
    """Write what came of a pending tick that is held under its lease.

    ``counters`` is how many articles each account was asked for; its schedule remembers that.
    """
    _note_counters(held, counters)
    values = {"result": outcome.result, "tasks": outcome.tasks}
    return _end(unit, held, _EVENTS[outcome.state], outcome.reason, **values)


def _note_counters(tick: Tick, counters: Mapping[str, int]) -> None:
    schedule = records.locked(Schedule, tick.schedule_id) if counters else None
    if schedule is not None:
        known = schedule.counters
        merged = known | {id_: max(n, known.get(id_, 0)) for id_, n in counters.items()}
        ScheduleTable.update(counters=merged).where(ScheduleTable.id == schedule.id).execute()


def _end(
    unit: Unit, held: Tick, event: TickEvent, reason: str | None = None, **values: Any
) -> bool:
    """Write the outcome of a pending tick that is held under its lease."""
    state = transitions.target(Entity.TICK, held.state, event)
    done = unit.move(
        Entity.TICK,
        held,
        event,
        lease=held.lease_owner,
        reason=reason or "",
        due_at=None,
        error_message=reason,
        started_at=held.started_at or unit.now,
        finished_at=unit.now if state in ENDS else None,
        **FREE,
        **values,
    )
    if done and state in {TickState.FAILED, TickState.COMPLETED}:
        ticks.count_failures(unit, held.schedule_id, failed=state is TickState.FAILED)
    return done


def fail_or_retry(unit: Unit, held: Tick, error: ContentHubError, settings: Settings) -> None:
    """Write a failure: a transient one is tried again later, as long as retries are left."""
    retry, reason = held.retry_count + 1, str(error)
    asked = error.retry_after if isinstance(error, TransientError) else None
    event = decisions.work_of_tick_failed(
        transient=isinstance(error, TransientError), retry_left=retry <= held.max_retries
    )
    if event is TickEvent.FAIL:
        _end(unit, held, event, reason)
        return
    asked = min(asked or 0.0, pacing.LONGEST_FEED_WAIT)
    wait = pacing.backoff(retry, settings.retry_backoff, asked=asked)
    unit.move(
        Entity.TICK,
        held,
        event,
        lease=held.lease_owner,
        reason=reason,
        retry_count=retry,
        due_at=clock.after(wait, unit.now),
        error_message=reason,
        attempt=held.attempt + 1,
        **FREE,
    )
