"""`contenthub monitor recent` and `pending`: what ended last, and why what is open waits."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console import times
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.monitoring import tasks

_RECENT = (
    "task_id",
    "status",
    "completed_at",
    "took_seconds",
    "account",
    "creator",
    "content_id",
    "publish_status",
    "topic",
    "error_message",
)
_RECENT_LEAVE = (
    "content_id",
    "creator",
    "account",
    "publish_status",
    "took_seconds",
    "error_message",
)
_PENDING = ("task_id", "status", "priority", "creator", "topic", "waits", "next_at")
_PENDING_LEAVE = ("priority", "creator", "next_at", "topic")

SinceOption = Annotated[
    str | None, typer.Option("--since", help="Ended since: 2h (ago), 7d; by default 24h.")
]
LimitOption = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=tasks.MOST_ROWS, help="At most so many rows.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("recent")(recent)
    app.command("pending")(pending)


def recent(
    context: typer.Context,
    since: SinceOption = None,
    limit: LimitOption = 20,
    format_: FormatOption = None,
) -> None:
    """List the tasks that ended last, with how long they took and what became of them.

    \b
    Example: contenthub monitor recent --since 2h
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    rows = tasks.recent(times.since("--since", since), limit)
    print_rows(rows, _RECENT, fmt, leave=_RECENT_LEAVE, empty="no task has ended since then")


def pending(context: typer.Context, limit: LimitOption = 50, format_: FormatOption = None) -> None:
    """List the tasks that have not ended, each with the sentence that says why it waits.

    Those under way come first, then those that wait for a slot in their order, then those whose
    time is yet to come. All there is to say of one: `task explain`.

    \b
    Example: contenthub monitor pending
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    print_rows(
        tasks.pending(limit),
        _PENDING,
        fmt,
        leave=_PENDING_LEAVE,
        folded={"waits"},
        empty="no task waits",
    )
