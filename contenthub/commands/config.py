"""`contenthub config show`: what is set, to what, and by what; never a password or a key."""

from __future__ import annotations

import typer

from contenthub import settings
from contenthub.commands.output import print_rows
from contenthub.commands.session import FormatOption, session

app = typer.Typer(name="config", help="The settings in force.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `show` a command of its own: Typer would make a single one the group itself."""


@app.command("show")
def show(context: typer.Context, format_: FormatOption = None) -> None:
    """Show every setting with its value and where that comes from; secrets are masked.

    \b
    Example: contenthub config show -f json
    """
    current = session(context)
    sources = settings.sources()
    rows = [row | {"source": sources[row["name"]]} for row in current.settings.shown()]
    print_rows(rows, ("name", "value", "source", "help"), current.format(format_))
