"""`contenthub content plan`: when articles are to go out that are not in the publish pool yet."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import WITHOUT_TIME, ContentIds, act_on_each, future
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import InputError
from contenthub.operations import contents

COLUMNS = ("id", "title", "review_status", "publish_status", "planned_for")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("plan")(plan)


def plan(
    context: typer.Context,
    content_ids: ContentIds,
    at: Annotated[
        str | None, typer.Option(help='When: "2026-12-01 08:00" in your zone, or +2h.')
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the plan away.")] = False,
    format_: FormatOption = None,
) -> None:
    """Say when contents are to go out; it may be changed as long as they are not in the pool.

    With their approval it becomes the time of their publication, which `publish-pool schedule`
    moves.

    \b
    Example: contenthub content plan 7 --at "2026-12-01 08:00"
    """
    current = session(context)
    if (at is None) is not clear:
        raise InputError("say when: either --at or --clear")
    moment = None if at is None else future(at, WITHOUT_TIME)
    caller = current.caller()

    def act(content_id: int) -> dict[str, Any]:
        return contents.plan(caller, content_id, moment)

    act_on_each(content_ids, act, COLUMNS, current.format(format_), key="id")
