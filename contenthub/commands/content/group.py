"""`contenthub content …`: the articles, from their making to their review and their end."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import (
    ContentId,
    ContentIds,
    LimitOption,
    OffsetOption,
    act_on_each,
    confirm,
    print_page,
)
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import edit, export, generate
from contenthub.commands.content import review as content_review
from contenthub.commands.content.filters import (
    AccountOption,
    BatchOption,
    SinceOption,
    UntilOption,
    chosen,
)
from contenthub.operations import reasons
from contenthub.states import ReviewState
from contenthub.wording import counted

app = typer.Typer(
    name="content", help="Articles: generate, review, edit, export.", no_args_is_help=True
)

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


@app.command("list")
def list_(
    context: typer.Context,
    review: Annotated[
        ReviewState | None,
        typer.Option(help="Only with this review: pending waits for a person."),
    ] = None,
    account: AccountOption = None,
    publish: Annotated[
        Publication | None,
        typer.Option(help="Only with this state in the publish pool; none: never in it."),
    ] = None,
    batch: BatchOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
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
    from contenthub.queries import contents

    which = chosen(
        account=account, batch=batch, since=since, until=until, review=review, publish=publish
    )
    print_page(
        lambda n, skip: contents.stream(which, n, skip),
        COLUMNS,
        current.format(format_),
        leave=LEAVE if review is None else LEAVE_OF_ONE_STATE,
        limit=limit,
        offset=offset,
        empty="no such contents",
    )


@app.command("show")
def show(context: typer.Context, content_id: ContentId, format_: FormatOption = None) -> None:
    """Show one content: what it is, where it stands, its text. JSON has all there is.

    \b
    Example: contenthub content show 7
    """
    current = session(context)
    current.open()
    from contenthub.operations import contents

    found = contents.details(content_id)
    fmt = current.format(format_)
    if fmt is Format.TABLE:  # for reading: without what is empty, and without markup
        found = {k: v for k, v in found.items() if v not in (None, "", [], {}) and k != "html"}
    print_document(found, fmt)


content_review.register(app)


@app.command("remove")
def remove(
    context: typer.Context,
    content_ids: ContentIds,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also what is published; the published copy stays.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
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
        confirm(f"remove {counted(len(set(content_ids)), 'content')} for good?")
    from contenthub.operations import contents

    def act(content_id: int) -> dict[str, Any]:
        content = contents.remove(caller, content_id, why, published=force)
        return {"id": content_id, "title": content.title, "removed": True}

    columns = ("id", "title", "removed")
    act_on_each(content_ids, act, columns, current.format(format_), key="id")


edit.register(app)
export.register(app)
generate.register(app)
