"""`contenthub webhook add|test|rotate|pause|resume|remove`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from contenthub.commands.console.blanks import filled
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.webhook.options import EVERYTHING, WebhookId
from contenthub.errors import WorkFailedError
from contenthub.operations import webhooks


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("add")(add)
    app.command("test")(try_)
    app.command("rotate")(rotate)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("remove")(remove)


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="With http:// or https://.")],
    event: Annotated[
        list[str] | None,
        typer.Option(help="Such as task.completed; or task, for all of these; repeatable."),
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Only of this one, by id or name.")
    ] = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    format_: FormatOption = None,
) -> None:
    """Tell an address of what happens, from now on; without --event, of everything.

    The secret by which its receiver knows our messages is shown this once: see docs/webhooks.md.

    \b
    Example: contenthub webhook add https://example.com/hook --event task.completed -a tea-blog
    """
    current = session(context)
    made = webhooks.add(current.caller(), url, event or [], account, description)
    fmt = current.format(format_)
    print_document(filled(made, EVERYTHING, fmt), fmt)
    say("keep the secret now: it is shown this once")


def try_(context: typer.Context, webhook_id: WebhookId, format_: FormatOption = None) -> None:
    """Send one message that only tries the receiver, now; exit code 6 where it does not take it.

    \b
    Example: contenthub webhook test 3
    """
    current = session(context)
    tried = webhooks.tried(current.caller(), webhook_id)
    print_document(asdict(tried), current.format(format_))
    if not tried.ok:
        raise WorkFailedError(f"webhook {webhook_id}: {tried.error}")


def rotate(context: typer.Context, webhook_id: WebhookId, format_: FormatOption = None) -> None:
    """Give a webhook a new secret, shown this once; for a day the old one signs as well.

    \b
    Example: contenthub webhook rotate 3
    """
    current = session(context)
    fmt = current.format(format_)
    rotated = webhooks.rotate(current.caller(), webhook_id)
    print_document(filled(rotated, EVERYTHING, fmt), fmt)
    say("keep the secret now: it is shown this once")


def pause(
    context: typer.Context,
    webhook_id: WebhookId,
    reason: Annotated[str, typer.Option(help="Why; kept with it.")] = "",
    format_: FormatOption = None,
) -> None:
    """Send nothing more there: what is on its way waits, what happens meanwhile is not for it.

    `contenthub webhook recover` makes up for that afterwards.

    \b
    Example: contenthub webhook pause 3 --reason "the shop is being moved"
    """
    current = session(context)
    paused = webhooks.pause(current.caller(), webhook_id, reason)
    fmt = current.format(format_)
    print_document(filled(paused, EVERYTHING, fmt), fmt)


def resume(context: typer.Context, webhook_id: WebhookId, format_: FormatOption = None) -> None:
    """Send there again, what waits at once.

    \b
    Example: contenthub webhook resume 3
    """
    current = session(context)
    caller = current.caller()
    current.ring_through_broker()
    fmt = current.format(format_)
    print_document(filled(webhooks.resume(caller, webhook_id), EVERYTHING, fmt), fmt)


def remove(context: typer.Context, webhook_id: WebhookId, format_: FormatOption = None) -> None:
    """Tell this address nothing any more; what is on its way there is dropped.

    \b
    Example: contenthub webhook remove 3
    """
    current = session(context)
    print_document(webhooks.remove(current.caller(), webhook_id), current.format(format_))
