"""`contenthub content approve` and `reject`: a person's word on one article or on many.

What a range or a filter finds is counted and asked about first; the answer holds for the texts that
were there then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import (
    WITHOUT_TIME,
    ChosenTargets,
    WhyOption,
    act_on_each,
    confirm,
    future,
)
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content.filters import IdsArgument, Which, spans
from contenthub.errors import InputError
from contenthub.operations import reasons, reviews
from contenthub.operations.reviews import Meant
from contenthub.states import EntryState
from contenthub.validation import MOST_ID
from contenthub.wording import counted

MOST_CHECKS = 5  # of the gate, that a question names
REVIEWED = ("id", "title", "review_status", "publish_status", "publish_at", "outcome")
_LEAVE = ("review_status", "publish_at")  # the outcome says the one, `publish-pool list` the other

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(Which):
    """Which contents are meant, beside those that are named."""

    everything: Annotated[bool, typer.Option("--all", help="All that wait for a person.")] = False
    revision: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_ID,
            help="Of a single id: the text that was read, by its number in `content show`. "
            "Another one is refused.",
        ),
    ] = None

    def meant(self, asked: reviews.Decision, ids: list[str] | None) -> Meant:
        """The contents that a person has a word on. Raises InputError, NotFoundError."""
        return reviews.meant(
            asked,
            spans(ids or []),
            self.filter(),
            everything=self.everything,
            read=self.revision,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How they are approved."""

    even_rejected: Annotated[
        bool, typer.Option("--even-rejected", help="Also what was rejected before.")
    ] = False
    at: Annotated[
        str | None,
        typer.Option(help='When to publish: "2026-12-01 08:00" in your zone, or +2h.'),
    ] = None
    target: ChosenTargets = None
    reason: Annotated[
        str,
        typer.Option("--because", "--reason", help="Why; kept. What the gate holds needs one."),
    ] = ""

    def checked(self) -> reviews.Approval:
        """The same as operations know it. Raises InputError."""
        moment = None if self.at is None else future(self.at, WITHOUT_TIME)
        chosen = tuple(dict.fromkeys(self.target or ()))
        return reviews.Approval(reasons.optional(self.reason), moment, self.even_rejected, chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """How they are rejected."""

    even_approved: Annotated[
        bool,
        typer.Option("--even-approved", help="Also what was approved and is not published."),
    ] = False
    reason: WhyOption = ""


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("approve")(with_groups(approve))
    app.command("reject")(with_groups(reject))


def approve(
    context: typer.Context,
    content_ids: IdsArgument = None,
    *,
    which: Reviewed,
    how: Approval,
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
    approval = how.checked()
    caller = current.caller()
    meant = which.meant(approval, content_ids)
    if meant.left_out:
        say(f"{meant.left_out} that were rejected are left out; --even-rejected takes them in")
    seen = _ask("approve", meant, approval.reason, yes=yes)
    bell = current.ring_through_broker()

    def act(content_id: int) -> dict[str, Any]:
        read = seen.get(content_id)
        return reviews.approve(caller, content_id, approval, alone=meant.alone, read=read)

    if _act(meant, act, current.format(format_)):
        tell_who_publishes(bell)


def reject(
    context: typer.Context,
    content_ids: IdsArgument = None,
    *,
    which: Reviewed,
    how: Rejection,
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
    rejection = reviews.Rejection(reasons.of_rejection(how.reason), how.even_approved)
    caller = current.caller()
    meant = which.meant(rejection, content_ids)
    seen = _ask("reject", meant, rejection.reason, yes=yes)

    def act(content_id: int) -> dict[str, Any]:
        read = seen.get(content_id)
        return reviews.reject(caller, content_id, rejection, named=meant.named, read=read)

    _act(meant, act, current.format(format_))


def _ask(what: str, meant: Meant, reason: str, *, yes: bool) -> Mapping[int, int]:
    """Count what a range or a filter found, and ask; returns the texts that the answer is about.

    Those are named, or were there when the person was asked: by number, none for whichever there
    is. Raises InputError where nobody answers.
    """
    if meant.named:
        return meant.seen
    if yes or not meant.ids:
        return {}
    note = ""
    if what == "approve" and (now := reviews.as_held_now(meant)).held:
        why = _checks(now.checks)
        needed = f" ({why})" if reason else f" ({why}; each needs a --because)"
        note = f", {now.held} of them held by the gate{needed}"
        if now.held == len(now.ids) and not reason:
            raise InputError(f"all of these are held by the gate{needed}")
    confirm(f"{what} {counted(len(meant.ids), 'content')}{note}?")
    return meant.seen


def _checks(checks: Counter[str]) -> str:
    """Which checks hold how many: a reason that is given to all of them has to fit all."""
    ordered = sorted(checks.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{name} {number}" for name, number in ordered[:MOST_CHECKS]]
    more = len(ordered) - len(told)
    return ", ".join(told) + (f" and {counted(more, 'more check')}" if more else "")


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

    act_on_each(meant.ids, on_id, REVIEWED, fmt, key="id", leave=_LEAVE)
    return any(queued)
