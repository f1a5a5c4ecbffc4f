"""`contenthub publish-pool publish`: now, and not before its end is known is it called done.

The running service does it; where none runs, this process does it while it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import (
    TargetOption,
    error_columns,
    failed,
    raise_first,
)
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.console.waiting import wait_while_served
from contenthub.commands.pool import ends, meant
from contenthub.commands.pool.meant import IdsArgument, YesOption
from contenthub.errors import ContentHubError

Rows = dict[int, list[dict[str, Any]]]  # by the content's id, a row per target


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("publish")(publish)


def publish(
    context: typer.Context,
    content_ids: IdsArgument,
    wait: Annotated[
        float,
        typer.Option(min=0, max=86_400, help="Wait at most this many seconds for the outcome."),
    ] = 60.0,
    target: TargetOption = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Also what is out, or was taken out: looked up first."),
    ] = False,
    yes: YesOption = False,
    format_: FormatOption = None,
) -> None:
    """Publish approved contents now, and wait until they are; exit code 6 where one is not.

    What failed before is looked up at its target first, so that nothing is published twice.
    With --wait 0 they only become due. Of a range those that wait or have failed; they are counted
    first, and asked about.

    \b
    Example: contenthub publish-pool publish 7
    """
    current = session(context)
    caller = current.caller()
    from contenthub.operations import pool, publications

    wanted = meant.chosen(content_ids, pool.OPEN, target, what="publish", yes=yes)
    fmt = current.format(format_)
    if not wanted:
        print_rows([], ends.COLUMNS, fmt, empty=meant.NONE)
        return
    bell = current.ring_through_broker()
    due = publications.make_due(caller, wanted, target, again=again)
    tell_if_unreachable(bell)
    rows = _wait(current, due.ids, target, wait)
    if not wait:
        tell_who_publishes(None)
    _print(wanted, rows, due.refused, fmt)
    failures = [publications.failure(one, rows.get(one, []), wait) for one in due.ids if wait]
    raise_first([*due.refused.values(), *(one for one in failures if one)], len(wanted))


def _wait(current: Session, content_ids: Sequence[int], target: str | None, seconds: float) -> Rows:
    """Wait for the end of these publications, working in this process where no service runs."""
    from contenthub.operations import publications

    said: dict[int, str] = {}

    def ended() -> bool:
        rows = publications.standing(content_ids, target)
        going = [row for its in rows.values() for row in its if not publications.has_ended(row)]
        ends.report(going, said)
        return not going

    wait_while_served(current, ended, seconds, only_publish=True)
    return publications.standing(content_ids, target)


def _print(
    wanted: Sequence[int], rows: Rows, errors: dict[int, ContentHubError], fmt: Format
) -> None:
    shown = [
        row for one in wanted for row in rows.get(one) or [_unknown(one, errors.get(one), fmt)]
    ]
    if rows or fmt is not Format.TABLE:
        from contenthub.commands.console import publication_rows

        said = publication_rows.shown(ends.COLUMNS, fmt)
        print_rows(shown, [*said, *error_columns(fmt)] if errors else said, fmt, folded={"proof"})


def _unknown(content_id: int, error: ContentHubError | None, fmt: Format) -> dict[str, Any]:
    """The row of a content that is not in the pool."""
    return {"content_id": content_id, "error_message": ""} | (failed(error, fmt) if error else {})
