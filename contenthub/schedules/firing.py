"""Firing: the times that have come become ticks, and ticks become tasks.

First everything is decided, then it is written: what takes its time, such as finding topics that
nobody had, holds no transaction up. The transaction begins with the question whether this process
still leads, so nothing is written by a leader that was stopped for a while and replaced meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from contenthub import clock, logs, schedule_types
from contenthub.errors import ContentHubError, LeaseLostError, UnreachableError
from contenthub.lifecycle.schedules import new_topics, next_times, ticks
from contenthub.lifecycle.schedules.next_times import WHO
from contenthub.lifecycle.schedules.ticks import Made, Outcome
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule
from contenthub.schedule_types.base import Job, Prepared, RunBy, Shared
from contenthub.settings import Settings
from contenthub.states import TickState
from contenthub.timetable.catch_up import Decision

log = logs.get_logger("contenthub.scheduler")

CHUNK = 100  # schedules in one transaction: others get in between

DemandLead = Callable[[], None]  # raises LeaseLostError inside a transaction of another's lead


@dataclass(slots=True)
class Firing:
    """What is to be written for one schedule: what was decided about each time, and its work.

    ``work`` has that of the times which the scheduler does itself.
    """

    schedule: Schedule
    next_at: datetime | None
    decisions: Sequence[Decision]
    work: dict[datetime, Prepared | ContentHubError] = field(default_factory=dict)

    def prepared(self) -> Iterator[Prepared]:
        """The work that did not fail."""
        return (one for one in self.work.values() if isinstance(one, Prepared))


def fire_due(settings: Settings, demand_lead: DemandLead) -> int:
    """Fire all schedules whose time has come; returns how many there were."""
    fired = 0
    while True:
        due = next_times.due(clock.now(), CHUNK)
        shared = Shared()
        firings = [done for one in due if (done := _decided(one, settings, shared)) is not None]
        fired += _written(firings, demand_lead)
        if len(due) < CHUNK:
            return fired


def _decided(schedule: Schedule, settings: Settings, shared: Shared) -> Firing | None:
    """What becomes of the schedule; one that cannot even be read is paused and costs no other."""
    try:
        return _decide(schedule, settings, shared)
    except UnreachableError:
        raise
    except Exception as error:
        log.exception("schedule_refused", schedule=schedule.name)
        next_times.cannot_be_fired(schedule, f"{type(error).__name__}: {error}")
        return None


def _decide(schedule: Schedule, settings: Settings, shared: Shared) -> Firing:
    now = clock.now()
    backlog, next_at = next_times.backlog_of(schedule, now)
    ticks.settle_before(schedule, WHO)
    firing = Firing(schedule, next_at, next_times.decide(schedule, backlog, now))
    if schedule_types.run_by(schedule) is RunBy.SCHEDULER:
        _work(firing, settings, shared)
    return firing


def _work(firing: Firing, settings: Settings, shared: Shared) -> None:
    """Do the work of all times that are to run; where that fails, the tick fails by it."""
    counters = dict(firing.schedule.counters)
    for when in (one.scheduled_for for one in firing.decisions if one.state is TickState.PENDING):
        tick_id = ticks.tick_id_of(firing.schedule.id, when)
        job = partial(Job, firing.schedule, when, counters, settings, _send_nothing, shared)
        done = firing.work[when] = schedule_types.prepare(tick_id, job)
        if isinstance(done, Prepared):
            counters |= done.counters


def _send_nothing(event: str, arguments: dict[str, Any]) -> None:
    raise RuntimeError("the scheduler sends no messages: a worker does such work")


def _written(firings: Sequence[Firing], demand_lead: DemandLead) -> int:
    """Write all of them together; if that breaks, each by itself, so that one costs no other."""
    if not firings:
        return 0
    try:
        return _write(firings, demand_lead)
    except (LeaseLostError, UnreachableError):
        raise
    except Exception:
        log.exception("schedules_refused", schedules=len(firings))
    return sum(_written_alone(firing, demand_lead) for firing in firings)


def _written_alone(firing: Firing, demand_lead: DemandLead) -> int:
    try:
        return _write([firing], demand_lead)
    except (LeaseLostError, UnreachableError):
        raise
    except Exception as error:
        log.exception("schedule_refused", schedule=firing.schedule.name)
        next_times.cannot_be_fired(firing.schedule, f"{type(error).__name__}: {error}")
        return 0


def _write(firings: Sequence[Firing], demand_lead: DemandLead) -> int:
    with Unit(WHO) as unit:
        demand_lead()
        now = next_times.unchanged(unit, [firing.schedule for firing in firings])
        current = [firing for firing in firings if firing.schedule.id in now]
        new_topics.lock([w.locks for one in current for w in one.prepared() if w.locks])
        for firing in current:
            _write_firing(unit, now[firing.schedule.id], firing)
    return len(current)


def _write_firing(unit: Unit, schedule: Schedule, firing: Firing) -> None:
    counters = dict(schedule.counters)
    made = []
    for decision in ticks.new_among(schedule.id, firing.decisions):
        done = firing.work.get(decision.scheduled_for)
        made.append(Made(schedule, decision, _outcome(unit, schedule, decision, done)))
        if isinstance(done, Prepared):
            counters |= done.counters
    next_times.moved_on(unit, schedule, firing.next_at, counters)
    ticks.insert_made(unit, made)


def _outcome(
    unit: Unit, schedule: Schedule, decision: Decision, done: Prepared | ContentHubError | None
) -> Outcome | None:
    if done is None:
        return None
    if isinstance(done, ContentHubError):
        return Outcome(TickState.FAILED, str(done))
    return done.write(unit, ticks.tick_id_of(schedule.id, decision.scheduled_for))
