"""What becomes of a question to a reviewer: it is claimed, answered, asked again or given up.

An answer counts for the text that it is about, and only as long as nobody has decided: one about
an older text, or that comes after a person's word, is kept and changes nothing. Contents are
locked before their opinions, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contenthub import clock, pacing, records
from contenthub.articles import gate
from contenthub.articles.gate.finding import MOST_REASON
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import (
    decisions,
    entries,
    judging,
    leases,
    ledger,
    present_rules,
    rejudging,
    second_opinion,
)
from contenthub.lifecycle.decisions import OpinionCase
from contenthub.lifecycle.entries import Approved
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.present_rules import Examine, Judged
from contenthub.lifecycle.second_opinion import Said
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content, Opinion
from contenthub.settings import Settings
from contenthub.states import Entity, OpinionEvent, OpinionState, Ref, ReviewEvent, ReviewState
from contenthub.usage import Usage

_OVERTAKEN = "its text was changed meanwhile, or a person decided"
_NOBODY_ASKED = "no reviewer is set any more"
_NOT_WANTED = "its account does without a reviewer by now"


@dataclass(frozen=True, slots=True)
class Job:
    """One question to be asked now, with all that the reviewer has to know."""

    opinion: Opinion
    content: Content
    account: Account
    requirements: str


def claim(refs: Sequence[Ref], token: str, settings: Settings, who: str) -> list[Job]:
    """Take the leases of questions that are to be asked; those that are over end instead."""
    wanted = frozenset({OpinionState.WANTED})
    taken = leases.claim(Opinion, refs, wanted, token, settings.lease)
    return [job for one in taken if (job := _job(one, token, settings, who)) is not None]


def _job(opinion: Opinion, token: str, settings: Settings, who: str) -> Job | None:
    content, account = _content(opinion), records.by_ids(Account, [opinion.account_id])[0]
    case = _case(opinion, content, lost=opinion.lease_owner is not None)
    event = _before_asking(case, opinion, account, settings)
    if event is not None and not _note(event, opinion, account, token, settings, who):
        return None
    if content is None:
        return None
    return Job(opinion, content, account, rejudging.requirements(content.task_id))


def _before_asking(
    case: OpinionCase, opinion: Opinion, account: Account, settings: Settings
) -> OpinionEvent | None:
    event = decisions.opinion_claimed(
        case, lost=opinion.lease_owner is not None, most_losses=settings.max_crashes
    )
    if event is OpinionEvent.OVERTAKE or second_opinion.is_asked(settings, account):
        return event
    return OpinionEvent.FAIL


def _note(
    event: OpinionEvent,
    opinion: Opinion,
    account: Account,
    token: str,
    settings: Settings,
    who: str,
) -> bool:
    """Write what was decided before the question; True where it is asked all the same."""
    with Unit(who) as unit:
        content = lock(opinion)
        for held in leases.held([opinion], token):
            if opinion.lease_owner is not None:  # what the lost worker took nobody knows
                ledger.reviewed(unit, held, held.reviewer, event, Usage())
            if event is OpinionEvent.RECOVER:
                losses = held.crash_count + 1
                reason = f"worker lost ({losses} so far): {opinion.lease_owner}"
                return unit.move(Entity.OPINION, held, event, crash_count=losses, reason=reason)
            _end(unit, held, content, event, _why(event, held, account, settings))
    return False


def _why(event: OpinionEvent, opinion: Opinion, account: Account, settings: Settings) -> str:
    if event is OpinionEvent.OVERTAKE:
        return _OVERTAKEN
    if event is OpinionEvent.QUARANTINE:
        return f"quarantined: {opinion.crash_count + 1} workers were lost on it"
    if not settings.asks_reviewer:
        return _NOBODY_ASKED
    if not second_opinion.is_asked(settings, account):
        return _NOT_WANTED
    return f"waited {settings.pending_timeout:g} s for an opinion"


def lock(opinion: Opinion) -> Content | None:
    """Its content as it is now, which cannot change until the unit commits."""
    return records.locked(Content, opinion.content_id)


def judged_now(opinion: Opinion, examine: Examine) -> Judged | None:
    """What the gate finds in its text by now; None where there is none, or it is decided.

    To be asked after the reviewer was, which may take hours: rules change meanwhile.
    """
    content = _content(opinion)
    wanted = content is not None and _is_wanted(opinion, content)
    return present_rules.judged(content, examine) if content is not None and wanted else None


def given(
    unit: Unit, opinion: Opinion, said: Said, settings: Settings, judged: Judged | None = None
) -> bool:
    """The reviewer answered. The text is approved, or left to a person with what was found.

    ``judged`` is what the gate has found since; None: what it found before holds.
    """
    content = lock(opinion)
    is_wanted = _is_wanted(opinion, content)
    usage = said.usage.in_currency(settings.currency).bounded()
    ledger.reviewed(unit, opinion, said.reviewer, OpinionEvent.GIVE, usage)
    judgement, found = None, []
    if content is not None:
        account = records.by_ids(Account, [content.account_id])[0]
        auto = opinion.auto_approve
        judgement = second_opinion.judge(said, content, account, auto_approve=auto)
        found = _findings(content, account, judged)
    added = judgement.added if judgement is not None else []
    done = unit.move(
        Entity.OPINION,
        opinion,
        OpinionEvent.GIVE,
        lease=opinion.lease_owner,
        reason="" if is_wanted else _OVERTAKEN,
        data={"score": said.score, "findings": added, "revision": opinion.number},
        reviewer=said.reviewer,
        score=said.score,
        findings=added,
        model=usage.model or None,
        error_message=None,
        due_at=None,
        **FREE,
    )
    if done and is_wanted and content is not None and judgement is not None:
        findings = [*found, *added]
        if held := "; ".join(gate.holds(found)):
            _leave(unit, content, held[:MOST_REASON], findings=findings)
        elif judgement.approved:
            _approve(unit, content, judgement.reason, findings, settings)
        else:
            _leave(unit, content, judgement.reason, findings=findings)
    return done


def _findings(content: Content, account: Account, judged: Judged | None) -> list[dict[str, Any]]:
    """The gate's in this content, without the opinion that comes."""
    if judged is None:
        return content.findings
    changed = [] if judged.is_of(content, account) else [judging.CHANGED_MEANWHILE]
    return [*judged.findings, *gate.stored(changed)]


