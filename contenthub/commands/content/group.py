"""`contenthub content …`: the articles, from their making to their review and their end."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="content", help="Articles: generate, review, edit, export.", no_args_is_help=True
)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "list": "contenthub.commands.content.listing",
    "show": "contenthub.commands.content.show",
    "approve": "contenthub.commands.content.review",
    "reject": "contenthub.commands.content.review",
    "plan": "contenthub.commands.content.plan",
    "remove": "contenthub.commands.content.remove",
    "check": "contenthub.commands.content.check",
    "edit": "contenthub.commands.content.edit",
    "regenerate": "contenthub.commands.content.revisions",
    "revisions": "contenthub.commands.content.revisions",
    "accept": "contenthub.commands.content.revisions",
    "decline": "contenthub.commands.content.revisions",
    "export": "contenthub.commands.content.export",
    "generate": "contenthub.commands.content.generate",
}
