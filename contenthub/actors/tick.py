"""Does what a tick asks for: the ticks whose topics come from outside, and all other work.

What a schedule's type does stands in ``WORK``, under the type's name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from contenthub import boot, clock, logs, records
from contenthub.actors import keeping
from contenthub.database import upkeep
from contenthub.errors import ContentHubError, PermanentError, StoppingError, UnreachableError
from contenthub.lifecycle import by_hand, entries, leases
from contenthub.lifecycle.schedules import new_topics, ticks
from contenthub.lifecycle.schedules.new_topics import Memories
from contenthub.lifecycle.unit import Unit
from contenthub.records import Schedule, Tick
from contenthub.schedule_types import GENERATION, generation
from contenthub.states import ActorName, TickEvent

log = logs.get_logger("contenthub.tick")

TIMEOUT = 240.0  # seconds for which a tick's work is given its lease

Write = Callable[[Unit, Tick, str], None]  # writes the outcome, for the lease's token


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
        if (schedule := schedules.get(ref[0])) is not None
        and schedule.type == GENERATION
        and not generation.is_quick(schedule)
    ]


def _do(refs: list[list[int]]) -> None:
    app, token = boot.current(), leases.new_token()
    for one in ticks.claim([(r[0], r[1]) for r in refs], token, app.settings, "tick"):
        with app.leases.hold([one], token, timeout=TIMEOUT):
            try:
                write = _work(one)
            except StoppingError:
                leases.release([one], token)  # due as before, for whoever runs next
                continue
            keeping.persist(lambda o=one, w=write: _write(o, w, token))  # type: ignore[misc]


def _work(one: Tick) -> Write | ContentHubError:
    """Do the work; answers how its outcome is written, or what failed."""
    try:
        found = records.by_ids(Schedule, [one.schedule_id])
        if not found:
            return PermanentError("its schedule was removed")
        return WORK[found[0].type](found[0], one)
    except (UnreachableError, StoppingError):
        raise
    except ContentHubError as error:
        return error
    except Exception as error:  # a mistake of ours fails this tick and no other
        log.exception("tick_broke", tick_id=one.tick_id)
        return PermanentError(f"it broke: {type(error).__name__}: {error}")


def _write(one: Tick, write: Write | ContentHubError, token: str) -> None:
    with Unit("tick") as unit:
        ticks.lock_schedule(one.schedule_id)
        for held in leases.held([one], token):
            if isinstance(write, ContentHubError):
                ticks.fail_or_retry(unit, held, token, write, boot.current().settings)
            else:
                write(unit, held, token)


def _generate(schedule: Schedule, one: Tick) -> Write:
    settings = boot.current().settings
    supply = generation.source_of(schedule).load(settings)
    order = generation.order_of(schedule, one.scheduled_for, supply, settings)
    choice = new_topics.choose(order, schedule.counters, Memories())

    def write(unit: Unit, held: Tick, token: str) -> None:
        new_topics.lock_accounts(unit, [choice])
        reason = generation.reason_of(schedule, held.tick_id)
        placed = new_topics.place(unit, choice, held.tick_id, settings, reason)
        ticks.note_counters(held, choice.counters)
        ticks.expanded(unit, held, token, placed, can_run_out=order.can_run_out)

    return write


def _publish_due(schedule: Schedule, one: Tick) -> Write:
    settings = boot.current().settings

    def write(unit: Unit, held: Tick, token: str) -> None:
        ids, limit = schedule.params.get("account_ids"), schedule.params.get("limit_per_account")
        released = entries.release(unit, settings, account_ids=ids, limit=limit)
        ticks.ended(unit, held, token, TickEvent.COMPLETE, result={"released": released})

    return write


def _cleanup(schedule: Schedule, one: Tick) -> Write:
    def before(days: int) -> Any:
        return clock.now() - timedelta(days=days)

    result: dict[str, int] = {}
    if days := schedule.params.get("days"):
        result["tasks_removed"] = by_hand.cleanup(before(days))
    if days := schedule.params.get("history_days"):
        result["ticks_removed"] = ticks.forget_before(before(days))
    upkeep.give_space_back()
    return _completed(result)


def _send(schedule: Schedule, one: Tick) -> Write:
    event, arguments = schedule.params["event"], schedule.params["arguments"]
    boot.current().bell.send(event, (), **arguments)
    return _completed({"sent": event})


def _completed(result: dict[str, Any]) -> Write:
    def write(unit: Unit, held: Tick, token: str) -> None:
        ticks.ended(unit, held, token, TickEvent.COMPLETE, result=result)

    return write


WORK: dict[str, Callable[[Schedule, Tick], Write]] = {
    GENERATION: _generate,
    "publish_due": _publish_due,
    "cleanup": _cleanup,
    "send": _send,
}
