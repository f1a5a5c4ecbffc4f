"""`contenthub scheduler history`: every time of a schedule, whether it ran, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Optional

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.scheduler.shown import TICK_COLUMNS, TICKS_LEAVE
from contenthub.errors import InputError, NotFoundError
from contenthub.states import TickState

_MOST_TASKS = 100_000  # of one tick
_TASK_FIELDS = (
    "task_id",
    "account",
    "status",
    "topic",
    "content_id",
    "publish_status",
    "error_message",
)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("history")(history)


def history(
    context: typer.Context,
    schedule: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="SCHEDULE", help="Id or name; default: all schedules."),
    ] = None,
    status: Annotated[
        Optional[list[TickState]],  # noqa: UP045
        typer.Option("--status", "-s", help="Only in this state; repeatable."),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help='Scheduled since: 2h (ago), 7d, "2026-12-01 08:00".'),
    ] = None,
    until: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Scheduled before; written like --since."),
    ] = None,
    tick: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="TICK_ID", help="This one alone, with its tasks."),
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the times of a schedule, or of all, the newest first, and why one did not run.

    \b
    delay     seconds from the scheduled time to the beginning
    duration  seconds from there to the end of the last task
    Example: contenthub scheduler history daily --status failed --status skipped --since 7d
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    if tick is not None:
        if schedule is not None or status or since is not None or until is not None:
            raise InputError(
                "--tick shows one tick: leave the schedule, --status, --since and --until out"
            )
        _print_tick(tick, fmt)
        return
    from contenthub.commands.console import times
    from contenthub.lifecycle.schedules import definitions
    from contenthub.queries import schedules as stored

    id_ = definitions.find(schedule).id if schedule is not None else None
    after, before = times.since("--since", since), times.since("--until", until)

    def read(most: int, skip: int) -> Iterator[dict[str, Any]]:
        return stored.stream_history(id_, status or (), after, most, skip, until=before)

    print_page(
        read,
        TICK_COLUMNS,
        fmt,
        leave=TICKS_LEAVE,
        exact={"scheduled_for"},
        limit=limit,
        offset=offset,
        empty="no such ticks" if status or after or before else "nothing was scheduled yet",
    )


def _print_tick(tick_id: str, fmt: Format) -> None:
    from contenthub.queries import schedules, short_ids, tasks

    row = schedules.tick(whole := short_ids.tick(tick_id))
    if row is None:
        raise NotFoundError(f"no tick {tick_id!r}; `contenthub scheduler history` shows them")
    made = tasks.page(tasks.Filter(batch_id=whole), _MOST_TASKS)
    details: list[dict[str, Any]] = [
        {name: task[name] for name in _TASK_FIELDS} for task in reversed(made)
    ]
    shown = row if fmt is Format.JSON else {k: v for k, v in row.items() if k != "task_ids"}
    print_document(shown | {"task_details": details}, fmt)
