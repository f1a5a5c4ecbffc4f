"""Does what a tick asks for: the ticks whose topics come from outside, and all other work."""

from __future__ import annotations

from functools import partial
from typing import Any

from contenthub import boot, records, schedule_types
from contenthub.actors import keeping
from contenthub.errors import ContentHubError, PermanentError, StoppingError
from contenthub.lifecycle import leases
from contenthub.lifecycle.schedules import claimed_ticks, new_topics, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule, Tick
from contenthub.schedule_types.base import Job, Prepared, RunBy
from contenthub.states import ActorName

TIMEOUT = 240.0  # seconds for which a tick's work is given its lease


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
    schedules = ticks.schedules_of([ref[0] for ref in refs])
    return [
        ref
        for ref in refs
        if ref[0] in schedules and schedule_types.run_by(schedules[ref[0]]) is RunBy.FETCHER
    ]


def _do(refs: list[list[int]]) -> None:
    app, token = boot.current(), leases.new_token()
    for one in claimed_ticks.claim([(r[0], r[1]) for r in refs], token, app.settings, "tick"):
        with app.leases.hold([one], token, timeout=TIMEOUT):
            try:
                done = schedule_types.prepare(one.tick_id, partial(_job, one))
            except StoppingError:
                leases.release([one], token)  # due as before, for whoever runs next
                continue
            keeping.persist(partial(_write, one, done, token))


def _job(one: Tick) -> Job:
    found = records.by_ids(Schedule, [one.schedule_id])
    if not found:
        raise PermanentError("its schedule was removed")
    return Job(found[0], one.scheduled_for, found[0].counters, boot.current().settings, _send)


def _send(event: str, arguments: dict[str, Any]) -> None:
    boot.current().bell.send(event, (), **arguments)


def _write(one: Tick, done: Prepared | ContentHubError, token: str) -> None:
    with Unit("tick") as unit:
        ticks.lock_schedule(one.schedule_id)
        for held in leases.held([one], token):
            if isinstance(done, ContentHubError):
                settings = boot.current().settings
                claimed_ticks.fail_or_retry(unit, held, token, done, settings)
                continue
            new_topics.lock([done.locks] if done.locks else [])
            outcome = done.write(unit, held.tick_id)
            claimed_ticks.note_counters(held, done.counters)
            claimed_ticks.finish(unit, held, token, outcome)
