"""`contenthub creator …`: which creators there are, which are set up, and which answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import creators

app = typer.Typer(name="creator", help="What writes the articles.", no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context, format_: FormatOption = None) -> None:
    """List the creators: direct or remote, set up or not, and which is the default.

    \b
    Example: contenthub creator list
    """
    current = session(context)
    print_rows(
        [asdict(one) for one in creators.listing(current.settings)],
        ("name", "kind", "configured", "default"),
        current.format(format_),
    )


@app.command("check")
def check(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="Only this one; default: all that are configured."),
    ] = None,
    trial: Annotated[
        bool,
        typer.Option("--trial", help="Let it write an article, which may cost, and throw it away."),
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Ask creators whether they would do the work; exit code 5 where one would not.

    `openai` is asked for one token, `command` is looked at without being run, and
    content-creator answers for itself. Only --trial has an article written.

    \b
    Example: contenthub creator check openai
    Example: contenthub creator check command --trial
    """
    current = session(context)
    answers = creators.check(current.settings, name, trial=trial)
    rows = [asdict(one) for one in answers]
    print_rows(rows, ("name", "ok", "detail"), current.format(format_), folded={"detail"})
    creators.demand_usable(answers)
