"""`contenthub scheduler history`: every time of a schedule, whether it ran, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from contenthub.commands.console import times
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.scheduler.shown import TICK_COLUMNS, TICKS_LEAVE
from contenthub.errors import InputError
from contenthub.operations.schedules import shown as stored
from contenthub.queries import ticks
from contenthub.states import TickState

# Of all schedules: whose a tick is tells more than how long it took, and than when it was, which
# stands in its id.
_LAST = ("scheduled_for", "schedule", "error_message")
_OF_ALL_LEAVE = (*(name for name in TICKS_LEAVE if name not in _LAST), *_LAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which times are listed."""

    status: Annotated[
        list[TickState] | None,
        typer.Option("--status", "-s", help="Only in this state; repeatable."),
    ] = None
    since: Annotated[
        str | None, typer.Option(help='Scheduled since: 2h (ago), 7d, "2026-12-01 08:00".')
    ] = None
    until: Annotated[str | None, typer.Option(help="Scheduled before; written like --since.")] = (
        None
    )


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("history")(with_groups(history))


def history(
    context: typer.Context,
    schedule: Annotated[
        str | None,
        typer.Argument(metavar="SCHEDULE", help="Id or name; default: all schedules."),
    ] = None,
    *,
    which: Which,
    tick: Annotated[
        str | None,
        typer.Option(metavar="TICK_ID", help="This one alone, with its tasks."),
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the times of a schedule, or of all, the newest first, and why one did not run.

    \b
    delay     seconds from the scheduled time to the beginning
    duration  seconds from there to the end of the last task
    Example: contenthub scheduler history daily --status failed --status skipped --since 7d
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    if tick is None:
        _print_page(schedule, which, fmt, limit=limit, offset=offset)
        return
    if schedule is not None or which != Which():
        raise InputError(
            "--tick shows one tick: leave the schedule, --status, --since and --until out"
        )
    _print_tick(tick, fmt)


def _print_page(
    schedule: str | None, which: Which, fmt: Format, *, limit: int, offset: int
) -> None:
    id_ = stored.find(schedule).id if schedule is not None else None
    after, before = times.since("--since", which.since), times.since("--until", which.until)
    chosen = ticks.Filter(id_, tuple(which.status or ()), after, before)
    print_page(
        lambda most, skip: ticks.history(chosen, most, skip),
        TICK_COLUMNS,
        fmt,
        leave=TICKS_LEAVE if id_ is not None else _OF_ALL_LEAVE,
        exact={"scheduled_for"},
        limit=limit,
        offset=offset,
        empty="nothing was scheduled yet" if which == Which() else "no such ticks",
    )


def _print_tick(tick_id: str, fmt: Format) -> None:
    row = stored.tick(tick_id)
    if fmt is not Format.JSON:
        del row["task_ids"]  # its tasks are shown one by one
    print_document(row, fmt)
