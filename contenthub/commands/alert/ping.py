"""`contenthub alert ping …`: who elsewhere hears that the articles of a schedule are out."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.schedules import pings, shown

app = typer.Typer(
    name="ping",
    help="Addresses that are called when the articles of a schedule are out, or not.",
    no_args_is_help=True,
)
Schedule = Annotated[str, typer.Argument(metavar="SCHEDULE", help="The schedule's name or id.")]


@app.command("add")
def add(
    context: typer.Context,
    schedule: Schedule,
    url: Annotated[str, typer.Argument(metavar="URL", help="Such as https://hc-ping.com/UUID.")],
    format_: FormatOption = None,
) -> None:
    """Call an address when all articles of a time of a schedule are out, and URL/fail when not.

    Not out is what failed, was rejected or taken out of the pool, and what still waits after a day.
    One that the schedule has already is replaced.

    \b
    Example: contenthub alert ping add daily https://hc-ping.com/5c3e
    """
    current = session(context)
    caller = current.caller()
    print_document(pings.put(caller, shown.find(schedule), url), current.format(format_))


@app.command("list")
def list_(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the schedules that have such an address.

    \b
    Example: contenthub alert ping list
    """
    current = session(context)
    current.open()
    print_page(
        pings.listing,
        ("schedule", "url", "created_at"),
        current.format(format_),
        limit=limit,
        offset=offset,
        empty="no schedule has one; `contenthub alert ping add` gives it one",
    )


@app.command("remove")
def remove(context: typer.Context, schedule: Schedule, format_: FormatOption = None) -> None:
    """Call nobody any more for a schedule.

    \b
    Example: contenthub alert ping remove daily
    """
    current = session(context)
    caller = current.caller()
    print_document(pings.remove(caller, shown.find(schedule)), current.format(format_))
