"""Firing: the times that have come become ticks, and ticks become tasks, in one transaction.

The transaction begins with the question whether this process still leads; so nothing is written
by a leader that was stopped for a while and replaced meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from contenthub import logs
from contenthub.catch_up import Decision
from contenthub.errors import ContentHubError, LeaseLostError, UnreachableError
from contenthub.lifecycle import orders, schedules, ticks
from contenthub.lifecycle.orders import Memories, Placed
from contenthub.lifecycle.ticks import Made
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule
from contenthub.schedule_types import GENERATION, generation
from contenthub.settings import Settings
from contenthub.states import TickState

log = logs.get_logger("contenthub.scheduler")

WHO = "scheduler"
CHUNK = 100  # schedules in one transaction: others get in between


def fire_due(settings: Settings, demand_lead: Callable[[], None]) -> int:
    """Fire all schedules whose time has come; returns how many there were.

    ``demand_lead`` raises LeaseLostError inside the transaction when another process leads.
    """
    fired = 0
    while True:
        try:
            done = _fire(settings, demand_lead, CHUNK)
        except (LeaseLostError, UnreachableError):
            raise
        except Exception:
            log.exception("schedules_refused")
            done = _fire_one_by_one(settings, demand_lead)
        fired += done
        if done < CHUNK:
            return fired


def _fire(
    settings: Settings, demand_lead: Callable[[], None], limit: int, broken: _Broken | None = None
) -> int:
    with Unit(WHO) as unit:
        demand_lead()
        due = schedules.due(unit, limit)
        memories = Memories()
        for schedule in due:
            if broken is not None:
                broken.schedule = schedule
            _fire_schedule(unit, schedule, settings, memories, broken)
        return len(due)


@dataclass(slots=True)
class _Broken:
    """Which schedule was being fired, and why it cannot be expanded, if so."""

    schedule: Schedule | None = None
    errors: dict[int, str] = field(default_factory=dict)


def _fire_one_by_one(settings: Settings, demand_lead: Callable[[], None]) -> int:
    """Each schedule by itself; one that breaks gets failed ticks and costs no other its own."""
    fired = 0
    broken = _Broken()
    while fired < CHUNK:
        try:
            done = _fire(settings, demand_lead, 1, broken)
        except (LeaseLostError, UnreachableError):
            raise
        except Exception as error:
            if broken.schedule is None or broken.schedule.id in broken.errors:
                raise
            broken.errors[broken.schedule.id] = f"{type(error).__name__}: {error}"
            continue
        if not done:
            break
        fired += done
    return fired


def _fire_schedule(
    unit: Unit, schedule: Schedule, settings: Settings, memories: Memories, broken: _Broken | None
) -> None:
    times, next_at = schedules.times_up_to(schedule, unit.now)
    decisions = schedules.decisions_of(unit, schedule, times) if times else []
    counters = dict(schedule.counters)
    error = broken.errors.get(schedule.id) if broken else None
    made = [
        _made(unit, schedule, one, settings, counters, memories, error)
        for one in ticks.new_among(schedule.id, decisions)
    ]
    schedules.moved_on(unit, schedule, next_at, counters)
    ticks.insert_made(unit, made)


def _made(
    unit: Unit,
    schedule: Schedule,
    decision: Decision,
    settings: Settings,
    counters: dict[str, int],
    memories: Memories,
    error: str | None,
) -> Made:  # fmt: skip
    if decision.state is not TickState.PENDING:
        return Made(schedule, decision, decision.state, decision.reason or None)
    if error is not None:
        return Made(schedule, decision, TickState.FAILED, error)
    try:
        placed = _place(unit, schedule, decision.scheduled_for, settings, counters, memories)
    except ContentHubError as expected:
        return Made(schedule, decision, TickState.FAILED, str(expected))
    if placed is None:  # a worker's, as it calls out or takes its time
        return Made(schedule, decision, TickState.PENDING)
    result, can_run_out = placed
    state, reason = ticks.outcome_of(result, can_run_out=can_run_out)
    return Made(schedule, decision, state, reason, result)


def _place(
    unit: Unit,
    schedule: Schedule,
    when: datetime,
    settings: Settings,
    counters: dict[str, int],
    memories: Memories,
) -> tuple[Placed, bool] | None:
    if schedule.type != GENERATION:
        return None
    source = generation.source_of(schedule)
    if source.remote:
        return None
    order = generation.order_of(schedule, when, source.load(settings), settings)
    tick_id = ticks.tick_id_of(schedule.id, when)
    reason = f"schedule {schedule.name!r}, {tick_id}"
    placed = orders.place(unit, order, tick_id, settings, counters, reason, memories)
    return placed, order.can_run_out
