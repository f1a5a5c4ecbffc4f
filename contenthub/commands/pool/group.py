"""`contenthub publish-pool …`: what goes out, when, and in which order.

An entry is addressed by the id of its content, the one id that people meet everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from contenthub import validation
from contenthub.commands.console.many import (
    WITHOUT_TIME,
    ContentId,
    ContentIds,
    LimitOption,
    OffsetOption,
    TargetOption,
    act_on_each,
    future,
    print_page,
)
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.pool import doubt, meant, publish, show, update, verify
from contenthub.commands.pool.meant import IdsArgument, YesOption
from contenthub.errors import InputError
from contenthub.operations import reasons
from contenthub.states import EntryState

app = typer.Typer(
    name="publish-pool",
    help="What waits to be published, by the ids of contents.",
    no_args_is_help=True,
)

COLUMNS = (
    "content_id",
    "account",
    "target",
    "title",
    "status",
    "priority",
    "publish_at",
    "attempt",
    "error_message",
)
MORE = "; what was published: --all"
LEAVE = ("attempt", "priority", "account", "publish_at", "target", "error_message")
CHANGED = ("content_id", "target", "title", "status", "priority", "publish_at")
TimeOption = Annotated[
    str | None, typer.Option("--at", help='When: "2026-12-01 08:00" in your zone, or +2h.')
]


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        list[EntryState] | None,
        typer.Option(
            "--status",
            "-s",
            help="Only in this state; repeatable. Default: all but published and withdrawn.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is published.")] = False,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Only of this account, by id or name.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", help="Only at targets of this name.")
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
    from contenthub.commands.console import publication_rows
    from contenthub.operations import pool

    fmt = current.format(format_)
    print_page(
        lambda n, skip: publication_rows.said(
            pool.listing(status or (), account, n, skip, everything=everything, target=target),
            fmt,
        ),
        publication_rows.shown(COLUMNS, fmt),
        fmt,
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no such entries in the publish pool" + ("" if everything or status else MORE),
    )


show.register(app)


@app.command("add")
def add(
    context: typer.Context,
    content_ids: ContentIds,
    at: Annotated[
        str | None, typer.Option(help="When; default: as it was planned before, else at once.")
    ] = None,
    priority: Annotated[
        int | None,
        typer.Option(
            "--priority",
            "-p",
            help="1 to 10, 10 first; default: as it was before, else its task's.",
        ),
    ] = None,
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Put approved contents into the pool.

    \b
    Example: contenthub publish-pool add 7 8 --at "2026-12-01 08:00" -p 9
    """
    current = session(context)
    moment = future(at, WITHOUT_TIME) if at is not None else None
    rank = validation.priority(priority) if priority is not None else None
    caller = current.caller()
    bell = current.ring_through_broker()
    from contenthub.commands.console import publication_rows
    from contenthub.operations import pool

    def act(content_id: int) -> list[dict[str, Any]]:
        added = pool.add(caller, content_id, at=moment, priority=rank, target=target)
        if not added.new:
            say(f"content {content_id} is in the pool already; schedule and set-priority change it")
        return added.entries

    fmt = current.format(format_)
    act_on_each(content_ids, act, publication_rows.shown(CHANGED, fmt), fmt, key="content_id")
    tell_who_publishes(bell)


@app.command("remove")
def remove(
    context: typer.Context,
    content_ids: IdsArgument,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    target: TargetOption = None,
    yes: YesOption = False,
    format_: FormatOption = None,
) -> None:
    """Take contents out of the pool that are not published; they stay approved.

    Of a range those that wait or have failed; they are counted first, and asked about.

    \b
    Example: contenthub publish-pool remove 7
    """
    current = session(context)
    why = reasons.optional(reason)
    caller = current.caller()
    from contenthub.operations import pool

    fmt = current.format(format_)
    ids = meant.chosen(content_ids, pool.OPEN, target, what="take out", yes=yes)

    def act(content_id: int) -> dict[str, Any]:
        content = pool.remove(caller, content_id, why, target=target)
        return {"content_id": content_id, "title": content.title, "removed": True}

    removed = ("content_id", "title", "removed")
    _act(ids, act, removed, fmt)


@app.command("schedule")
def schedule(
    context: typer.Context,
    content_ids: IdsArgument,
    at: TimeOption = None,
    next_slot: Annotated[
        bool, typer.Option("--next-slot", help="Take the next free time of the target.")
    ] = False,
    target: TargetOption = None,
    yes: YesOption = False,
    format_: FormatOption = None,
) -> None:
    """Set when waiting contents are published: at a time, or in the next free slot.

    Of a range those that wait; they are counted first, and asked about.

    \b
    Example: contenthub publish-pool schedule 7 --at "2026-12-01 08:00"
    """
    current = session(context)
    if (at is None) is not next_slot:
        raise InputError("say when: either --at or --next-slot")
    now = "`contenthub publish-pool publish CONTENT_ID` publishes at once"
    moment = None if at is None else future(at, now)
    caller = current.caller()
    from contenthub.commands.console import publication_rows
    from contenthub.operations import pool

    ids = meant.chosen(content_ids, pool.WAITING, target, what="schedule", yes=yes)
    bell = current.ring_through_broker()

    def act(content_id: int) -> list[dict[str, Any]]:
        if moment is None:
            return pool.to_next_slot(caller, content_id, target=target)
        return pool.reschedule(caller, content_id, at=moment, target=target)

    fmt = current.format(format_)
    if _act(ids, act, publication_rows.shown(CHANGED, fmt), fmt):
        tell_who_publishes(bell)


def _act(
    ids: Sequence[int], act: Callable[[int], Any], columns: tuple[str, ...], fmt: Format
) -> bool:
    """Act on each and print what became of it; False where a range meant none."""
    if not ids:
        print_rows([], columns, fmt, empty=meant.NONE)
        return False
    act_on_each(ids, act, columns, fmt, key="content_id")
    return True


@app.command("set-priority")
def set_priority(
    context: typer.Context,
    content_id: ContentId,
    priority: Annotated[int, typer.Argument(metavar="PRIORITY", help="1 to 10, 10 first.")],
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Set the priority of a waiting content: among what is due, higher goes first.

    \b
    Example: contenthub publish-pool set-priority 7 10
    """
    current = session(context)
    rank = validation.priority(priority)
    caller = current.caller()
    from contenthub.commands.console import publication_rows
    from contenthub.operations import pool

    changed = pool.reschedule(caller, content_id, priority=rank, target=target)
    fmt = current.format(format_)
    if len(changed) == 1:
        print_document(changed[0], fmt)
    else:
        print_rows(changed, publication_rows.shown(CHANGED, fmt), fmt)


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


publish.register(app)
update.register(app)
verify.register(app)
doubt.register(app)
