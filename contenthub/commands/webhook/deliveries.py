"""`contenthub webhook deliveries|delivery|resend|recover`: the messages, and what came of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from contenthub.commands.console import times
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.webhook.options import DeliveryId
from contenthub.errors import InputError
from contenthub.operations import deliveries
from contenthub.queries import short_ids
from contenthub.validation import MOST_ID

_COLUMNS = ("id", "type", "webhook_id", "task_id", "status", "retry_count", "waits", "created_at")
_LEAVE = ("task_id", "retry_count", "webhook_id", "waits", "created_at")

_OnlyOf = Annotated[
    int | None,
    typer.Option("--receiver", min=1, max=MOST_ID, help="Only those to the webhook of this id."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("deliveries")(list_)
    app.command("delivery")(show)
    app.command("resend")(resend)
    app.command("recover")(recover)


def list_(
    context: typer.Context,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what failed for good or was dropped.")
    ] = False,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", "-s", help="pending, delivered, failed or dropped; repeatable."),
    ] = None,
    webhook: _OnlyOf = None,
    task: Annotated[
        str | None, typer.Option(metavar="TASK_ID", help="Only those that tell of this task.")
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the messages to webhooks, newest first; they are kept for 30 days after their end.

    \b
    Example: contenthub webhook deliveries --failed
    """
    current = session(context)
    current.open()
    task_id = None if task is None else short_ids.tasks([task])[0]
    wanted = deliveries.which(status or [], failed=failed, webhook_id=webhook, task_id=task_id)
    print_page(
        lambda most, skip: deliveries.listing(wanted, most, skip),
        _COLUMNS,
        current.format(format_),
        leave=_LEAVE,
        folded={"waits"},
        limit=limit,
        offset=offset,
        empty="no such deliveries",
    )


def show(context: typer.Context, delivery_id: DeliveryId, format_: FormatOption = None) -> None:
    """Show one message, with its body and what each try came to.

    \b
    Example: contenthub webhook delivery 512
    """
    current = session(context)
    current.open()
    print_document(deliveries.details(delivery_id), current.format(format_))


def resend(context: typer.Context, delivery_id: DeliveryId, format_: FormatOption = None) -> None:
    """Send a message once more, under the same id, whatever became of it.

    \b
    Example: contenthub webhook resend 512
    """
    current = session(context)
    caller = current.caller()
    current.ring_through_broker()
    print_document(deliveries.resend(caller, delivery_id), current.format(format_))


def recover(
    context: typer.Context,
    webhook_id: Annotated[
        int | None,
        typer.Argument(
            metavar="WEBHOOK_ID", min=1, max=MOST_ID, help="Only to this one; default: to all."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help='What happened since: 2h (ago), 3d, "2026-12-01 08:00".')
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Send what has happened since then and did not arrive, also while a webhook was paused.

    \b
    Example: contenthub webhook recover 3 --since 2d
    """
    current = session(context)
    caller = current.caller()
    begin = times.since("--since", since)
    if begin is None:
        raise InputError("say since when: --since 2d")
    current.ring_through_broker()
    done = deliveries.recover(caller, begin, webhook_id)
    print_document(asdict(done), current.format(format_))
