"""`contenthub doctor`: looks at everything that the work depends on, and says what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import ContentHubError, ExitCode

_COLUMNS = ("check", "status", "detail", "advice")


class _UnwellError(ContentHubError):
    """Something failed; the exit code says of what kind it is."""

    def __init__(self, names: str, exit_code: ExitCode) -> None:
        super().__init__(f"failed: {names}; the advice above says what to do")
        self.exit_code = exit_code


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    feeds: Annotated[
        bool, typer.Option("--feeds", help="Read the feeds of all active schedules as well.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Check settings, database, broker, workers, creators, publishers, clock, disk and stuck work.

    Creators, publishers and targets are those of all accounts, schedules and open work.

    Exit code 0: nothing failed (there may be warnings). 2: a setting is not allowed. 5: a backend
    cannot do its work (database, broker, creator, publisher). 6: work is stuck, or there is work
    and no service. 1: something else failed. The first of these that applies.

    \b
    Example: contenthub doctor
    """
    from contenthub.commands.system.doctor.examination import examine

    current = session(context)
    fmt = current.format(format_)
    results = list(examine(current, feeds=feeds))
    rows = [
        {"check": r.check, "status": r.status.value, "detail": r.detail, "advice": r.advice}
        for r in results
    ]
    print_rows(rows, _COLUMNS, fmt, folded={"detail", "advice"})
    from contenthub.commands.system.doctor.results import EXIT_CODES, Level

    failed = [result for result in results if result.status is Level.FAILED]
    if failed:
        names = ", ".join(dict.fromkeys(result.check for result in failed))
        kinds = {result.kind for result in failed}
        raise _UnwellError(names, next(code for kind, code in EXIT_CODES.items() if kind in kinds))
