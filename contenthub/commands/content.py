"""`contenthub content …`: the articles, from their making to their review and their end."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import checks
from contenthub.commands import content_edit, content_export, generate
from contenthub.commands.many import (
    ContentId,
    ContentIds,
    LimitOption,
    OffsetOption,
    act_on_each,
    confirm,
    future,
    print_page,
    tell_who_publishes,
)
from contenthub.commands.output import Format, print_document
from contenthub.commands.session import FormatOption, session, who
from contenthub.commands.waiting import say
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.states import ReviewState

if TYPE_CHECKING:
    from contenthub.lifecycle.unit import Unit
    from contenthub.records import Content

app = typer.Typer(
    name="content", help="Articles: generate, review, edit, export.", no_args_is_help=True
)

COLUMNS = (
    "id", "account", "title", "word_count", "review_status", "publish_status", "created_at",
)  # fmt: skip
REVIEWED = ("id", "title", "review_status", "publish_status", "publish_at")


class Publication(StrEnum):
    """What `--publish` asks for."""

    QUEUED = "queued"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNVERIFIED = "unverified"
    NONE = "none"  # not in the pool


@app.command("list")
def list_(
    context: typer.Context,
    review: Annotated[
        Optional[ReviewState],  # noqa: UP045
        typer.Option(help="Only with this review: pending waits for a person."),
    ] = None,
    account: Annotated[
        Optional[str], typer.Option("--account", "-a", help="Only of this account, by id or name.")  # noqa: UP045
    ] = None,
    publish: Annotated[
        Optional[Publication],  # noqa: UP045
        typer.Option(help="Only with this state in the publish pool; none: not in it."),
    ] = None,
    batch: Annotated[Optional[str], typer.Option(help="Only of this batch of tasks.")] = None,  # noqa: UP045
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Only made since then: a time, or a span such as 2h or 7d ago."),
    ] = None,
    until: Annotated[Optional[str], typer.Option(help="Only made before then.")] = None,  # noqa: UP045
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List contents, the newest first.

    \b
    Example: contenthub content list --review pending --since 7d
    """
    current = session(context)
    from contenthub.commands import times

    after = times.since("--since", since)
    before = times.since("--until", until)
    batch_id = checks.plain_text(batch, "--batch") if batch is not None else None
    if batch_id == "":
        raise InputError("--batch is empty: give a value or leave the option out")
    current.open()
    from contenthub.lifecycle import accounts
    from contenthub.queries import contents

    chosen = contents.Filter(
        review=review, account_id=accounts.find(account).id if account is not None else None,
        publish=publish, batch_id=batch_id, since=after, until=before,
    )  # fmt: skip
    print_page(lambda n, skip: contents.page(chosen, n, skip), COLUMNS, current.format(format_),
               limit=limit, offset=offset, empty="no such contents")  # fmt: skip


@app.command("show")
def show(context: typer.Context, content_id: ContentId, format_: FormatOption = None) -> None:
    """Show one content: what it is, where it stands, its text. JSON has all there is.

    \b
    Example: contenthub content show 7
    """
    current = session(context)
    current.open()
    from contenthub.queries import contents

    found = contents.details(content_id)
    if found is None:
        raise NotFoundError(f"no content {content_id}; `contenthub content list` shows all")
    fmt = current.format(format_)
    if fmt is Format.TABLE:  # for reading: without what is empty, and without markup
        found = {k: v for k, v in found.items() if v not in (None, "", [], {}) and k != "html"}
    print_document(found, fmt)


@app.command("approve")
def approve(
    context: typer.Context,
    content_ids: ContentIds,
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help='When to publish: "2026-12-01 08:00" in your zone, or +2h.'),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    format_: FormatOption = None,
) -> None:
    """Approve contents: they go to the publish pool in the same step.

    \b
    Example: contenthub content approve 7 8 --at "2026-12-01 08:00"
    """
    current = session(context)
    moment = future(at) if at is not None else None
    why = checks.plain_text(reason, "reason")
    settings = current.open()
    bell = current.ring_through_broker()
    from contenthub.lifecycle import accounts, contents

    def act(unit: Unit, content: Content) -> None:
        if content.state is not ReviewState.APPROVED:
            account = accounts.find(content.account_id)
            contents.approve(unit, content, account, settings, why, at=moment)
        elif moment:
            raise NotAllowedError(
                f"content {content.id} is approved already; its time is set by "
                f"`contenthub publish-pool schedule {content.id} --at TIME`"
            )
        else:
            say(f"content {content.id} was approved already")

    act_on_each(content_ids, _in_a_unit(act), REVIEWED, current.format(format_), key="id")
    tell_who_publishes(bell)


@app.command("reject")
def reject(
    context: typer.Context,
    content_ids: ContentIds,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
    format_: FormatOption = None,
) -> None:
    """Reject contents; what waits in the publish pool is taken out.

    \b
    Example: contenthub content reject 7 --reason "no sources"
    """
    current = session(context)
    why = checks.plain_text(reason, "reason")
    if not why:
        raise InputError("--reason is empty: say why, so that the next one gets better")
    current.open()
    from contenthub.lifecycle import contents

    def act(unit: Unit, content: Content) -> None:
        if content.state is ReviewState.REJECTED:
            say(f"content {content.id} was rejected already")
        else:
            contents.reject(unit, content, why)

    act_on_each(content_ids, _in_a_unit(act), REVIEWED, current.format(format_), key="id")


@app.command("delete")
def delete(
    context: typer.Context,
    content_ids: ContentIds,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also what is published; the published copy stays.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    format_: FormatOption = None,
) -> None:
    """Delete contents for good. Their tasks and their stories stay.

    \b
    Example: contenthub content delete 7 --yes
    """
    current = session(context)
    why = checks.plain_text(reason, "reason")
    current.open()
    if not yes:
        confirm(f"delete {len(set(content_ids))} content(s) for good?")
    from contenthub.lifecycle import contents
    from contenthub.lifecycle.unit import Unit

    def act(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            content = contents.locked(unit, content_id)
            contents.delete(unit, content, why, published=force)
        return {"id": content_id, "title": content.title, "deleted": True}

    columns = ("id", "title", "deleted")
    act_on_each(content_ids, act, columns, current.format(format_), key="id")


def _in_a_unit(act: Callable[[Unit, Content], None]) -> Callable[[int], dict[str, Any]]:
    """``act`` on the locked content in a transaction of its own; answers where it stands then."""
    from contenthub.lifecycle import contents
    from contenthub.lifecycle.unit import Unit
    from contenthub.queries.contents import standing

    def on_id(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            act(unit, contents.locked(unit, content_id))
        return standing(content_id)

    return on_id


content_edit.register(app)
content_export.register(app)
generate.register(app)
