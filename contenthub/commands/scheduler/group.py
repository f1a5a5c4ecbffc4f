"""`contenthub scheduler …`: what the line does by itself, when, and what came of it."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="scheduler", help="Schedules: what is done by itself, and when.", no_args_is_help=True
)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "create": "contenthub.commands.scheduler.define",
    "update": "contenthub.commands.scheduler.define",
    "list": "contenthub.commands.scheduler.listing",
    "show": "contenthub.commands.scheduler.listing",
    "pause": "contenthub.commands.scheduler.changes",
    "resume": "contenthub.commands.scheduler.changes",
    "remove": "contenthub.commands.scheduler.changes",
    "trigger": "contenthub.commands.scheduler.trigger",
    "history": "contenthub.commands.scheduler.history",
    "preview": "contenthub.commands.scheduler.preview",
    "backfill": "contenthub.commands.scheduler.backfill",
    "types": "contenthub.commands.scheduler.types",
    "run": "contenthub.commands.scheduler.run",
}
