"""`contenthub target slots`: which times of a target are free, and what has the others."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub import clock
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import target_times

COLUMNS = ("at", "status", "content_id", "title")
WEEKDAY = "day"


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("slots")(slots)


def slots(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id or name.")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target's name.")],
    days: Annotated[
        int, typer.Option(min=1, max=target_times.MOST_DAYS, help="How many days ahead.")
    ] = 14,
    format_: FormatOption = None,
) -> None:
    """List the times of a target that are free and those that are taken, and by which content.

    \b
    free    the next article may get it
    taken   something goes out then, in a slot or at a time that a person set
    closed  an article would be too close to others, or one too many on that day
    Example: contenthub target slots tea-blog default --days 7
    """
    current = session(context)
    fmt = current.format(format_)
    rows = target_times.listing(current.caller(), account, target, days)
    print_rows(
        [_said(row) for row in rows] if fmt is Format.TABLE else rows,
        (WEEKDAY, *COLUMNS) if fmt is Format.TABLE else (*COLUMNS, "by_slot"),
        fmt,
        leave=("title",),
        exact=("at",),
        empty="no slots, and nothing waits; `contenthub target update --slots` sets slots",
    )


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return row | {WEEKDAY: f"{clock.local(row['at']):%a}"}
