"""`contenthub scheduler trigger`: a schedule now, by the running service and by nobody else."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session, who
from contenthub.commands.console.waiting import LOOK, say
from contenthub.commands.scheduler.shown import TICK_COLUMNS, TICKS_LEAVE, ScheduleArgument
from contenthub.errors import NotFoundError, UnreachableError, WorkFailedError
from contenthub.states import TickState

QUEUE = "look"  # where ticks are taken up
_WAITING = {TickState.PENDING.value, TickState.QUEUED.value}


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("trigger")(trigger)


def trigger(
    context: typer.Context,
    schedule: ScheduleArgument,
    wait: Annotated[
        float, typer.Option(min=0, max=86_400, help="Wait so many seconds until it has its tasks.")
    ] = 10.0,
    format_: FormatOption = None,
) -> None:
    """Run a schedule now through the running service, whatever its state; exit code 6 if it fails.

    Its own times stay as they are. Tasks that it makes are followed by `contenthub task watch`.

    \b
    Example: contenthub scheduler trigger daily
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.lifecycle.schedules import backfill, definitions
    from contenthub.lifecycle.unit import Unit
    from contenthub.queries import service

    found = definitions.find(schedule)
    if not service.service_runs(QUEUE):
        start = "contenthub up" if current.settings.embedded else "contenthub worker"
        raise UnreachableError(f"no service runs, so nothing was triggered: start `{start}`")
    bell = current.ring_through_broker()
    with Unit(who()) as unit:
        tick_id = backfill.trigger(unit, found)
    if bell is not None and not bell.reachable:
        say("Redis cannot be reached; the service will see it by itself")
    row = _outcome(tick_id, wait)
    print_rows([row], TICK_COLUMNS, fmt, leave=TICKS_LEAVE, exact={"scheduled_for"})
    _judge(row, wait)


def _outcome(tick_id: str, wait: float) -> dict[str, Any]:
    """The tick, once a worker has run it or the time is up."""
    from contenthub.queries import schedules

    deadline = time.monotonic() + wait
    while True:
        row = schedules.tick(tick_id)
        if row is None:
            raise NotFoundError(f"{tick_id} is gone: its schedule was removed meanwhile")
        if row["status"] not in _WAITING or time.monotonic() >= deadline:
            return row
        time.sleep(LOOK)


def _judge(row: dict[str, Any], wait: float) -> None:
    if row["status"] == TickState.FAILED:
        raise WorkFailedError(f"{row['tick_id']} failed: {row['error_message']}")
    if row["status"] in _WAITING:
        why = f" ({row['error_message']})" if row["error_message"] else ""
        say(
            f"not done after {wait:g} s{why}; "
            f"follow: contenthub scheduler history --tick {row['tick_id']}"
        )
