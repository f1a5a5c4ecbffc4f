"""`contenthub publish-pool …`: what goes out, when, and in which order.

An entry is addressed by the id of its content, the one id that people meet everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import validation
from contenthub.commands.console.many import (
    ContentId,
    ContentIds,
    LimitOption,
    OffsetOption,
    act_on_each,
    future,
    print_page,
    tell_who_publishes,
)
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session, who
from contenthub.commands.console.waiting import say
from contenthub.commands.pool import doubt, publish, show
from contenthub.commands.pool.show import not_in_pool
from contenthub.errors import NotAllowedError
from contenthub.states import EntryState

if TYPE_CHECKING:
    from datetime import datetime

    from contenthub.lifecycle.unit import Unit
    from contenthub.records import Entry

app = typer.Typer(
    name="publish-pool",
    help="What waits to be published, by the ids of contents.",
    no_args_is_help=True,
)

COLUMNS = (
    "content_id",
    "account",
    "title",
    "status",
    "priority",
    "publish_at",
    "attempt",
    "error_message",
)
LEAVE = ("attempt", "priority", "account", "publish_at", "error_message")
CHANGED = ("content_id", "title", "status", "priority", "publish_at")
_NOT_OUT = tuple(
    state for state in EntryState if state not in {EntryState.PUBLISHED, EntryState.WITHDRAWN}
)

TimeOption = Annotated[
    str, typer.Option("--at", help='When: "2026-12-01 08:00" in your zone, or +2h.')
]


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        Optional[list[EntryState]],  # noqa: UP045
        typer.Option(
            "--status",
            "-s",
            help="Only in this state; repeatable. Default: all but published and withdrawn.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is published.")] = False,
    account: Annotated[
        Optional[str], typer.Option("--account", "-a", help="Only of this account, by id or name.")  # noqa: UP045
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the entries of the pool, the newest first.

    \b
    Example: contenthub publish-pool list --status failed --status unverified
    """
    current = session(context)
    current.open()
    from contenthub.lifecycle import accounts
    from contenthub.queries import pool

    states = tuple(status or ()) or (() if everything else _NOT_OUT)
    account_id = accounts.find(account).id if account is not None else None
    print_page(
        lambda n, skip: pool.stream(states, account_id, n, skip),
        COLUMNS,
        current.format(format_),
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no such entries in the publish pool",
    )


show.register(app)


@app.command("add")
def add(
    context: typer.Context,
    content_ids: ContentIds,
    at: Annotated[
        Optional[str], typer.Option(help="When; default: as it was planned before, else at once.")  # noqa: UP045
    ] = None,
    priority: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            "--priority",
            "-p",
            help="1 to 10, 10 first; default: as it was before, else its task's.",
        ),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Put approved contents into the pool.

    \b
    Example: contenthub publish-pool add 7 8 --at "2026-12-01 08:00" -p 9
    """
    current = session(context)
    moment = future(at) if at is not None else None
    rank = validation.priority(priority) if priority is not None else None
    settings = current.open()
    bell = current.ring_through_broker()
    from contenthub.lifecycle import contents, publishing
    from contenthub.lifecycle.unit import Unit

    def act(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            content = contents.locked(unit, content_id)
            if not publishing.put_in(unit, content, settings, at=moment, priority=rank):
                say(
                    f"content {content_id} is in the pool already; schedule and set-priority"
                    " change it"
                )
        return entry(content_id)

    act_on_each(content_ids, act, CHANGED, current.format(format_), key="content_id")
    tell_who_publishes(bell)


@app.command("remove")
def remove(
    context: typer.Context,
    content_ids: ContentIds,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    format_: FormatOption = None,
) -> None:
    """Take contents out of the pool that are not published; they stay approved.

    \b
    Example: contenthub publish-pool remove 7
    """
    current = session(context)
    why = validation.plain_text(reason, "reason")
    current.open()
    from contenthub.lifecycle import contents, publishing
    from contenthub.lifecycle.unit import Unit

    def act(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            content = contents.locked(unit, content_id)
            if not publishing.take_out(unit, content, why):
                raise not_in_pool(content_id)
        return {"content_id": content_id, "title": content.title, "removed": True}

    columns = ("content_id", "title", "removed")
    act_on_each(content_ids, act, columns, current.format(format_), key="content_id")


@app.command("schedule")
def schedule(
    context: typer.Context, content_ids: ContentIds, at: TimeOption, format_: FormatOption = None
) -> None:
    """Set when waiting contents are published.

    \b
    Example: contenthub publish-pool schedule 7 --at "2026-12-01 08:00"
    """
    current = session(context)
    moment = future(at)
    current.open()
    bell = current.ring_through_broker()
    act = _rescheduling(at=moment)
    act_on_each(content_ids, act, CHANGED, current.format(format_), key="content_id")
    tell_who_publishes(bell)


@app.command("set-priority")
def set_priority(
    context: typer.Context,
    content_id: ContentId,
    priority: Annotated[int, typer.Argument(metavar="PRIORITY", help="1 to 10, 10 first.")],
    format_: FormatOption = None,
) -> None:
    """Set the priority of a waiting content: among what is due, higher goes first.

    \b
    Example: contenthub publish-pool set-priority 7 10
    """
    current = session(context)
    rank = validation.priority(priority)
    current.open()
    print_document(_rescheduling(priority=rank)(content_id), current.format(format_))


@app.command("stats")
def stats(context: typer.Context, format_: FormatOption = None) -> None:
    """Count the entries by state, and say what is due and what is next.

    \b
    Example: contenthub publish-pool stats -f json
    """
    current = session(context)
    current.open()
    from contenthub.queries import pool

    print_document(pool.stats(), current.format(format_))


def entry(content_id: int) -> dict[str, Any]:
    """The entry of a content that is in the pool, as a row."""
    from contenthub.queries import pool

    return pool.by_content([content_id])[content_id]


def _rescheduling(
    *, at: datetime | None = None, priority: int | None = None
) -> Callable[[int], dict[str, Any]]:
    from contenthub.lifecycle import contents, entries
    from contenthub.lifecycle.unit import Unit

    def act(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            contents.locked(unit, content_id)
            entries.reschedule(unit, _waiting(unit, content_id), at=at, priority=priority)
        return entry(content_id)

    return act


def _waiting(unit: Unit, content_id: int) -> Entry:
    """The entry, if it can still be changed."""
    from contenthub.lifecycle import publishing

    found = publishing.entry_in_pool(content_id)
    if found is None:
        raise not_in_pool(content_id)
    if found.state is EntryState.FAILED:
        raise NotAllowedError(
            f"content {content_id} failed to publish; `contenthub publish-pool "
            f"publish {content_id}` tries it again"
        )
    if found.state is not EntryState.QUEUED:
        raise NotAllowedError(
            f"content {content_id} is {found.status}; only what is queued has a time and a turn"
        )
    return found


publish.register(app)
doubt.register(app)
