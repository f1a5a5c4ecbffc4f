"""`contenthub gate …`: the checks that every article passes, and how often each holds one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import gate

app = typer.Typer(name="gate", help="The checks that every article passes.", no_args_is_help=True)

_ALL = ("check", "default", "held", "approved", "edited")
_OF_ACCOUNT = ("check", "default", "level", "held", "approved", "edited")


@app.callback()
def group() -> None:
    """The checks that every article passes."""


@app.command("list")
def list_(
    context: typer.Context,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            "-a",
            help="Only of this account, by id or name, with what each check does there.",
        ),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """List the checks: what each does by itself, and how often it held in the last 30 days.

    Of what it held: how often a person approved that all the same, and how often it was gone after
    an edit. What was held twice counts twice; days are those of UTC. A check whose holds a person
    mostly approves is wrong for the account: `account update ACCOUNT --gate CHECK=warn`.

    \b
    Example: contenthub gate list --account tea-blog
    """
    current = session(context)
    current.open()
    rows = [asdict(one) for one in gate.listing(current.settings, account)]
    print_rows(rows, _ALL if account is None else _OF_ACCOUNT, current.format(format_))
