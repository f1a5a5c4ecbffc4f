"""`contenthub config …`: what is set, to what, by what, and what is wrong with it."""

from __future__ import annotations

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import configuration

app = typer.Typer(name="config", help="The settings in force.", no_args_is_help=True)


@app.command("show")
def show(
    context: typer.Context,
    format_: FormatOption = None,
) -> None:
    """Show every setting with its value and where that comes from; secrets are masked.

    \b
    source   environment, .env (of the working directory), the path of the home's .env, default
    Example: contenthub config show -f json
    """
    current = session(context)
    print_rows(
        configuration.shown(current.settings),
        ("name", "value", "source", "help"),
        current.format(format_),
        leave=("help",),
        folded={"value"},
        whole={"name"},
    )


@app.command("check")
def check(context: typer.Context) -> None:
    """Check everything that is set, in all three places, and print each problem on a line.

    Exit code 2 when something is not allowed; also for a value that another place hides. What may
    be meant for another program is only told.

    \b
    Example: contenthub config check
    """
    found = configuration.check()
    for remark in found.remarks:
        say(f"note: {advice.line(remark)}")
    for problem in found.problems:
        say(advice.line(problem))
    configuration.demand_allowed(found.problems)
    typer.echo("all settings are allowed")
