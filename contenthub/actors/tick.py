"""Does what a tick asks for: the ticks whose topics come from outside, and all other work."""

from __future__ import annotations

from functools import partial
from typing import Any

from contenthub import boot, records, schedule_types
from contenthub.actors.work import Work, Write
from contenthub.errors import ContentHubError, PermanentError
from contenthub.lifecycle.schedules import claimed_ticks, new_topics, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule, Tick
from contenthub.schedule_types.base import Job, RunBy
from contenthub.states import ActorName


def tick(refs: list[list[int]]) -> None:
    """Do what the ticks ``refs`` ask for; those that read something first are left to ``fetch``."""
    app = boot.current()
    outside = _reading(refs)
    if outside:
        app.bell(ActorName.FETCH, [(ref[0], ref[1]) for ref in outside])
    here = [ref for ref in refs if ref not in outside]
    if here and not app.fan_out(ActorName.TICK, here):
        _do(here)


def fetch(refs: list[list[int]]) -> None:
    """Read the topics of the ticks ``refs`` from outside, and ask for their articles."""
    if not boot.current().fan_out(ActorName.FETCH, refs):
        _do(refs)


def _reading(refs: list[list[int]]) -> list[list[int]]:
    """Those whose topics come from a feed or a file, or are very many."""
    schedules = claimed_ticks.schedules_of([ref[0] for ref in refs])
    return [
        ref
        for ref in refs
        if ref[0] in schedules and schedule_types.run_by(schedules[ref[0]]) is RunBy.FETCHER
    ]


def _do(refs: list[list[int]]) -> None:
    work = Work(boot.current(), "tick")
    pairs = [(ref[0], ref[1]) for ref in refs]
    schedules = claimed_ticks.schedules_of([ref[0] for ref in refs])
    for one in claimed_ticks.claim(pairs, work.token, work.settings, work.who):
        lock = partial(ticks.lock_schedule, one.schedule_id)
        seconds = schedule_types.patience(schedules.get(one.id))
        work.call([one], seconds, partial(_prepare, work, one), lock_before=lock)


def _prepare(work: Work, one: Tick) -> Write[Tick]:
    """Do its work; answers how what came of it is written."""
    done = schedule_types.prepare(one.tick_id, partial(_job, work, one))

    def write(unit: Unit, held: Tick) -> None:
        if isinstance(done, ContentHubError):
            claimed_ticks.fail_or_retry(unit, held, done, work.settings)
        else:
            new_topics.lock([done.locks] if done.locks else [])
            claimed_ticks.finish(unit, held, done.write(unit, held.tick_id), done.counters)

    return write


def _job(work: Work, one: Tick) -> Job:
    found = records.by_ids(Schedule, [one.schedule_id])
    if not found:
        raise PermanentError("its schedule was removed")

    def send(event: str, arguments: dict[str, Any]) -> None:
        work.app.bell.send(event, (), **arguments)

    return Job(found[0], one.scheduled_for, found[0].counters, work.settings, send)
