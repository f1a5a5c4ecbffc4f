"""A schedule is run now, or for times that have passed: each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contenthub import clock
from contenthub.codes import Code
from contenthub.errors import InputError, UnreachableError
from contenthub.lifecycle.schedules import backfill as backfilling
from contenthub.lifecycle.schedules import definitions, next_times, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.operations.caller import Caller
from contenthub.queries import service
from contenthub.queries import ticks as stored
from contenthub.queues import queue_of
from contenthub.records import Schedule
from contenthub.states import ActorName
from contenthub.timetable import triggers

QUEUE = queue_of(ActorName.TICK)  # where ticks are taken up
MOST = 10_000  # times in one call
CREATED = "created"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, both included; each with the text that said so, for errors."""

    start: datetime
    end: datetime
    start_text: str
    end_text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A past time of a schedule and what becomes of it: ``created``, or where its tick stands."""

    scheduled_for: datetime
    tick_id: str
    outcome: str


def trigger(caller: Caller, ref: str) -> str:
    """Let a worker run a schedule now, whatever its state; returns the tick's id.

    Its own times stay as they are. Raises NotFoundError, and UnreachableError where no service
    runs that would do it.
    """
    found = definitions.find(ref)
    if not service.service_runs(QUEUE):
        raise UnreachableError(
            "no service runs, so nothing was triggered",
            code=Code.NO_SERVICE,
            kind=service.kind_to_start(embedded=caller.settings.embedded),
        )
    with Unit(caller.who) as unit:
        return backfilling.trigger(unit, found)


def times_in(schedule: Schedule, span: Span) -> tuple[list[datetime], datetime | None]:
    """The schedule's times in a span up to now, and now where the span was cut there.

    They are those of its present definition. Raises InputError for a span without past times, and
    for more than MOST times.
    """
    now, end = clock.now(), span.end
    if span.start > end:
        raise InputError(
            f"the span begins at {span.start_text!r}, after its end at {span.end_text!r}",
            code=Code.SPAN_BACKWARDS,
            start=span.start_text,
            end=span.end_text,
        )
    if span.start > now:
        raise InputError(
            f"the span begins in the future, at {span.start_text!r}",
            code=Code.SPAN_IN_FUTURE,
            advice="backfill is for times that passed",
            start=span.start_text,
        )
    cut = now if end > now else None
    trigger_ = next_times.trigger_of(schedule)
    times = list(triggers.occurrences(trigger_, span.start, cut or end, MOST + 1))
    if len(times) > MOST:
        raise InputError(
            f"more than {MOST} times from {span.start_text!r} to {span.end_text!r}: narrow it"
        )
    return times, cut


def backfill(caller: Caller, schedule: Schedule, times: Sequence[datetime]) -> list[Filled]:
    """Run past times after all: missed, skipped, or failed without a task.

    Raises NotFoundError when the schedule was removed meanwhile.
    """
    with Unit(caller.who) as unit:
        outcomes = backfilling.backfill(unit, schedule, times)
    return [_filled(schedule, time, outcomes[time]) for time in times]


def would_backfill(schedule: Schedule, times: Sequence[datetime]) -> list[Filled]:
    """What ``backfill`` would answer; nothing is changed."""
    ids = [ticks.tick_id_of(schedule.id, time) for time in times]
    known = stored.ticks_among(ids)

    def outcome(time: datetime, tick_id: str) -> str:
        tick = known.get(tick_id)
        if tick is None and backfilling.is_forgotten(schedule, time):
            return backfilling.FORGOTTEN
        return CREATED if tick is None or backfilling.may_be_backfilled(tick) else tick.status

    return [
        _filled(schedule, time, outcome(time, id_)) for time, id_ in zip(times, ids, strict=True)
    ]


def _filled(schedule: Schedule, time: datetime, outcome: str) -> Filled:
    return Filled(time, ticks.tick_id_of(schedule.id, time), outcome)
