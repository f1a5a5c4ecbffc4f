"""`contenthub monitor stats`: what happened, by the day or the week, with a bar for each."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.monitoring import statistics

_BAR, _SHORT = 20, 8  # columns of the longest bar; beside names
_FULL, _PARTS = "█", " ▏▎▍▌▋▊▉"
_COUNTS = (
    "submitted",
    "completed",
    "failed",
    "timeout",
    "cancelled",
    "success_rate",
    "mean_seconds",
    "p50_seconds",
    "p95_seconds",
    "published",
    "publish_failed",
    "input_tokens",
    "output_tokens",
    "cost",
    "currency",
)
_LEAVE = (
    "input_tokens",
    "output_tokens",
    "publish_failed",
    "p50_seconds",
    "currency",
    "p95_seconds",
    "cancelled",
    "mean_seconds",
    "cost",
    "submitted",
    "timeout",
)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("stats")(stats)


def stats(
    context: typer.Context,
    days: Annotated[
        int,
        typer.Option("--days", min=1, max=statistics.MOST_DAYS, help="Of so many days."),
    ] = 14,
    weekly: Annotated[bool, typer.Option("--weekly", help="A row for each week.")] = False,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="account|creator|schedule",
            help="A row for each account, creator or schedule instead.",
        ),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Show what happened by the day or the week, or by account, creator or schedule.

    Each end of a task is counted on its day, in your zone, also of tasks that were cleaned up; one
    that was retried by hand and ended again has ended twice, so that success_rate may be lower here
    than in `monitor metrics`. The bar shows what was completed.

    \b
    Example: contenthub monitor stats --weekly --days 90
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    rows = statistics.statistics(days, weekly=weekly, by=by)
    first = by or ("week" if weekly else "day")
    columns = [first, *_COUNTS]
    if fmt is Format.TABLE:
        width = _BAR if by is None else _SHORT
        rows, columns = _with_bars(rows, width), [first, "chart", *_COUNTS]
        for row in rows:
            row[first] = "none" if row[first] is None else row[first]
    print_rows(rows, columns, fmt, leave=_LEAVE, whole={first, "chart"}, empty="nothing happened")


def _with_bars(rows: list[dict[str, Any]], width: int) -> list[dict[str, Any]]:
    most = max((row["completed"] for row in rows), default=0)
    return [row | {"chart": bar(row["completed"], most, width)} for row in rows]


def bar(value: int, most: int, width: int = _BAR) -> str:
    """A bar as long as the value; the largest one is as long as there is room."""
    eighths = round(8 * width * value / most) if most else 0
    whole, part = divmod(max(eighths, 1) if value else 0, 8)
    return _FULL * whole + (_PARTS[part] if part else "")
