"""A person's yes or no: which contents it means, what is refused, and what became of each.

What a person names by its id is meant. What a range or a filter finds is counted first, and what
was decided before stays as it is unless it is meant expressly. Whoever says which text was seen has
no word on another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock, records
from contenthub.articles import gate
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.generations import gate_process
from contenthub.lifecycle import accounts, content_by_id, contents, present_rules, targets
from contenthub.lifecycle.present_rules import Judged
from contenthub.lifecycle.unit import Unit
from contenthub.operations import seen
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.queries import contents as stored
from contenthub.queries.contents import Candidate, Filter
from contenthub.records import Content
from contenthub.states import ReviewState
from contenthub.wording import moment

LONG_WAIT = timedelta(days=31)  # for a free time of a target
_MOST_LOOKED_AT = 100  # contents of which is said how many the gate holds
Span = tuple[int, int]  # the first and the last id; the same for a single one


@dataclass(frozen=True, slots=True)
class Approval:
    """A yes; ``at`` is when to publish, instead of the time that was planned.

    ``targets`` are where, by their names, instead of those that were chosen; none leaves these.
    """

    reason: Reason
    at: datetime | None = None
    even_rejected: bool = False
    targets: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[ReviewState, ...]:
        """What a range or a filter looks for; what was rejected is counted at least."""
        return ReviewState.PENDING, ReviewState.REJECTED

    @property
    def taken(self) -> tuple[ReviewState, ...]:
        """Of these, what it is about."""
        rejected = (ReviewState.REJECTED,) if self.even_rejected else ()
        return ReviewState.PENDING, *rejected


@dataclass(frozen=True, slots=True)
class Rejection:
    """A no."""

    reason: Reason
    even_approved: bool = False

    @property
    def states(self) -> tuple[ReviewState, ...]:
        """What a range or a filter looks for."""
        approved = (ReviewState.APPROVED,) if self.even_approved else ()
        return ReviewState.PENDING, *approved

    @property
    def taken(self) -> tuple[ReviewState, ...]:
        """Of these, what it is about: all."""
        return self.states


Decision = Approval | Rejection


@dataclass(frozen=True, slots=True)
class Meant:
    """The contents that are meant, in their order."""

    ids: list[int]
    named: bool = False  # each by its own id: a person need not be asked
    held: int = 0  # of them, by the gate
    checks: Counter[str] = field(default_factory=Counter)  # of the gate, by how many each holds
    left_out: int = 0  # that were found, and had been rejected before
    seen: Mapping[int, int] = field(default_factory=dict)  # the number of the text of each, by id

    @property
    def alone(self) -> bool:
        """Whether it is a single one, named by its id."""
        return self.named and len(self.ids) == 1


def named(
    decision: Decision, ids: Sequence[int], read: Mapping[int, int], which: Filter, most: int
) -> Meant:
    """The contents that ids or a filter mean; of a filter's the ``most`` oldest, and no other read.

    ``read`` names them by their ids as well, with the number of the text that was read of each.
    Raises InputError as ``meant`` does.
    """
    if ids and read:
        raise _meant_twice()
    if ids or read or not which:
        found = meant(decision, [(one, one) for one in (*ids, *read)], which)
        return replace(found, seen=read)
    return Meant([one.id for one in stored.matching(which, decision.taken, most=most)])


def meant(
    decision: Decision,
    spans: Sequence[Span],
    which: Filter,
    *,
    everything: bool = False,
    read: int | None = None,
) -> Meant:
    """The contents that ids and ranges, a filter or ``everything`` mean.

    ``read`` is the number of the text that was read of a single one. Raises InputError for none
    and for several of these: never all contents by accident; and for ``read`` of several.
    """
    if bool(spans) + bool(which) + everything > 1:
        raise _meant_twice()
    if not spans and not which and not everything:
        raise InputError(
            "say which contents: ids, ranges such as 3-9, what they have in common, or all",
            code=Code.NO_CONTENTS_MEANT,
        )
    ids = [first for first, last in spans if first == last]
    if read is not None and (len(spans) != 1 or not ids):
        raise InputError("a revision was given, which is that of one content: name it by its id")
    if spans and len(ids) == len(spans):
        return Meant(ids, named=True, seen={} if read is None else {ids[0]: read})
    wanted: Sequence[Span | None] = spans or [None]
    found = (one for span in wanted for one in stored.matching(which, decision.states, span))
    return chosen(decision, found)


def _meant_twice() -> InputError:
    return InputError(
        "give ids and ranges, or what the contents have in common, or all: one of them",
        code=Code.CONTENTS_MEANT_TWICE,
    )


def chosen(decision: Decision, found: Iterable[Candidate]) -> Meant:
    """Of what a range or a filter found, each once, what the decision is about."""
    there = {one.id: one for one in found}
    taken = [one for one in there.values() if _is_meant(decision, one.review)]
    return Meant(
        [one.id for one in taken],
        held=sum(bool(one.held) for one in taken),
        checks=Counter(check for one in taken for check in one.held),
        left_out=len(there) - len(taken),
        seen={one.id: one.revision for one in taken},
    )


def as_held_now(meant: Meant) -> Meant:
    """The same by the present rules: which checks hold how many; of very many, what held last."""
    if len(meant.ids) > _MOST_LOOKED_AT:
        return meant
    stored_now = records.by_ids(Content, meant.ids)
    judged = [present_rules.judged(one, gate_process.examine_all) for one in stored_now]
    held = [gate.held_by(one.findings) for one in judged]
    checks = Counter(check for one in held for check in one)
    return replace(meant, held=sum(map(bool, held)), checks=checks)


def _is_meant(decision: Decision, review: ReviewState) -> bool:
    if isinstance(decision, Approval) and review is ReviewState.REJECTED:
        return decision.even_rejected
    return True


def approve(
    caller: Caller,
    content_id: int,
    approval: Approval,
    *,
    alone: bool = True,
    read: int | None = None,
    judged: Judged | None = None,
) -> dict[str, Any]:
    """Approve one content, which goes to the publish pool in the same step.

    ``alone``: it is the only one that is meant, so what was rejected is meant as well. ``read`` is
    the number of the text that the person has seen; None: whichever it has. Returns where it
    stands now, with the ``outcome`` in words. Raises NotFoundError, also for a target that its
    account has not, and NotAllowedError for another text than ``read``, for what
    ``refusal_to_approve`` says and for what the gate holds, if there is no reason. The gate looks
    again, by the account's present rules, unless it has: then that is ``judged``.
    """
    content = None
    while content is None:  # until nothing was changed while the gate was looking
        judged = judged or _judged_now(content_id)
        content = _approve(caller, judged, approval, alone=alone, read=read)
        judged = None
    row = stored.standing(content_id)
    late = "" if content.state is ReviewState.APPROVED else _when(row)
    return row | {"outcome": outcome_of_approval(content, approval) + late}


JudgedBefore = dict[int, Judged]  # by the id of the content


def judged_before(content_ids: Sequence[int]) -> JudgedBefore:
    """For many that are approved in one transaction, before it begins: what the gate says of each.

    Others would wait for that transaction while the gate looks at one text after the other.
    """
    found: JudgedBefore = {}
    if len(content_ids) > 1 and db.is_joined():
        for id_ in content_ids:
            with suppress(NotFoundError):
                one = _judged_now(id_)
                found[id_] = replace(one, content=replace(one.content, body="", html=None))
    return found


def _judged_now(content_id: int) -> Judged:
    found = content_by_id.read(content_id)
    if found.state is ReviewState.APPROVED:  # it only gets another reason
        return Judged(found, accounts.find(found.account_id), found.findings)
    return present_rules.judged(found, gate_process.examine_all)


def _approve(
    caller: Caller, judged: Judged, approval: Approval, *, alone: bool, read: int | None
) -> Content | None:
    """Approve what was judged; returns what it was before, None where that is something else."""
    held = None
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, judged.content.id)
        seen.demand(content, read)
        account = accounts.find(content.account_id)
        if not judged.is_of(content, account):
            return None
        if refused := refusal_to_approve(content, approval, alone=alone):
            raise refused
        ids = targets.chosen(account.id, approval.targets)
        targets.demand(ids or ())
        if not approval.reason and content.state is not ReviewState.APPROVED:
            held = contents.refusal_of_held(content, judged.findings)
        if held is not None:
            present_rules.note(unit, content, judged.findings)
        else:
            contents.approve(
                unit,
                content,
                account,
                caller.settings,
                approval.reason,
                at=approval.at,
                target_ids=ids,
                findings=judged.findings,
            )
    if held is not None:
        raise held  # what was found is kept all the same
    return content


def _when(row: dict[str, Any]) -> str:
    """That it goes out much later, where its targets are full for so long."""
    at = row["publish_at"]
    if at is None or row["planned_for"] is not None or at - clock.now() < LONG_WAIT:
        return ""
    return f"; its targets have no free time before {moment(at)}"


def reject(
    caller: Caller,
    content_id: int,
    rejection: Rejection,
    *,
    named: bool = True,
    read: int | None = None,
) -> dict[str, Any]:
    """Reject one content; what waits in the publish pool is taken out in the same step.

    ``named``: by its id, so what was approved is meant as well; ``read`` as for ``approve``.
    Returns where it stands now, with the ``outcome`` in words. Raises NotFoundError, and
    NotAllowedError for another text than ``read``, for one that was approved since it was found,
    and when it is published, being published or looked up.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        seen.demand(content, read)
        if content.state is ReviewState.APPROVED and not (named or rejection.even_approved):
            raise NotAllowedError(
                f"content {content.id} was approved meanwhile", code=Code.WAS_APPROVED
            )
        contents.reject(unit, content, rejection.reason)
    return stored.standing(content_id) | {"outcome": outcome_of_rejection(content)}


