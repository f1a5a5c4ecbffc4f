"""`contenthub webhook …`: addresses that are told what happens, and the messages to them."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="webhook", help="Other programs are told of what happens.", no_args_is_help=True
)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "add": "contenthub.commands.webhook.changes",
    "list": "contenthub.commands.webhook.listing",
    "show": "contenthub.commands.webhook.listing",
    "test": "contenthub.commands.webhook.changes",
    "rotate": "contenthub.commands.webhook.changes",
    "pause": "contenthub.commands.webhook.changes",
    "resume": "contenthub.commands.webhook.changes",
    "remove": "contenthub.commands.webhook.changes",
    "secret": "contenthub.commands.webhook.listing",
    "deliveries": "contenthub.commands.webhook.deliveries",
    "delivery": "contenthub.commands.webhook.deliveries",
    "resend": "contenthub.commands.webhook.deliveries",
    "recover": "contenthub.commands.webhook.deliveries",
}
