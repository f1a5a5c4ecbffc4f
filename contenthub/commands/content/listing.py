"""`contenthub content list`: looking at many articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content.filters import Which
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
    "planned_for",
    "created_at",
)
LEAVE = ("word_count", "created_at", "planned_for", "publish_status", "review_reason", "account")
# Who asks for one state of review wants to know why; the state itself they have said.
LEAVE_OF_ONE_STATE = (
    "word_count",
    "review_status",
    "created_at",
    "publish_status",
    "account",
    "planned_for",
    "review_reason",
)


MOST_TOLD = 5  # contents that are told of one by one


class Publication(StrEnum):
    """What `--publish` asks for."""

    QUEUED = "queued"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNVERIFIED = "unverified"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    UPDATING = "updating"
    WITHDRAWN = "withdrawn"
    NONE = "none"  # never in the pool


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("list")(with_groups(list_))


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
    proposed: Annotated[
        bool, typer.Option("--proposed", help="Only those for which a new text waits for a person.")
    ] = False,
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
    which = wanted.filter(review, publish, proposed=proposed)
    waiting: list[int] = []
    print_page(
        lambda n, skip: _noting(stored.stream(which, n, skip), waiting),
        COLUMNS,
        current.format(format_),
        leave=LEAVE if review is None else LEAVE_OF_ONE_STATE,
        foremost=() if review is None else ("review_reason",),
        limit=limit,
        offset=offset,
        empty="no such contents",
    )
    _say_what_is_proposed(waiting)


def _noting(rows: Iterable[dict[str, Any]], waiting: list[int]) -> Iterator[dict[str, Any]]:
    """The rows as they are; the ids of those for which a new text waits go to ``waiting``."""
    for row in rows:
        if row["proposals"]:
            waiting.append(row["id"])
        yield row


def _say_what_is_proposed(ids: Sequence[int]) -> None:
    for content_id in ids[:MOST_TOLD]:
        how = f"contenthub content revisions {content_id}"
        say(f"a new text for content {content_id} waits for a person: {how}")
    if len(ids) > MOST_TOLD:
        say(f"{len(ids) - MOST_TOLD} more have one: contenthub content list --proposed")
