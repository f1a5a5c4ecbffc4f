"""`contenthub scheduler backfill`: times that have passed are run after all, each of them once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub import clock
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, Session, session, who
from contenthub.commands.console.waiting import say
from contenthub.commands.scheduler import times as scheduler_times
from contenthub.commands.scheduler.shown import ScheduleArgument
from contenthub.commands.scheduler.trigger import QUEUE
from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.records import Schedule

MOST = 10_000  # times in one call
_COLUMNS = ("scheduled_for", "local", "tick_id", "outcome")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CREATED = "created"


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("backfill")(backfill)


def backfill(
    context: typer.Context,
    schedule: ScheduleArgument,
    from_: Annotated[
        str, typer.Option("--from", help='"2026-12-01 08:00" in the schedule\'s zone, or 2d (ago).')
    ],
    to: Annotated[
        str, typer.Option(help="Like --from; both ends are included, and a day as a whole.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would become of each time.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Run past times of a schedule that did not run: missed, skipped, or failed without a task.

    The times are those of its present definition. Outcome is "created" for what is run now, else
    where the tick of that time stands already.

    \b
    Example: contenthub scheduler backfill daily --from 2026-11-01 --to 2026-11-08 --dry-run
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.lifecycle.schedules import definitions

    found = definitions.find(schedule)
    times = _times(found, from_, to)
    outcomes = _planned(found, times) if dry_run else _run(current, found, times)
    rows = [_row(found, time, outcomes[time]) for time in times]
    print_rows(
        rows,
        _COLUMNS,
        fmt,
        leave=("scheduled_for", "tick_id"),
        exact={"scheduled_for"},
        empty=f"schedule {found.name!r} has no times there",
    )
    created = sum(outcome == _CREATED for outcome in outcomes.values())
    if dry_run and created:
        say(f"{created} of {len(times)} would be run; nothing was changed")
    elif created:
        say(f"{created} of {len(times)} are run now")
        _tell_if_they_wait()


def _end_of(to: str) -> str:
    """A day alone is meant as a whole."""
    return f"{to.strip()}T23:59:59.999999" if _DAY.fullmatch(to.strip()) else to


def _times(schedule: Schedule, from_: str, to: str) -> list[datetime]:
    """The schedule's times in this range, up to now. Raises InputError."""
    from contenthub.lifecycle.schedules import definitions
    from contenthub.timetable import triggers

    now, zone = clock.now(), schedule.timezone
    start, end = scheduler_times.moment(from_, zone), scheduler_times.moment(_end_of(to), zone)
    if start > end:
        raise InputError(f"--from {from_!r} is after --to {to!r}")
    if start > now:
        raise InputError(f"--from {from_!r} is in the future: backfill is for times that passed")
    if end > now:
        say(f"--to is in the future: cut at now, {scheduler_times.local(now, zone)}")
        end = now
    trigger = definitions.trigger_of(schedule)
    times = list(triggers.occurrences(trigger, start, end, MOST + 1))
    if len(times) > MOST:
        raise InputError(f"more than {MOST} times from {from_!r} to {to!r}: narrow it")
    return times


def _planned(schedule: Schedule, times: list[datetime]) -> dict[datetime, str]:
    """What `backfill` would answer."""
    from contenthub.lifecycle.schedules import backfill as backfilling
    from contenthub.lifecycle.schedules import ticks
    from contenthub.queries import schedules

    ids = {time: ticks.tick_id_of(schedule.id, time) for time in times}
    known = schedules.ticks_among(list(ids.values()))

    def outcome(time: datetime, tick_id: str) -> str:
        tick = known.get(tick_id)
        if tick is None and backfilling.is_forgotten(schedule, time):
            return backfilling.FORGOTTEN
        return _CREATED if tick is None or backfilling.may_be_backfilled(tick) else tick.status

    return {time: outcome(time, tick_id) for time, tick_id in ids.items()}


def _run(current: Session, schedule: Schedule, times: list[datetime]) -> dict[datetime, str]:
    from contenthub.lifecycle.schedules import backfill as backfilling
    from contenthub.lifecycle.unit import Unit

    bell = current.ring_through_broker()
    with Unit(who()) as unit:
        outcomes = backfilling.backfill(unit, schedule, times)
    if bell is not None and not bell.reachable:
        say("Redis cannot be reached; the service will see it by itself")
    return outcomes


def _row(schedule: Schedule, time: datetime, outcome: str) -> dict[str, Any]:
    from contenthub.lifecycle.schedules import ticks

    return {
        "scheduled_for": time,
        "local": scheduler_times.local(time, schedule.timezone),
        "tick_id": ticks.tick_id_of(schedule.id, time),
        "outcome": outcome,
    }


def _tell_if_they_wait() -> None:
    from contenthub.queries import service

    if not service.service_runs(QUEUE):
        say("no service runs: `contenthub up` starts one, which goes on with it")
