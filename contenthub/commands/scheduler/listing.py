"""`contenthub scheduler list` and `show`: looking at schedules."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.scheduler import times
from contenthub.commands.scheduler.options import ScheduleArgument
from contenthub.commands.scheduler.shown import print_schedule
from contenthub.operations.schedules import shown as stored
from contenthub.states import ScheduleState

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


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("list")(list_)
    app.command("show")(show)


def list_(
    context: typer.Context,
    status: Annotated[
        list[ScheduleState] | None,
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


def show(context: typer.Context, schedule: ScheduleArgument, format_: FormatOption = None) -> None:
    """Show all there is to know about a schedule, with its last five times.

    \b
    Example: contenthub scheduler show daily -f json
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    print_schedule(stored.find(schedule).id, current.settings, fmt)
