"""`contenthub content list` and `show`: looking at articles."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from contenthub.commands.console import publication_rows
from contenthub.commands.console.many import (
    ContentId,
    LimitOption,
    OffsetOption,
    print_page,
)
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content.filters import Which
from contenthub.operations import contents
from contenthub.queries import contents as stored
from contenthub.states import ReviewState

COLUMNS = (
    "id",
    "account",
    "title",
    "word_count",
    "review_status",
    "review_reason",
    "publish_status",
    "created_at",
)
LEAVE = ("word_count", "created_at", "publish_status", "review_reason", "account")
# Who asks for one state of review wants to know why; the state itself they have said.
LEAVE_OF_ONE_STATE = (
    "word_count",
    "review_status",
    "created_at",
    "publish_status",
    "account",
    "review_reason",
)


class Publication(StrEnum):
    """What `--publish` asks for."""

    QUEUED = "queued"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNVERIFIED = "unverified"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    NONE = "none"  # never in the pool


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("list")(with_groups(list_))
    app.command("show")(show)


def list_(
    context: typer.Context,
    *,
    review: Annotated[
        ReviewState | None,
        typer.Option(help="Only with this review: pending waits for a person."),
    ] = None,
    publish: Annotated[
        Publication | None,
        typer.Option(help="Only with this state in the publish pool; none: never in it."),
    ] = None,
    wanted: Which,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List contents, the newest first.

    \b
    Example: contenthub content list --review pending --since 7d
    """
    current = session(context)
    current.open()
    which = wanted.filter(review, publish)
    print_page(
        lambda n, skip: stored.stream(which, n, skip),
        COLUMNS,
        current.format(format_),
        leave=LEAVE if review is None else LEAVE_OF_ONE_STATE,
        limit=limit,
        offset=offset,
        empty="no such contents",
    )


def show(context: typer.Context, content_id: ContentId, format_: FormatOption = None) -> None:
    """Show one content: what it is, where it stands, its text. JSON has all there is.

    \b
    Example: contenthub content show 7
    """
    current = session(context)
    current.open()
    found = contents.details(content_id)
    fmt = current.format(format_)
    if fmt is Format.TABLE:  # for reading: without what is empty, and without markup
        found = {k: v for k, v in found.items() if v not in (None, "", [], {}) and k != "html"}
        found |= _publications(found.pop("publications", []))
    print_document(found, fmt)


def _publications(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Where there are several; of a single one the content says all itself."""
    if len(rows) < 2:
        return {}
    names = ("target", "status", "proof", "error_message", "published_at", "publish_at")
    shown = publication_rows.said(rows, Format.TABLE)
    return {"publications": [{name: row[name] for name in names} for row in shown]}
