"""What changes tasks: cancel, retry, adopt, cleanup. Each act on all they are given, and report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import clock
from contenthub.commands.console.many import act_on_each
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.session import FormatOption, Session, session, who
from contenthub.commands.console.waiting import say
from contenthub.commands.task.filters import (
    AccountOption,
    BatchOption,
    CreatorOption,
    SinceOption,
    StatusOption,
    UntilOption,
    chosen,
)
from contenthub.errors import InputError
from contenthub.states import FINAL_TASK_STATES, OPEN_TASK_STATES, TaskState

if TYPE_CHECKING:
    from contenthub.queries.tasks import Filter

_RETRIED = FINAL_TASK_STATES - {TaskState.COMPLETED}

IdsArgument = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Argument(metavar="TASK_ID", help="Ids of tasks; or say which by the options."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for command in (cancel, retry, adopt, cleanup):
        app.command(command.__name__)(command)


def cancel(
    context: typer.Context,
    task_ids: IdsArgument = None,
    status: StatusOption = None,
    account: AccountOption = None,
    batch: BatchOption = None,
    creator: CreatorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
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
    current.open()
    from contenthub.lifecycle import by_hand
    from contenthub.validation import plain_text

    why = plain_text(reason, "reason", 500)
    which = chosen(status, account, batch, creator, since, until, allowed=OPEN_TASK_STATES)
    ids = _meant(task_ids or [], which, OPEN_TASK_STATES)

    def change(task_id: str) -> dict[str, Any]:
        state = by_hand.request_cancel(task_id, who(), why)
        done = state is TaskState.CANCELLED
        outcome = "cancelled" if done else "cancel requested, until its creator confirms"
        return {"task_id": task_id, "status": state.value, "outcome": outcome}

    _on_each(current, ids, change, fmt)


def retry(
    context: typer.Context,
    task_ids: IdsArgument = None,
    status: StatusOption = None,
    account: AccountOption = None,
    batch: BatchOption = None,
    creator: CreatorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
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
    settings = current.open()
    from contenthub.lifecycle import by_hand

    which = chosen(status, account, batch, creator, since, until, allowed=_RETRIED)
    ids = _meant(task_ids or [], which, _RETRIED)

    def change(task_id: str) -> dict[str, Any]:
        by_hand.revive(task_id, who(), settings, discard_result=discard_result)
        return {"task_id": task_id, "status": TaskState.PENDING.value, "outcome": "retried"}

    _on_each(current, ids, change, fmt)


def adopt(
    context: typer.Context,
    task_id: Annotated[
        str, typer.Argument(metavar="TASK_ID", help="Id of a task with a late result.")
    ],
    format_: FormatOption = None,
) -> None:
    """Make the late result of a task that had ended its content.

    \b
    Example: contenthub task adopt 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    settings = current.open()
    from contenthub.lifecycle import by_hand
    from contenthub.queries import short_ids, tasks

    bell = _Bell(current)
    (task_id,) = short_ids.tasks([task_id])
    _known(task_id)
    content_id = by_hand.adopt(task_id, who(), settings)
    bell.after_change()
    now = tasks.details([task_id])[task_id]
    told = ("title", "status", "review_status", "publish_status")
    print_document(
        {"task_id": task_id, "content_id": content_id} | {name: now[name] for name in told}, fmt
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
    from contenthub.database import upkeep
    from contenthub.lifecycle import by_hand

    before = clock.now() - timedelta(days=days)
    count = by_hand.cleanup(before, late_results=late_results, dry_run=dry_run)
    told = {"would_remove" if dry_run else "removed": count, "ended_before": before}
    if not dry_run:
        told |= {"given_back_bytes": upkeep.give_space_back()}
    print_document(told, fmt)


def _meant(ids: list[str], which: Filter, states: Collection[TaskState]) -> list[str]:
    """The ids given, or those that the filter means; never all of them by accident."""
    from dataclasses import replace

    from contenthub.queries import short_ids, tasks

    if ids and which:
        raise InputError("give either task ids or options that say which, not both")
    if ids:
        return short_ids.tasks(ids)
    if not which:
        raise InputError("say which tasks: ids, or options such as --status, --batch or --since")
    return tasks.matching(which if which.statuses else replace(which, statuses=tuple(states)))


class _Bell:
    """Rings through Redis where it is configured, and says once when it is away."""

    def __init__(self, current: Session) -> None:
        self._bell = current.ring_through_broker()

    def after_change(self) -> None:
        """To be called after each commit: the next ones do not wait for a silent Redis."""
        from contenthub.lifecycle import unit

        if self._bell is not None and not self._bell.reachable:
            say("Redis cannot be reached; the service will see it by itself")
            unit.hang_bell(None)
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
        _known(task_id)
        row = change(task_id)
        bell.after_change()
        somebody_has_to_work |= row["status"] in OPEN_TASK_STATES
        return row

    try:
        act_on_each(ids, act, columns, fmt, key="task_id")
    finally:
        if somebody_has_to_work:
            _say_if_nobody_works()


def _known(task_id: str) -> None:
    from contenthub.lifecycle import submission
    from contenthub.queries import short_ids

    if submission.by_task_id(task_id) is None:
        raise short_ids.unknown_task(task_id)


def _say_if_nobody_works() -> None:
    from contenthub.queries import service

    if not service.service_runs():
        say("no service runs: `contenthub up` starts one, which goes on with it")
