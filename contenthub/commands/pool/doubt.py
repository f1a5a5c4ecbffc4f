"""`contenthub publish-pool confirm-absent`: a person's word that it is not out there.

Doubt ends by proof alone. Where a target cannot be asked any more, only somebody who looked can
give it; what was said, by whom and why is kept.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import (
    ContentIds,
    TargetOption,
    act_on_each,
)
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import reasons

COLUMNS = ("content_id", "target", "title", "status", "publish_at")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("confirm-absent")(confirm_absent)


def confirm_absent(
    context: typer.Context,
    content_ids: ContentIds,
    reason: Annotated[str, typer.Option(help="Where you looked; it is kept.")],
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Say that you looked at the target and it does not hold these contents.

    For what may be published and cannot be looked up. What failed or is being looked up is
    published again by that, where its account says now; what was taken out stays out. If it was
    there after all, it is there twice then.

    \b
    Example: contenthub publish-pool confirm-absent 7 --reason "not in the account's list"
    """
    current = session(context)
    why = reasons.of_absence(reason)
    caller = current.caller()
    bell = current.ring_through_broker()
    from contenthub.commands.console import publication_rows
    from contenthub.operations import pool

    def act(content_id: int) -> list[dict[str, Any]]:
        return pool.confirm_absent(caller, content_id, why, target=target)

    fmt = current.format(format_)
    act_on_each(content_ids, act, publication_rows.shown(COLUMNS, fmt), fmt, key="content_id")
    tell_who_publishes(bell)
