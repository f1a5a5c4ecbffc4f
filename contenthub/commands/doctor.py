"""`contenthub doctor`: looks at everything that the work depends on, and says what to do."""

from __future__ import annotations

import typer

from contenthub.commands.checkup import Level, Result, examine
from contenthub.commands.output import print_rows
from contenthub.commands.session import FormatOption, session
from contenthub.errors import ContentHubError, UnreachableError

_COLUMNS = ("check", "status", "detail", "advice")


def register(app: typer.Typer) -> None:
    """Add the command to the main program."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, format_: FormatOption = None) -> None:
    """Check settings, database, broker, workers, creator, publisher, clock, disk and stuck work.

    Exit code 0: nothing failed (there may be warnings). 5: a backend cannot be reached (database,
    broker, creator, publisher). 1: something else failed. 2: a setting is not allowed.

    \b
    Example: contenthub doctor
    """
    current = session(context)
    fmt = current.format(format_)
    results = list(examine(current))
    rows = [{"check": r.check, "status": r.status.value, "detail": r.detail, "advice": r.advice}
            for r in results]  # fmt: skip
    print_rows(rows, _COLUMNS, fmt, folded={"detail", "advice"})
    _raise_for([result for result in results if result.status is Level.FAILED])


def _raise_for(failed: list[Result]) -> None:
    if not failed:
        return
    names = ", ".join(dict.fromkeys(result.check for result in failed))
    kind = UnreachableError if any(result.backend for result in failed) else ContentHubError
    raise kind(f"failed: {names}; the advice above says what to do")
