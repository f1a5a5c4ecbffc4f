"""`contenthub monitor metrics` and `health`: all figures, and whether they are good ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from contenthub.commands.console.output import Format, print_document, print_rows, print_text
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.monitoring import exposition, figures, standing

_OF_WINDOW = (
    "window",
    "submitted",
    "completed",
    "failed",
    "timeout",
    "success_rate",
    "published",
    "publish_failed",
    "cancelled",
    "failure_rate",
    "timeout_rate",
    "cost",
    "currency",
)


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("metrics")(metrics)
    app.command("health")(health)


def metrics(
    context: typer.Context,
    prometheus: Annotated[
        bool,
        typer.Option("--prometheus", help="As GET /metrics says it, for a textfile collector."),
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Show all figures: of the last 15 minutes, hour and day, of creators, and of this moment.

    Tasks are counted as they stand now: of one that was retried by hand only the last end counts,
    and none while it is tried again. `monitor stats` counts each end.

    \b
    success_rate   completed of all that completed, failed or timed out
    p50, p95       in which time half, and 95 of 100, of the articles were ready
    waiting        tasks that are due and have no slot; planned: those whose time has not come
    stuck          what is due and taken up by nobody
    Example: contenthub monitor metrics -f json
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    if prometheus:
        print_text(exposition.exposition()[0].decode())
        return
    found = figures.metrics()
    if fmt is Format.TABLE:
        found["windows"] = [{name: row[name] for name in _OF_WINDOW} for row in found["windows"]]
    print_document(found, fmt)


def health(context: typer.Context, format_: FormatOption = None) -> None:
    """Say whether the line is healthy, with the reasons where it is not.

    healthy: all is well. warning: it works, and somebody should look. unhealthy: work stands
    still or is lost, and the exit code is 6. The rules of `alert rules` judge. It looks at rows
    and the disk alone; `doctor` also asks what is outside.

    \b
    Example: contenthub monitor health
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    found, reasons = standing.health_now(current.settings)
    rows = [asdict(one) | {"health": one.health.value} for one in reasons]
    if fmt is Format.JSON:
        print_document({"health": found.value, "reasons": rows}, fmt)
    else:
        columns = ("health", "subject", "detail")
        print_rows(rows, columns, fmt, folded={"detail"}, empty=found.value)
    standing.demand_healthy(found, reasons)
