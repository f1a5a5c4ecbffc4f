"""`contenthub doctor`: shows what the checkup found, and what to do about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session

if TYPE_CHECKING:
    from contenthub.operations.checkup.results import Result

_COLUMNS = ("check", "status", "detail", "advice")


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    feeds: Annotated[
        bool, typer.Option("--feeds", help="Read the feeds of all active schedules as well.")
    ] = False,
    checklist: Annotated[
        bool, typer.Option("--checklist", help="Go through the checklist of an installation.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Examine the service, and say what is wrong and what to do.

    Looked at are settings, database, broker, workers, creators, publishers, clock, disk and
    stuck work.
    Creators, publishers and targets are those of all accounts, schedules and open work. With
    --checklist also what an installation needs beyond that: rights, copies, supervision, logs,
    tokens and more, one line for each check by its name.

    Exit code 0: nothing failed (there may be warnings). 2: a setting is not allowed. 5: a backend
    cannot do its work (database, broker, creator, publisher). 6: work is stuck, or there is work
    and no service. 1: something else failed. The first of these that applies.

    \b
    Example: contenthub doctor
    """
    # Here, or every `contenthub --help` would load all that is examined.
    from contenthub.operations.checkup import examination
    from contenthub.operations.checkup.results import Level, demand_well

    current = session(context)
    fmt = current.format(format_)
    look = examination.examine
    if checklist:
        from contenthub.operations.checkup.checklist.walk import walk as look
    results = list(look(current.settings, feeds=feeds))
    rows = list(map(_row, results))
    nothing_to_do = fmt is Format.TABLE and not any(row["advice"] for row in rows)
    columns = _COLUMNS[:-1] if nothing_to_do else _COLUMNS
    print_rows(rows, columns, fmt, folded={"detail", "advice"})
    if checklist and fmt is Format.TABLE:
        counted = Counter(one.status.value for one in results)
        say(f"{len(results)} checks: " + ", ".join(f"{counted[one]} {one}" for one in Level))
    demand_well(results)


def _row(one: Result) -> dict[str, str | None]:
    return {
        "check": one.check,
        "status": one.status.value,
        "detail": one.detail,
        "advice": advice.of(one, to_doctor=True),
        "code": one.code and one.code.value,
    }
