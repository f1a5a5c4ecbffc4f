"""`contenthub scheduler …`: what the line does by itself, when, and what came of it."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.scheduler import (
    backfill,
    changes,
    define,
    history,
    preview,
    times,
    trigger,
    types,
)
from contenthub.commands.scheduler.options import ScheduleArgument
from contenthub.commands.scheduler.shown import print_schedule
from contenthub.errors import UnreachableError
from contenthub.operations.schedules import shown as stored
from contenthub.queries import health, schedules, service
from contenthub.states import ScheduleState

app = typer.Typer(
    name="scheduler", help="Schedules: what is done by itself, and when.", no_args_is_help=True
)

_COLUMNS = (
    "id",
    "name",
    "status",
    "when",
    "next_at",
    "last_status",
    "last_at",
    "topics_left",
    "type",
    "timezone",
)
_LEAVE = ("timezone", "type", "topics_left", "last_at", "last_status", "when")

define.register(app)


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        Optional[list[ScheduleState]],  # noqa: UP045
        typer.Option("--status", "-s", help="Only in this state; repeatable."),
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the schedules, each with its next time and its latest one.

    \b
    topics_left  of a list of topics: what is left for the account that has the least
    Example: contenthub scheduler list --status active
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    print_page(
        lambda most, skip: _rows(current, status or [], most, skip),
        _COLUMNS,
        fmt,
        leave=_LEAVE,
        limit=limit,
        offset=offset,
        empty="no such schedules"
        if status
        else "no schedules yet; `contenthub scheduler create` makes one",
    )


def _rows(
    current: Session, states: list[ScheduleState], limit: int, offset: int
) -> list[dict[str, Any]]:
    rows = stored.listing(current.settings, states, limit, offset)
    for row in rows:
        row["when"] = times.when(row["kind"], row["trigger"], row["timezone"])
        row["next_local"] = row["next_at"] and times.local(row["next_at"], row["timezone"])
    return rows


@app.command("show")
def show(context: typer.Context, schedule: ScheduleArgument, format_: FormatOption = None) -> None:
    """Show all there is to know about a schedule, with its last five times.

    \b
    Example: contenthub scheduler show daily -f json
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    print_schedule(stored.find(schedule).id, current.settings, fmt)


changes.register(app)
trigger.register(app)
history.register(app)
preview.register(app)
backfill.register(app)
types.register(app)


@app.command("run")
def run(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether a scheduler is alive; exit 5 if not.")
    ] = False,
) -> None:
    """Run the scheduler daemon: it fires schedules and leaves the work to the workers.

    Any number may run; one of them leads, and another takes over when it is gone.
    `contenthub up` has one in it.

    \b
    Example: contenthub scheduler run
    """
    current = session(context)
    settings = current.open()
    if check:
        _check()
        return
    raise typer.Exit(current.hooks.schedule(settings))


def _check() -> None:
    living = service.schedulers()
    if not living:
        health.demand_writable()  # or nobody could tell that it lives
        raise UnreachableError(
            "no scheduler is alive: start `contenthub scheduler run` or `contenthub up`"
        )
    leader = schedules.leader()
    for one in living:
        part = "leads" if one.boot_id == leader else "follows"
        typer.echo(f"{one.kind} {one.host} pid {one.pid} {part}")
