"""`contenthub scheduler run`: the daemon that fires schedules."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.session import session
from contenthub.operations.checkup.alive import living_schedulers


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("run")(run)


def run(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether a scheduler is alive; exit 5 if not.")
    ] = False,
) -> None:
    """Run the scheduler daemon: it fires schedules and leaves the work to the workers.

    Any number may run; one of them leads, and another takes over when it is gone.
    `contenthub up` has one in it.

    \b
    Example: contenthub scheduler run
    """
    current = session(context)
    settings = current.open()
    if check:
        _check()
        return
    raise typer.Exit(current.hooks.schedule(settings))


def _check() -> None:
    for one in living_schedulers():
        part = "leads" if one.leads else "follows"
        typer.echo(f"{one.process.kind} {one.process.host} pid {one.process.pid} {part}")
