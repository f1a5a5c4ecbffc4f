"""`contenthub gate …`: the checks that every article passes, and how often each holds one."""

from __future__ import annotations

from dataclasses import asdict

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import gate

app = typer.Typer(name="gate", help="The checks that every article passes.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The checks that every article passes."""


@app.command("list")
def list_(context: typer.Context, format_: FormatOption = None) -> None:
    """List the checks: what each does by itself, and how often it held in the last 30 days.

    A check whose holds a person mostly approves cries wolf: `account update --gate CHECK=warn`.

    \b
    Example: contenthub gate list
    """
    current = session(context)
    current.open()
    print_rows(
        [asdict(one) for one in gate.listing(current.settings)],
        ("check", "default", "held", "approved"),
        current.format(format_),
    )
