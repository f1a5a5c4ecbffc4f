"""`contenthub publish-pool verify`: is it there? The target is looked at now, or a person has."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.many import ContentIds, TargetOption
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.pool import ends
from contenthub.errors import ContentHubError, InputError


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("verify")(verify)


def verify(
    context: typer.Context,
    content_ids: ContentIds,
    wait: Annotated[
        float,
        typer.Option(min=0, max=86_400, help="Wait at most this many seconds for the outcome."),
    ] = 60.0,
    it_is_there: Annotated[
        str | None,
        typer.Option("--it-is-there", metavar="URL", help="You looked, and found it there."),
    ] = None,
    because: Annotated[
        str, typer.Option("--because", help="With --it-is-there: where you looked; it is kept.")
    ] = "",
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Look at the targets of these contents now; exit code 6 where one is not there.

    What is out and not found stays as it is, and the error says so: `publish --again` publishes it
    anew. What was in doubt and is not there is published by that.

    \b
    Example: contenthub publish-pool verify 7
    """
    current = session(context)
    if it_is_there is not None:
        _confirm(current, content_ids, it_is_there, because, target, format_)
        return
    caller = current.caller()
    bell = current.ring_through_broker()
    from contenthub.operations import verification

    ids: list[int] = []
    refused: dict[int, ContentHubError] = {}
    for id_ in dict.fromkeys(content_ids):
        try:
            ids += verification.request(caller, id_, target)
        except ContentHubError as error:
            refused[id_] = error
    tell_if_unreachable(bell)
    rows = ends.wait(current, ids, verification.has_ended, wait)
    if not wait:
        tell_who_publishes(None)
    ends.tell(
        rows,
        lambda row: verification.failure(row, wait) if wait else None,
        refused,
        current.format(format_),
    )


def _confirm(
    current: Session,
    content_ids: list[int],
    address: str,
    because: str,
    target: str | None,
    format_: FormatOption,
) -> None:
    """Take a person's word for it."""
    from contenthub.commands.console import publication_rows
    from contenthub.operations import reasons, verification

    if len(content_ids) != 1:
        raise InputError("--it-is-there is said of one content")
    proof, why = verification.checked(address), reasons.of_presence(because)
    rows = verification.confirm(current.caller(), content_ids[0], proof, why, target)
    fmt = current.format(format_)
    print_rows(rows, publication_rows.shown(ends.COLUMNS, fmt), fmt, folded={"proof"})