def failed(
    unit: Unit, opinion: Opinion, error: BackendError, reviewer: str, settings: Settings
) -> bool:
    """No answer: it is asked again later, or the text is left to a person."""
    content = lock(opinion)
    case = _case(opinion, content, lost=True)
    event = decisions.no_opinion(case, decisions.failure_of(error))
    usage = (error.usage or Usage()).in_currency(settings.currency).bounded()
    ledger.reviewed(unit, opinion, reviewer, event, usage)
    if event is not OpinionEvent.RETRY:
        return _end(unit, opinion, content, event, f"no opinion: {error}")
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.backoff(opinion.retry_count + 1, settings.retry_backoff, asked=asked)
    return unit.move(
        Entity.OPINION,
        opinion,
        event,
        lease=opinion.lease_owner,
        reason=str(error),
        error_message=str(error),
        attempt=opinion.attempt + 1,
        retry_count=opinion.retry_count + 1,
        due_at=min(clock.after(wait, unit.now), opinion.timeout_at),
        **FREE,
    )


def _case(opinion: Opinion, content: Content | None, *, lost: bool) -> OpinionCase:
    """What decisions look at; ``lost``: one more try has come to nothing."""
    return OpinionCase(
        is_wanted=_is_wanted(opinion, content),
        overdue=opinion.timeout_at <= clock.now(),
        tries=opinion.retry_count + opinion.crash_count + int(lost),
        most_tries=opinion.max_retries + 1,
        losses=opinion.crash_count + int(lost),
    )


def _content(opinion: Opinion) -> Content | None:
    return next(iter(records.by_ids(Content, [opinion.content_id])), None)


def _is_wanted(opinion: Opinion, content: Content | None) -> bool:
    return (
        content is not None
        and content.attempt == opinion.number
        and content.state is ReviewState.PENDING
    )


def _end(
    unit: Unit, opinion: Opinion, content: Content | None, event: OpinionEvent, reason: str
) -> bool:
    """There will be no answer: the text, where it still waits for one, is left to a person."""
    done = unit.move(
        Entity.OPINION,
        opinion,
        event,
        lease=opinion.lease_owner,
        reason=reason,
        error_message=reason,
        due_at=None,
        **FREE,
    )
    if done and event is not OpinionEvent.OVERTAKE and content is not None:
        _leave(unit, content, reason)
    return done


def _leave(unit: Unit, content: Content, reason: str, **values: Any) -> None:
    unit.move(
        Entity.CONTENT, content, ReviewEvent.LEAVE, reason=reason, review_reason=reason, **values
    )


def _approve(
    unit: Unit,
    content: Content,
    reason: str,
    findings: list[dict[str, Any]],
    settings: Settings,
) -> None:
    """As it would have been in the beginning, had nobody been asked."""
    done = unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.APPROVE,
        reason=reason,
        review_reason=reason,
        reviewed_by=judging.GATE,
        reviewed_at=unit.now,
        findings=findings,
        data={"findings": findings} if findings else None,
    )
    if done and content.auto_publish:
        entries.enqueue(unit, Approved.of(content), settings)
