"""`contenthub scheduler trigger`: a schedule now, by the running service and by nobody else."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from contenthub.commands.console.notes import say, tell_if_unreachable
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.console.waiting import LOOK
from contenthub.commands.scheduler.options import ScheduleArgument
from contenthub.commands.scheduler.shown import (
    TICK_COLUMNS,
    TICKS_LEAVE,
)
from contenthub.errors import NotFoundError, WorkFailedError
from contenthub.operations.schedules import running
from contenthub.queries import ticks
from contenthub.states import TickState

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
    caller = current.caller()
    bell = current.ring_through_broker()
    tick_id = running.trigger(caller, schedule)
    tell_if_unreachable(bell)
    row = _outcome(tick_id, wait)
    print_rows([row], TICK_COLUMNS, fmt, leave=TICKS_LEAVE, exact={"scheduled_for"})
    _judge(row, wait)


def _outcome(tick_id: str, wait: float) -> dict[str, Any]:
    """The tick, once a worker has run it or the time is up."""
    deadline = time.monotonic() + wait
    while True:
        row = ticks.tick(tick_id)
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
