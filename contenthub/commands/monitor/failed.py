"""`contenthub monitor failed`: failures by their causes, and a new attempt for all of one cause."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console import times
from contenthub.commands.console.many import act_on_each
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.service_notes import say_if_nobody_works
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.monitor.tasks import SinceOption
from contenthub.operations import tasks
from contenthub.operations.monitoring import tasks as watched
from contenthub.queries.failures import Group

_COLUMNS = ("group", "tasks", "status", "creator", "last_at", "task_id", "cause")
_LEAVE = ("last_at", "creator", "task_id")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("failed")(failed)


def failed(
    context: typer.Context,
    since: SinceOption = None,
    retry_group: Annotated[
        str | None,
        typer.Option("--retry-group", metavar="GROUP", help="Retry all tasks of this group."),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """List what failed or timed out, grouped by its cause: how often, and the latest of them.

    A cause is the error without what differs each time, such as ids and numbers.

    \b
    Example: contenthub monitor failed --since 2d --retry-group 3f9c2a10
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from_ = times.since("--since", since)
    if retry_group is not None:
        _retry(current, watched.failed_group(retry_group, from_).task_ids, fmt)
        return
    rows = [_row(one) for one in watched.failed(from_)]
    print_rows(
        rows, _COLUMNS, fmt, leave=_LEAVE, folded={"cause"}, whole={"group"}, empty="none failed"
    )


def _row(one: Group) -> dict[str, Any]:
    return {
        "group": one.group,
        "tasks": one.tasks,
        "status": one.status,
        "creator": one.creator,
        "cause": one.cause,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "task_id": one.example,
        "error_message": one.error_message,
        "accounts": len(one.accounts),
    }


def _retry(current: Session, ids: list[str], fmt: Format) -> None:
    caller, bell = current.caller(), current.ring_through_broker()

    def act(task_id: str) -> dict[str, Any]:
        nonlocal bell
        state = tasks.retry(caller, task_id)
        if tell_if_unreachable(bell):
            current.ring_no_more()
            bell = None
        return {"task_id": task_id, "status": state.value, "outcome": "retried"}

    try:
        act_on_each(ids, act, ("task_id", "status", "outcome"), fmt, key="task_id")
    finally:
        say_if_nobody_works()
