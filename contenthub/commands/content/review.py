"""`contenthub content approve` and `reject`: a person's word on one article or on many.

What a person names by its id is meant. What a range or a filter finds is counted and asked
about first, and what was decided before stays as it is unless it is meant expressly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub import validation
from contenthub.commands.console.many import act_on_each, confirm, future, tell_who_publishes
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session, who
from contenthub.commands.console.waiting import say
from contenthub.commands.content.filters import (
    AccountOption,
    BatchOption,
    IdsArgument,
    SinceOption,
    UntilOption,
    chosen,
    spans,
)
from contenthub.errors import InputError, NotAllowedError
from contenthub.states import EntryState, ReviewState
from contenthub.wording import counted

if TYPE_CHECKING:
    from contenthub.lifecycle.unit import Unit
    from contenthub.queries.contents import Candidate, Filter
    from contenthub.records import Content

REVIEWED = ("id", "title", "review_status", "publish_status", "publish_at", "outcome")

AllOption = Annotated[bool, typer.Option("--all", help="All that wait for a person.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Act = Callable[["Unit", "Content"], str]


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
    even_rejected: Annotated[
        bool, typer.Option("--even-rejected", help="Also what was rejected before.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option(help='When to publish: "2026-12-01 08:00" in your zone, or +2h.'),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why; it is kept. What the gate holds needs one.")
    ] = "",
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
    moment = future(at) if at is not None else None
    why = validation.plain_text(reason, "reason")
    settings = current.open()
    which = chosen(account=account, batch=batch, since=since, until=until)
    states = (ReviewState.PENDING, ReviewState.REJECTED)
    meant = _meant(content_ids or [], which, states, everything=all_)
    if not (even_rejected or meant.named):
        meant = _without_rejected(meant)
    _ask(meant, "approve", yes=yes, reason=why)
    bell = current.ring_through_broker()
    from contenthub.lifecycle import accounts, contents

    def act(unit: Unit, content: Content) -> str:
        before = content.state
        if before is ReviewState.REJECTED and len(meant.ids) > 1 and not even_rejected:
            raise NotAllowedError(
                f"content {content.id} was rejected ({content.review_reason}); "
                "--even-rejected approves it all the same"
            )
        if before is ReviewState.APPROVED and moment is not None:
            raise NotAllowedError(
                f"content {content.id} is approved already; its time is changed by "
                f"`contenthub publish-pool schedule {content.id} --at TIME`"
            )
        of_whom = accounts.find(content.account_id)
        contents.approve(unit, content, of_whom, settings, why, at=moment)
        return _approved(content, why)

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
    even_approved: Annotated[
        bool, typer.Option("--even-approved", help="Also what was approved and is not published.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
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
    why = validation.plain_text(reason, "reason")
    if not why:
        raise InputError("--reason is empty: say why, so that the next one gets better")
    current.open()
    which = chosen(account=account, batch=batch, since=since, until=until)
    states = (ReviewState.PENDING, *([ReviewState.APPROVED] if even_approved else []))
    meant = _meant(content_ids or [], which, states, everything=all_)
    _ask(meant, "reject", yes=yes, reason=why)
    from contenthub.lifecycle import contents

    def act(unit: Unit, content: Content) -> str:
        contents.reject(unit, content, why)
        again = content.state is ReviewState.REJECTED
        return "was rejected already; the reason is the new one" if again else "rejected"

    _act(meant, act, current.format(format_))


@dataclass(frozen=True, slots=True)
class _Meant:
    """The contents that are meant."""

    ids: list[int]
    found: dict[int, Candidate] | None = None  # None: each was named by its own id

    @property
    def named(self) -> bool:
        return self.found is None


def _meant(
    tokens: Sequence[str], which: Filter, states: Sequence[ReviewState], *, everything: bool
) -> _Meant:
    """The contents that ids, ranges, options or ``--all`` mean; never all of them by accident."""
    from contenthub.queries import contents

    if bool(tokens) + bool(which) + everything > 1:
        raise InputError("give ids and ranges, or options that say which, or --all: one of them")
    if not tokens and not which and not everything:
        raise InputError(
            "say which contents: ids, ranges such as 3-9, options such as --batch "
            "or --since, or --all"
        )
    wanted = spans(tokens)
    if tokens and all(first == last for first, last in wanted):
        return _Meant([first for first, _ in wanted])
    if tokens:
        there = [one for span in wanted for one in contents.matching(which, states, span)]
    else:
        there = list(contents.matching(which, states))
    found = {one.id: one for one in there}
    return _Meant(list(found), found)


def _without_rejected(meant: _Meant) -> _Meant:
    found = {
        id_: one
        for id_, one in (meant.found or {}).items()
        if one.review is not ReviewState.REJECTED
    }
    left_out = len(meant.ids) - len(found)
    if left_out:
        say(f"{left_out} that were rejected are left out; --even-rejected takes them in")
    return _Meant(list(found), found)


def _ask(meant: _Meant, what: str, *, yes: bool, reason: str) -> None:
    """Count what a range or a filter found, and ask. Raises InputError where nobody answers."""
    if meant.found is None or yes or not meant.ids:
        return
    held = sum(one.held for one in meant.found.values())
    note = ""
    if held and what == "approve":
        note = f", {held} of them held by the gate" + ("" if reason else " (they need a --reason)")
    confirm(f"{what} {counted(len(meant.ids), 'content')}{note}?")


def _approved(content: Content, why: str) -> str:
    if content.state is ReviewState.APPROVED:
        return "was approved already" + ("; the reason is the new one" if why else "")
    if content.state is ReviewState.REJECTED:
        return f"approved; was rejected: {content.review_reason}"
    return "approved"


def _act(meant: _Meant, act: Act, fmt: Format) -> bool:
    """Act on each in a transaction of its own, and tell what happened to it.

    Returns whether any of them waits to be published now.
    """
    if not meant.ids:
        print_rows([], REVIEWED, fmt, empty="no such contents wait")
        return False
    from contenthub.lifecycle import contents
    from contenthub.lifecycle.unit import Unit
    from contenthub.queries.contents import standing

    def on_id(content_id: int) -> dict[str, Any]:
        with Unit(who()) as unit:
            outcome = act(unit, contents.locked(unit, content_id))
        now = standing(content_id)
        queued.append(now["publish_status"] == EntryState.QUEUED)
        return now | {"outcome": outcome}

    queued: list[bool] = []
    act_on_each(meant.ids, on_id, REVIEWED, fmt, key="id")
    return any(queued)