def refusal_to_approve(
    content: Content, approval: Approval, *, alone: bool
) -> NotAllowedError | None:
    """Why this content, as it is now, is not approved so; None where it is.

    Among several, one that was rejected is approved only where that is said; the time and the
    targets of one that is approved already are changed in the pool.
    """
    if content.state is ReviewState.REJECTED and not (alone or approval.even_rejected):
        return NotAllowedError(
            f"content {content.id} was rejected ({content.review_reason})",
            code=Code.WAS_REJECTED,
            content_id=content.id,
        )
    if content.state is ReviewState.APPROVED and approval.at is not None:
        return NotAllowedError(
            f"content {content.id} is approved already",
            code=Code.APPROVED_ALREADY,
            content_id=content.id,
        )
    if content.state is ReviewState.APPROVED and approval.targets:
        return NotAllowedError(
            f"content {content.id} is approved already",
            code=Code.TARGETS_COME_LATE,
            content_id=content.id,
        )
    return None


def outcome_of_approval(before: Content, approval: Approval) -> str:
    """What an approval did to a content that was so before, in words."""
    if before.state is ReviewState.APPROVED:
        return "was approved already" + ("; the reason is the new one" if approval.reason else "")
    if before.state is ReviewState.REJECTED:
        return f"approved; was rejected: {before.review_reason}"
    return "approved"


def outcome_of_rejection(before: Content) -> str:
    """What a rejection did to a content that was so before, in words."""
    again = before.state is ReviewState.REJECTED
    return "was rejected already; the reason is the new one" if again else "rejected"
