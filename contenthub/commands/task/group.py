"""`contenthub task …`: looking at tasks, and changing them."""

from __future__ import annotations

import typer

app = typer.Typer(name="task", help="Look at tasks, and change them.", no_args_is_help=True)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "status": "contenthub.commands.task.listing",
    "list": "contenthub.commands.task.listing",
    "explain": "contenthub.commands.task.explain",
    "stats": "contenthub.commands.task.listing",
    "events": "contenthub.commands.task.listing",
    "ledger": "contenthub.commands.task.listing",
    "cancel": "contenthub.commands.task.changes",
    "retry": "contenthub.commands.task.changes",
    "adopt": "contenthub.commands.task.changes",
    "cleanup": "contenthub.commands.task.changes",
    "watch": "contenthub.commands.task.watch",
}
