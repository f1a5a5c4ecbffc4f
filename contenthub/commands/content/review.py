"""`contenthub content approve` and `reject`: a person's word on one article or on many.

What a range or a filter finds is counted and asked about first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands.console.many import act_on_each, confirm, future
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content.filters import (
    AccountOption,
    BatchOption,
    IdsArgument,
    SinceOption,
    UntilOption,
    chosen,
    spans,
)
from contenthub.operations import reasons
from contenthub.states import EntryState
from contenthub.wording import counted

if TYPE_CHECKING:
    from contenthub.operations.reviews import Meant

REVIEWED = ("id", "title", "review_status", "publish_status", "publish_at", "outcome")

AllOption = Annotated[bool, typer.Option("--all", help="All that wait for a person.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
EvenRejectedOption = Annotated[
    bool, typer.Option("--even-rejected", help="Also what was rejected before.")
]
EvenApprovedOption = Annotated[
    bool, typer.Option("--even-approved", help="Also what was approved and is not published.")
]
AtOption = Annotated[
    str | None, typer.Option(help='When to publish: "2026-12-01 08:00" in your zone, or +2h.')
]
ApprovalReasonOption = Annotated[
    str, typer.Option(help="Why; it is kept. What the gate holds needs one.")
]
ReasonOption = Annotated[str, typer.Option(help="Why; it is kept.")]


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("approve")(approve)
    app.command("reject")(reject)


def approve(
    context: typer.Context,
    content_ids: IdsArgument = None,
    account: AccountOption = None,
    batch: BatchOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    all_: AllOption = False,
    even_rejected: EvenRejectedOption = False,
    at: AtOption = None,
    reason: ApprovalReasonOption = "",
    yes: YesOption = False,
    format_: FormatOption = None,
) -> None:
    """Approve contents: they go to the publish pool in the same step.

    By ids, or all that wait and are in a range or meant by the options; those are counted first,
    and asked about.

    \b
    Example: contenthub content approve 7 8 --at "2026-12-01 08:00"
    """
    current = session(context)
    from contenthub.operations import reviews

    moment = future(at) if at is not None else None
    approval = reviews.Approval(reasons.optional(reason), moment, even_rejected)
    caller = current.caller()
    which = chosen(account=account, batch=batch, since=since, until=until)
    meant = reviews.meant(approval, spans(content_ids or []), which, everything=all_)
    if meant.left_out:
        say(f"{meant.left_out} that were rejected are left out; --even-rejected takes them in")
    _ask("approve", meant, approval.reason, yes=yes)
    bell = current.ring_through_broker()
    alone = len(meant.ids) == 1

    def act(content_id: int) -> dict[str, Any]:
        return reviews.approve(caller, content_id, approval, alone=alone)

    if _act(meant, act, current.format(format_)):
        tell_who_publishes(bell)


def reject(
    context: typer.Context,
    content_ids: IdsArgument = None,
    account: AccountOption = None,
    batch: BatchOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    all_: AllOption = False,
    even_approved: EvenApprovedOption = False,
    reason: ReasonOption = "",
    yes: YesOption = False,
    format_: FormatOption = None,
) -> None:
    """Reject contents; what waits in the publish pool is taken out.

    By ids, or all that wait and are in a range or meant by the options; those are counted first,
    and asked about.

    \b
    Example: contenthub content reject 7 --reason "no sources"
    """
    current = session(context)
    from contenthub.operations import reviews

    rejection = reviews.Rejection(reasons.of_rejection(reason), even_approved)
    caller = current.caller()
    which = chosen(account=account, batch=batch, since=since, until=until)
    meant = reviews.meant(rejection, spans(content_ids or []), which, everything=all_)
    _ask("reject", meant, rejection.reason, yes=yes)

    def act(content_id: int) -> dict[str, Any]:
        return reviews.reject(caller, content_id, rejection)

    _act(meant, act, current.format(format_))


def _ask(what: str, meant: Meant, reason: str, *, yes: bool) -> None:
    """Count what a range or a filter found, and ask. Raises InputError where nobody answers."""
    if meant.named or yes or not meant.ids:
        return
    note = ""
    if meant.held and what == "approve":
        needed = "" if reason else " (they need a --reason)"
        note = f", {meant.held} of them held by the gate{needed}"
    confirm(f"{what} {counted(len(meant.ids), 'content')}{note}?")


def _act(meant: Meant, act: Callable[[int], dict[str, Any]], fmt: Format) -> bool:
    """Act on each and print what became of it; whether any waits to be published now."""
    if not meant.ids:
        print_rows([], REVIEWED, fmt, empty="no such contents wait")
        return False
    queued: list[bool] = []

    def on_id(content_id: int) -> dict[str, Any]:
        row = act(content_id)
        queued.append(row["publish_status"] == EntryState.QUEUED)
        return row

    act_on_each(meant.ids, on_id, REVIEWED, fmt, key="id")
    return any(queued)
