"""`contenthub events`: what has happened, and what happens, to everything that has states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import typer

from contenthub.commands.console import advice, times
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_line, print_on, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.events.lines import Lines
from contenthub.errors import InputError, UnreachableError
from contenthub.operations import events
from contenthub.queries.event_filter import Wanted
from contenthub.queries.events import Row, as_json
from contenthub.validation import MOST_ID
from contenthub.wording import counted

_COLUMNS = (
    "created_at",
    "type",
    "task_id",
    "entity",
    "entity_id",
    "attempt",
    "event",
    "from_state",
    "to_state",
    "account",
    "batch_id",
    "who",
    "reason",
    "id",
)
_LEAVE = (
    "event_id",
    "entity",
    "event",
    "from_state",
    "batch_id",
    "entity_id",
    "id",
    "attempt",
    "to_state",
    "who",
    "account",
)


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("events")(with_groups(show))


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """What the events have in common; all of it together."""

    type: Annotated[
        list[str] | None,
        typer.Option(help="Such as task.completed; or task, for all of these; repeatable."),
    ] = None
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Account, by id or name.")
    ] = None
    task: Annotated[
        list[str] | None, typer.Option(metavar="TASK_ID", help="Id of a task; repeatable.")
    ] = None
    batch: Annotated[str | None, typer.Option(help="Batch id.")] = None

    def wanted(self) -> Wanted:
        """The filter that these options mean. Raises InputError, NotFoundError."""
        return events.which(
            types=self.type or [],
            account=self.account,
            tasks=self.task or [],
            batch=self.batch,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Where the list begins and ends."""

    follow: Annotated[
        bool, typer.Option("--follow", "-F", help="Go on with what happens, until Ctrl-C.")
    ] = False
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=0, max=MOST_ID, help="The last how many; 50, with --follow: 0."
        ),
    ] = None
    since: Annotated[
        str | None,
        typer.Option(help='Happened since: 2h (ago), 7d, "2026-12-01 08:00".'),
    ] = None
    until: Annotated[str | None, typer.Option(help="Happened before; written like --since.")] = None
    after: Annotated[
        int | None,
        typer.Option(min=0, max=MOST_ID, help="With --follow: go on after the event of this id."),
    ] = None


def show(context: typer.Context, wanted: Which, begin: From, format_: FormatOption = None) -> None:
    """Show the last events, or with --follow what happens, live.

    The newest is at the end.
    JSON is a list, and with --follow one object a line: the one that live events have, see
    docs/events.md.

    \b
    Example: contenthub events --follow --type task.completed --type task.failed
    """
    current = session(context)
    fmt = current.format(format_)
    _demand_that_it_fits(begin)
    current.open()
    which = wanted.wanted()
    since = times.since("--since", begin.since)
    if not begin.follow:
        until = times.since("--until", begin.until)
        limit = 50 if begin.limit is None else begin.limit or MOST_ID
        rows = events.last(which, limit, since, until)
        print_rows(rows, _COLUMNS, fmt, leave=_LEAVE, exact={"created_at"}, empty="no such events")
        return
    if begin.after is not None and (missing := events.missing_after(begin.after)):
        say(f"{counted(missing, 'event')} after {begin.after} were cleaned up, or never were")
    happening = events.follow(
        which, _tell_of_trouble, after=begin.after, since=since, before=begin.limit or 0
    )
    say("following events; Ctrl-C ends it")
    try:
        _print(happening, fmt)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def _demand_that_it_fits(begin: From) -> None:
    if begin.follow and begin.until is not None:
        raise InputError("--until ends the list, --follow goes on: give one of them")
    if not begin.follow and begin.after is not None:
        raise InputError("--after says where --follow goes on: add --follow")
    given = [begin.after, begin.since, begin.limit]
    if begin.follow and len(given) - given.count(None) > 1:
        raise InputError("--follow begins at one place: give --after, --since or --limit")


def _print(happening: Iterable[Row], fmt: Format) -> None:
    lines, heading = Lines(), True
    for row in happening:
        if fmt is Format.JSON:
            print_on(as_json(row) + "\n")
        elif fmt is Format.CSV:
            print_line(row, _COLUMNS, fmt, heading=heading)
        else:
            print_on(lines.of(row))
        heading = False


def _tell_of_trouble(error: UnreachableError | None) -> None:
    if error is None:
        say("the database is back")
    else:
        say(f"contenthub: {advice.line(error)}; trying again")
