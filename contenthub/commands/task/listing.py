"""`contenthub task status`, `list`, `stats`, `events` and `ledger`: looking at tasks."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page, raise_first
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.task.filters import Which
from contenthub.errors import InputError
from contenthub.queries import events as stories
from contenthub.queries import ledger as attempts
from contenthub.queries import short_ids, tasks
from contenthub.queries import stats as counting
from contenthub.queries.tasks import Row
from contenthub.states import TaskState

_COLUMNS = (
    "task_id",
    "status",
    "progress",
    "account",
    "creator",
    "priority",
    "attempt",
    "content_id",
    "publish_status",
    "created_at",
    "topic",
    "error_message",
)
_LEAVE = (
    "creator",
    "priority",
    "attempt",
    "content_id",
    "progress",
    "publish_status",
    "created_at",
    "error_message",
    "account",
)
# Who asks for what failed wants to know why.
_LEAVE_OF_FAILURES = (
    "creator",
    "priority",
    "attempt",
    "content_id",
    "progress",
    "publish_status",
    "created_at",
    "account",
    "error_message",
)
_FAILURES = {TaskState.FAILED, TaskState.TIMEOUT}
_EVENT_COLUMNS = (
    "created_at",
    "entity",
    "attempt",
    "event",
    "from_state",
    "to_state",
    "who",
    "reason",
    "data",
)
_EVENTS_LEAVE = ("data", "who", "from_state", "attempt", "to_state")
_TOTAL_COLUMNS = (
    "total",
    "pending",
    "submitted",
    "running",
    "completed",
    "failed",
    "timeout",
    "cancelled",
    "success_rate",
    "mean_seconds",
    "input_tokens",
    "output_tokens",
    "cost",
    "currency",
)
_TOTALS_LEAVE = (
    "submitted",
    "currency",
    "output_tokens",
    "input_tokens",
    "cancelled",
    "pending",
    "cost",
    "running",
    "mean_seconds",
    "timeout",
)
_LEDGER_COLUMNS = (
    "kind",
    "attempt",
    "outcome",
    "creator",
    "model",
    "started_at",
    "ended_at",
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost",
    "currency",
    "cost_source",
    "content_id",
)
_LEDGER_LEAVES = (
    "cached_input_tokens",
    "reasoning_tokens",
    "creator",
    "started_at",
    "content_id",
    "cost_source",
    "model",
    "ended_at",
    "currency",
    "attempt",
)


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("status")(status)
    app.command("list")(with_groups(list_))
    app.command("stats")(with_groups(stats))
    app.command("events")(events)
    app.command("ledger")(ledger)


def status(
    context: typer.Context,
    task_ids: Annotated[list[str], typer.Argument(metavar="TASK_ID", help="Ids of tasks.")],
    format_: FormatOption = None,
) -> None:
    """Show all there is to know about a task: state, progress, content, publication, error.

    JSON is an object for one id and a list for several.

    \b
    Example: contenthub task status 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    wanted = short_ids.tasks(task_ids)
    found = tasks.details(wanted)
    rows = [found[task_id] for task_id in wanted if task_id in found]
    if fmt is not Format.JSON:
        rows = [_short(row) for row in rows]
    if len(wanted) > 1 and fmt is not Format.TABLE:
        print_rows(rows, list(rows[0]) if rows else ["task_id"], fmt)
    else:
        for number, row in enumerate(rows):
            if number:
                typer.echo()
            print_document(row, fmt)
    unknown = [short_ids.unknown_task(task_id) for task_id in wanted if task_id not in found]
    raise_first(unknown, len(wanted))


def _short(row: Row) -> Row:
    """Without the text of a late result, which `task adopt` makes a content."""
    if not row["late_result"]:
        return row
    article = row["result"].get("article", {})
    return row | {"result": {k: article.get(k) for k in ("title", "word_count", "quality_score")}}


def list_(
    context: typer.Context,
    wanted: Which,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List tasks, newest first.

    \b
    Example: contenthub task list --status failed --status timeout --since 2h
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    which = wanted.filter()
    failures = bool(which.statuses) and set(which.statuses) <= _FAILURES
    print_page(
        lambda most, skip: tasks.stream(which, most, skip),
        _COLUMNS,
        fmt,
        leave=_LEAVE_OF_FAILURES if failures else _LEAVE,
        limit=limit,
        offset=offset,
        empty="no such tasks" if which else "no tasks yet",
    )


def stats(
    context: typer.Context,
    *,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="creator|account|currency",
            help="Totals for each creator, account or currency instead.",
        ),
    ] = None,
    wanted: Which,
    format_: FormatOption = None,
) -> None:
    """Count tasks per state, with success rate, durations, tokens, cost and what is stuck.

    \b
    success_rate  completed of all that completed, failed or timed out
    mean_seconds  from the start of a completed task's last attempt to its end
    stuck         open tasks past their deadline, or due and looked after by nobody
    cost          of what is completed; in several currencies: empty, see --by currency
    Example: contenthub task stats --by creator --since 7d
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    which = wanted.filter()
    if by is None:
        print_document(counting.summary(which), fmt)
        return
    if by not in counting.GROUPS:
        raise InputError(f"--by is {by!r}; allowed: {', '.join(counting.GROUPS)}")
    print_rows(
        counting.by(by, which),
        list(dict.fromkeys((by, *_TOTAL_COLUMNS))),
        fmt,
        leave=[name for name in _TOTALS_LEAVE if name != by],
        empty="no such tasks",
    )


def events(
    context: typer.Context,
    task_id: Annotated[str, typer.Argument(metavar="TASK_ID", help="Id of a task.")],
    format_: FormatOption = None,
) -> None:
    """Tell the whole story of a task, its content and its publication, in order.

    \b
    Example: contenthub task events 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    (whole,) = short_ids.tasks([task_id])
    found: list[dict[str, Any]] = stories.story(whole)
    if not found:
        raise short_ids.unknown_task(task_id)
    print_rows(
        found, _EVENT_COLUMNS, fmt, leave=_EVENTS_LEAVE, exact={"created_at"}, folded={"reason"}
    )


def ledger(
    context: typer.Context,
    task_id: Annotated[str, typer.Argument(metavar="TASK_ID", help="Id of a task.")],
    format_: FormatOption = None,
) -> None:
    """Show what each attempt of a task took: tokens, cost, and where that came from.

    \b
    kind         generation: of the article; review: of an opinion about it
    outcome      the event that ended the attempt
    cost_source  creator: it said the cost; price: tokens by the prices that are set
    What is not known is empty. Attempts stay in the ledger when their task is cleaned up.
    Example: contenthub task ledger 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    (whole,) = short_ids.tasks([task_id])
    found = attempts.of_task(whole)
    if not found and not tasks.details([whole]):
        raise short_ids.unknown_task(task_id)
    print_rows(found, _LEDGER_COLUMNS, fmt, leave=_LEDGER_LEAVES, empty="no attempt has ended yet")
