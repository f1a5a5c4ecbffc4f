"""`contenthub content remove`: articles go for good."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import ContentIds, WhyOption, act_on_each, confirm_removal
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import contents, reasons
from contenthub.wording import counted


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("remove")(remove)


def remove(
    context: typer.Context,
    content_ids: ContentIds,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also what is published; the published copy stays.")
    ] = False,
    reason: WhyOption = "",
    format_: FormatOption = None,
) -> None:
    """Remove contents for good. Their tasks and their stories stay.

    \b
    Example: contenthub content remove 7 --yes
    """
    current = session(context)
    why = reasons.optional(reason)
    caller = current.caller()
    if not yes:
        confirm_removal(
            content_ids,
            lambda one: contents.demand_removable(caller, one, published=force),
            lambda count: f"remove {counted(count, 'content')} for good?",
        )

    def act(content_id: int) -> dict[str, Any]:
        content = contents.remove(caller, content_id, why, published=force)
        return {"id": content_id, "title": content.title, "removed": True}

    columns = ("id", "title", "removed")
    act_on_each(content_ids, act, columns, current.format(format_), key="id")
