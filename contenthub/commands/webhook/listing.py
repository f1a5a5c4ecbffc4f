"""`contenthub webhook list|show|secret`: which addresses are told, and how they take it."""

from __future__ import annotations

import typer

from contenthub.commands.console.blanks import filled
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.webhook.options import EVERYTHING, WebhookId
from contenthub.operations import webhooks

_COLUMNS = ("id", "url", "events", "account", "status", "failing_since", "last_error")
_LEAVE = ("events", "account", "last_error", "failing_since")


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("list")(list_)
    app.command("show")(show)
    app.command("secret")(secret)


def list_(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the webhooks, in the order they were made; those of single tasks are left out.

    \b
    Example: contenthub webhook list
    """
    current = session(context)
    current.open()
    fmt = current.format(format_)
    print_page(
        lambda most, skip: (filled(row, EVERYTHING, fmt) for row in webhooks.listing(most, skip)),
        _COLUMNS,
        fmt,
        leave=_LEAVE,
        folded={"url", "last_error"},
        limit=limit,
        offset=offset,
        empty="no webhooks yet; `contenthub webhook add URL` makes one",
    )


def show(context: typer.Context, webhook_id: WebhookId, format_: FormatOption = None) -> None:
    """Show one webhook, how its receiver takes it, and how many messages are in which state.

    \b
    Example: contenthub webhook show 3
    """
    current = session(context)
    current.open()
    fmt = current.format(format_)
    print_document(filled(webhooks.details(webhook_id), EVERYTHING, fmt), fmt)


def secret(context: typer.Context, format_: FormatOption = None) -> None:
    """Show the secret by which messages are signed that were asked for with a single task.

    Those are the ones of `content generate --webhook`; each webhook has a secret of its own.

    \b
    Example: contenthub webhook secret
    """
    current = session(context)
    print_document(webhooks.common_secret(current.caller()), current.format(format_))
