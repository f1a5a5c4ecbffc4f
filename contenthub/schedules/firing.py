"""Firing: the times that have come become ticks, and ticks become tasks.

First everything is decided, then it is written: what takes its time, such as finding topics that
nobody had, holds no transaction up. The transaction begins with the question whether this process
still leads, so nothing is written by a leader that was stopped for a while and replaced meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contenthub import clock, logs
from contenthub.errors import ContentHubError, LeaseLostError, UnreachableError
from contenthub.lifecycle.schedules import definitions, new_topics, next_times, settling, ticks
from contenthub.lifecycle.schedules.new_topics import Choice, Memories
from contenthub.lifecycle.schedules.next_times import WHO
from contenthub.lifecycle.schedules.ticks import Made
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule
from contenthub.schedule_types import GENERATION, generation
from contenthub.settings import Settings
from contenthub.states import TickState
from contenthub.timetable.catch_up import Decision
from contenthub.topics.sources.base import Supply

log = logs.get_logger("contenthub.scheduler")

CHUNK = 100  # schedules in one transaction: others get in between

DemandLead = Callable[[], None]  # raises LeaseLostError inside a transaction of another's lead


@dataclass(slots=True)
class Plan:
    """What is to be written for one schedule: a decision for each time, and what tasks to make."""

    schedule: Schedule
    next_at: datetime | None
    decisions: Sequence[Decision]
    choices: dict[datetime, Choice] = field(default_factory=dict)
    errors: dict[datetime, str] = field(default_factory=dict)


def fire_due(settings: Settings, demand_lead: DemandLead) -> int:
    """Fire all schedules whose time has come; returns how many there were."""
    fired = 0
    while True:
        due = next_times.due(clock.now(), CHUNK)
        memories = Memories()
        plans = [plan for one in due if (plan := _planned(one, settings, memories)) is not None]
        fired += _written(plans, settings, demand_lead)
        if len(due) < CHUNK:
            return fired


def _planned(schedule: Schedule, settings: Settings, memories: Memories) -> Plan | None:
    """What becomes of the schedule; one that cannot even be read is paused and costs no other."""
    try:
        return _plan(schedule, settings, memories)
    except UnreachableError:
        raise
    except Exception as error:
        log.exception("schedule_refused", schedule=schedule.name)
        next_times.cannot_be_fired(schedule, f"{type(error).__name__}: {error}")
        return None


def _plan(schedule: Schedule, settings: Settings, memories: Memories) -> Plan:
    now = clock.now()
    backlog, next_at = definitions.backlog_of(schedule, now)
    settling.settle_before(schedule, WHO)
    plan = Plan(schedule, next_at, definitions.decide(schedule, backlog, now))
    if schedule.type != GENERATION or not generation.is_quick(schedule):
        return plan  # a worker's, as it reads something or takes its time
    _choose(plan, settings, memories)
    return plan


def _choose(plan: Plan, settings: Settings, memories: Memories) -> None:
    """Choose the topics of all times that are to run; where that fails, the tick fails by it."""
    counters = dict(plan.schedule.counters)
    supply: Supply | None = None
    for when in (one.scheduled_for for one in plan.decisions if one.state is TickState.PENDING):
        try:
            if supply is None:
                supply = generation.source_of(plan.schedule).load(settings)
            order = generation.order_of(plan.schedule, when, supply, settings)
            plan.choices[when] = new_topics.choose(order, counters, memories)
            counters |= plan.choices[when].counters
        except UnreachableError:
            raise
        except ContentHubError as expected:
            plan.errors[when] = str(expected)
        except Exception as error:
            log.exception("tick_broke", schedule=plan.schedule.name)
            plan.errors[when] = f"it broke: {type(error).__name__}: {error}"


def _written(plans: Sequence[Plan], settings: Settings, demand_lead: DemandLead) -> int:
    """Write all plans together; if that breaks, each by itself, so that one costs no other."""
    if not plans:
        return 0
    try:
        return _write(plans, settings, demand_lead)
    except (LeaseLostError, UnreachableError):
        raise
    except Exception:
        log.exception("schedules_refused", schedules=len(plans))
    return sum(_written_alone(plan, settings, demand_lead) for plan in plans)


def _written_alone(plan: Plan, settings: Settings, demand_lead: DemandLead) -> int:
    try:
        return _write([plan], settings, demand_lead)
    except (LeaseLostError, UnreachableError):
        raise
    except Exception as error:
        log.exception("schedule_refused", schedule=plan.schedule.name)
        next_times.cannot_be_fired(plan.schedule, f"{type(error).__name__}: {error}")
        return 0


def _write(plans: Sequence[Plan], settings: Settings, demand_lead: DemandLead) -> int:
    with Unit(WHO) as unit:
        demand_lead()
        now = next_times.unchanged(unit, [plan.schedule for plan in plans])
        current = [plan for plan in plans if plan.schedule.id in now]
        new_topics.lock_accounts(unit, [c for plan in current for c in plan.choices.values()])
        for plan in current:
            _write_plan(unit, now[plan.schedule.id], plan, settings)
    return len(current)


def _write_plan(unit: Unit, schedule: Schedule, plan: Plan, settings: Settings) -> None:
    counters = dict(schedule.counters)
    made = []
    for decision in ticks.new_among(schedule.id, plan.decisions):
        made.append(_made(unit, schedule, decision, plan, settings))
        if choice := plan.choices.get(decision.scheduled_for):
            counters |= choice.counters
    next_times.moved_on(unit, schedule, plan.next_at, counters)
    ticks.insert_made(unit, made)


def _made(
    unit: Unit, schedule: Schedule, decision: Decision, plan: Plan, settings: Settings
) -> Made:
    when = decision.scheduled_for
    if error := plan.errors.get(when):
        return Made(schedule, decision, TickState.FAILED, error)
    choice = plan.choices.get(when)
    if choice is None:
        return Made(schedule, decision, decision.state, decision.reason or None)
    tick_id = ticks.tick_id_of(schedule.id, when)
    placed = new_topics.place(
        unit, choice, tick_id, settings, generation.reason_of(schedule, tick_id)
    )
    state, reason = ticks.outcome_of(placed, can_run_out=choice.order.can_run_out)
    return Made(schedule, decision, state, reason, placed)
