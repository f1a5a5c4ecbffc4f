"""`contenthub monitor …`: how the line is doing, as whoever is in charge of it asks."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="monitor", help="How the line is doing: figures, failures, health.", no_args_is_help=True
)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "metrics": "contenthub.commands.monitor.metrics",
    "recent": "contenthub.commands.monitor.tasks",
    "failed": "contenthub.commands.monitor.failed",
    "pending": "contenthub.commands.monitor.tasks",
    "stats": "contenthub.commands.monitor.stats",
    "health": "contenthub.commands.monitor.metrics",
}
