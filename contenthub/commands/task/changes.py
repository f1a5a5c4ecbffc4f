"""What changes tasks: cancel, retry, adopt, cleanup. Each acts on all it is given, and reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import act_on_each
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.service_notes import say_if_nobody_works
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.task.filters import IdsArgument, Which
from contenthub.operations import task_filters, tasks
from contenthub.queries import short_ids
from contenthub.queries import tasks as stored
from contenthub.states import OPEN_TASK_STATES, TaskState


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for command in (cancel, retry, adopt, cleanup):
        app.command(command.__name__)(with_groups(command))


def cancel(
    context: typer.Context,
    task_ids: IdsArgument = None,
    *,
    wanted: Which,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the task's story.")] = "",
    format_: FormatOption = None,
) -> None:
    """Cancel tasks: these ids, or all open tasks that the options mean.

    A task that a creator works on is "cancel requested" until the creator has confirmed.

    \b
    Example: contenthub task cancel --batch 7f3c2a --status pending
    """
    current = session(context)
    fmt = current.format(format_)
    caller = current.caller()
    why = tasks.reason(reason)
    states = tasks.CANCELLABLE
    ids = task_filters.to_change(task_ids or [], wanted.filter(states), states)

    def change(task_id: str) -> dict[str, Any]:
        state = tasks.cancel(caller, task_id, why)
        done = state is TaskState.CANCELLED
        outcome = "cancelled" if done else "cancel requested, until its creator confirms"
        return {"task_id": task_id, "status": state.value, "outcome": outcome}

    _on_each(current, ids, change, fmt)


def retry(
    context: typer.Context,
    task_ids: IdsArgument = None,
    *,
    wanted: Which,
    discard_result: Annotated[
        bool,
        typer.Option("--discard-result", help="Throw away a finished result that came late."),
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Begin a new attempt: of these ids, or of all failed, timed-out or cancelled tasks meant.

    One whose result came late is left alone: `task adopt` makes that its content.

    \b
    Example: contenthub task retry --status failed --since 2h
    """
    current = session(context)
    fmt = current.format(format_)
    caller = current.caller()
    states = tasks.RETRIABLE
    ids = task_filters.to_change(task_ids or [], wanted.filter(states), states)

    def change(task_id: str) -> dict[str, Any]:
        state = tasks.retry(caller, task_id, discard_result=discard_result)
        return {"task_id": task_id, "status": state.value, "outcome": "retried"}

    _on_each(current, ids, change, fmt)


def adopt(
    context: typer.Context,
    task_id: Annotated[
        str, typer.Argument(metavar="TASK_ID", help="Id of a task with a late result.")
    ],
    format_: FormatOption = None,
) -> None:
    """Make the late result of a task that had ended its content.

    A text that was asked for by `content regenerate` is proposed for its content, or becomes a
    content of its own where that was removed.

    \b
    Example: contenthub task adopt 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    caller = current.caller()
    bell = _Bell(current)
    (whole,) = short_ids.tasks([task_id])
    content_id = tasks.adopt(caller, whole)
    bell.after_change()
    now = stored.details([whole])[whole]
    told = ("revision", "title", "status", "review_status", "publish_status")
    print_document(
        {"task_id": whole, "content_id": content_id} | {name: now[name] for name in told}, fmt
    )


def cleanup(
    context: typer.Context,
    days: Annotated[
        int, typer.Option(min=0, max=36_500, help="Remove what ended at least so many days ago.")
    ],
    late_results: Annotated[
        bool,
        typer.Option("--late-results", help="Also those whose article came late, unless adopted."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    format_: FormatOption = None,
) -> None:
    """Remove ended tasks and their events; contents stay, and so does what is being published.

    A finished article that came late stays too, until `task adopt` makes it a content.

    \b
    Example: contenthub task cleanup --days 90 --dry-run
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    told: dict[str, Any]
    if dry_run:
        would = tasks.would_clean(days, late_results=late_results)
        told = {"would_remove": would.tasks, "ended_before": would.ended_before}
    else:
        done = tasks.clean(days, late_results=late_results)
        told = {"removed": done.tasks, "ended_before": done.ended_before}
        told["given_back_bytes"] = done.given_back_bytes
    print_document(told, fmt)


class _Bell:
    """Rings through Redis where it is configured, and says once when it is away."""

    def __init__(self, current: Session) -> None:
        self._current = current
        self._bell = current.ring_through_broker()

    def after_change(self) -> None:
        """To be called after each commit: the next ones do not wait for a silent Redis."""
        if tell_if_unreachable(self._bell):
            self._current.ring_no_more()
            self._bell = None


def _on_each(
    current: Session, ids: Sequence[str], change: Callable[[str], dict[str, Any]], fmt: Format
) -> None:
    """Change every one; what cannot be changed does not keep the others from it."""
    columns = ("task_id", "status", "outcome")
    if not ids:
        print_rows([], columns, fmt, empty="no such tasks")
        return
    bell = _Bell(current)
    somebody_has_to_work = False

    def act(task_id: str) -> dict[str, Any]:
        nonlocal somebody_has_to_work
        row = change(task_id)
        bell.after_change()
        somebody_has_to_work |= row["status"] in OPEN_TASK_STATES
        return row

    try:
        act_on_each(ids, act, columns, fmt, key="task_id")
    finally:
        if somebody_has_to_work:
            say_if_nobody_works()
