"""Waits for the end of what was asked of publish entries, and shows where they stand then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contenthub.commands.console.many import error_columns, failed, raise_first
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import Session
from contenthub.commands.console.waiting import wait_while_served
from contenthub.errors import ContentHubError

COLUMNS = ("content_id", "target", "title", "status", "proof")
Row = Mapping[str, Any]


def wait(
    current: Session, ids: Sequence[int], has_ended: Callable[[Row], bool], seconds: float
) -> dict[int, Row]:
    """Wait for the end of these entries, working in this process where no service runs.

    Returns where each stands then, by its id; one that is gone is left out.
    """
    from contenthub.operations import entries

    said: dict[int, str] = {}

    def ended() -> bool:
        going = [row for row in entries.rows(ids).values() if not has_ended(row)]
        report(going, said)
        return not going

    wait_while_served(current, ended, seconds, only_publish=True)
    return {**entries.rows(ids)}


def report(rows: Sequence[Row], said: dict[int, str]) -> None:
    """Say on standard error what goes wrong while it is waited for."""
    for row in rows:
        error = row["error_message"]
        if error and said.get(row["entry_id"]) != error:
            said[row["entry_id"]] = error
            say(f"content {row['content_id']}: {row['status']}: {error}")


def tell(
    rows: Mapping[int, Row],
    failure: Callable[[Row], ContentHubError | None],
    refused: Mapping[int, ContentHubError],
    fmt: Format,
) -> None:
    """Print where these entries stand, and the contents that were refused; raise what failed."""
    from contenthub.commands.console import publication_rows

    shown = [
        *publication_rows.said(rows.values(), fmt),
        *({"content_id": id_, "error_message": ""} | failed(e, fmt) for id_, e in refused.items()),
    ]
    if rows or fmt is not Format.TABLE:
        columns = publication_rows.shown(COLUMNS, fmt)
        errors = error_columns(fmt) if refused else ()
        print_rows(shown, [*columns, *errors], fmt, folded={"proof"})
    ends = [found for row in rows.values() if (found := failure(row)) is not None]
    raise_first([*refused.values(), *ends], len(shown))
