"""Ticks that a worker has: taken under a lease, and ended by what came of their work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contenthub import clock, pacing, records, transitions
from contenthub.errors import ContentHubError, TransientError
from contenthub.lifecycle import leases
from contenthub.lifecycle.schedules import failures_in_a_row
from contenthub.lifecycle.schedules.ticks import ENDS, Outcome, lock_schedule
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.records import Schedule, Tick
from contenthub.settings import Settings
from contenthub.states import Entity, Ref, TickEvent, TickState

LONGEST_WAIT = 3_600.0  # seconds that a feed may ask a tick to wait
_EVENTS = {
    TickState.RUNNING: TickEvent.EXPAND,
    TickState.COMPLETED: TickEvent.COMPLETE,
    TickState.FAILED: TickEvent.FAIL,
    TickState.SKIPPED: TickEvent.SKIP,
}


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
            _end(unit, tick, token, TickEvent.QUARANTINE, reason)
            return False
        return unit.move(
            Entity.TICK,
            tick,
            TickEvent.RECOVER,
            lease=token,
            crash_count=losses,
            reason=f"worker lost ({losses} so far): {tick.lease_owner}",
        )


def finish(unit: Unit, tick: Tick, token: str, outcome: Outcome) -> bool:
    """Write what came of a pending tick that ``token`` holds; False when the lease was lost."""
    event = _EVENTS[outcome.state]
    values = {"result": outcome.result, "tasks": outcome.tasks}
    return _end(unit, tick, token, event, outcome.reason, **values)


def note_counters(tick: Tick, counters: Mapping[str, int]) -> None:
    """Remember how many articles each account was asked for."""
    schedule = records.locked(Schedule, tick.schedule_id) if counters else None
    if schedule is not None:
        known = schedule.counters
        merged = known | {id_: max(n, known.get(id_, 0)) for id_, n in counters.items()}
        ScheduleTable.update(counters=merged).where(ScheduleTable.id == schedule.id).execute()


def _end(
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
        finished_at=unit.now if state in ENDS else None,
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
        _end(unit, tick, token, TickEvent.FAIL, str(error))
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
