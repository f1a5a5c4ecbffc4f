"""`contenthub task explain`: why a task waits, what happens next and when."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.monitoring import tasks
from contenthub.queries import short_ids


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    task_id: Annotated[str, typer.Argument(metavar="TASK_ID", help="Id of a task.")],
    format_: FormatOption = None,
) -> None:
    """Say why a task waits, what happens next and when; also of its article and publications.

    \b
    Example: contenthub task explain 4e0c5d6a-9d0f-4b7e-8f57-1f1d2b3c4d5e
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    (whole,) = short_ids.tasks([task_id])
    print_document(tasks.explain(whole), fmt)
