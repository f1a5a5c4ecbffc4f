"""Contents: their creation with the task's completion, their review, edits and removal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.articles import gate
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import (
    entries,
    gate_holds,
    judging,
    looked,
    near_copies,
    opinions,
    publishing,
    revisions,
    second_opinion,
    target_times,
    text_changes,
)
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.entries import Approved, Wanted
from contenthub.lifecycle.looked import Looked
from contenthub.lifecycle.opinions import Subject
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.text_changes import Change
from contenthub.lifecycle.unit import Unit
from contenthub.models import Content as ContentTable
from contenthub.records import Account, Content, Entry, Task
from contenthub.settings import Settings
from contenthub.states import OUT_ENTRY_STATES, Entity, EntryState, ReviewEvent, ReviewState


def create(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
) -> int:
    """Insert the content of a task and let the gate decide; returns its id.

    ``findings`` are those of ``judging.of_draft`` where it has looked already. Approved content is
    put into the pool in the same unit.
    """
    if findings is None:
        findings = judging.of_draft(draft, task, account)
    present = unit.read_once(
        (Account, account.id), lambda: records.by_ids(Account, [account.id])[0]
    )
    findings = [*findings, *judging.after_change(present, account)]
    neighbours = near_copies.of_draft(unit, draft, account, settings)
    findings = [*findings, *judging.of_neighbours(neighbours, account, draft.metadata)]
    has_reviewer = second_opinion.is_asked(settings, account)
    first = judging.verdict(findings, auto_approve=task.auto_approve, has_reviewer=has_reviewer)
    values = _article(task, account, draft) | {
        "findings": first.findings,
        "review_status": first.state,
        "review_reason": first.reason,
        "reviewed_by": judging.GATE if first.approved else None,
        "reviewed_at": unit.now if first.approved else None,
        "created_at": unit.now,
        "updated_at": unit.now,
    }
    goes_out = first.approved and account.auto_publish
    if goes_out:  # before the first row that refers to their account
        target_times.hold(unit, account.id)
    content_id = insert_row(ContentTable, values)
    near_copies.write(content_id, account.id, near_copies.fingerprint_of(draft))
    unit.created(
        Entity.CONTENT,
        content_id,
        task.task_id,
        ReviewEvent.CREATE,
        first.state,
        account_id=account.id,
        batch_id=task.batch_id,
        reason=first.reason,
        data={"findings": first.findings} if first.findings else None,
    )
    unit.totals.holds.made(content_id, account.id, first.findings, unit.now)
    revisions.write_first(unit, content_id, task, draft, first.findings)
    if first.asks_reviewer:
        text = Subject(content_id, 1, task.task_id, account.id, task.batch_id)
        opinions.want(unit, text, settings, auto_approve=task.auto_approve)
    if goes_out:
        entries.enqueue(unit, _approved(content_id, task, account), settings, new=True)
    return content_id


def _approved(content_id: int, task: Task, account: Account) -> Approved:
    """The content of a task as the pool takes it."""
    return Approved(
        content_id, task.task_id, account.id, task.batch_id, task.target_ids, task.priority
    )


def _article(task: Task, account: Account, draft: Draft) -> dict[str, Any]:
    """The columns of a content that its order and the article say."""
    return {
        "generation_task_id": task.task_id,
        "account": account.id,
        "topic": task.topic,
        "title": draft.title,
        "body": draft.body,
        "html": draft.html,
        "summary": draft.summary,
        "images": list(draft.images),
        "tags": list(draft.tags),
        "keywords": task.keywords,
        "category": task.category,
        "language": draft.language,
        "word_count": draft.word_count,
        "quality_score": draft.quality_score,
        "metadata": draft.metadata,
        "auto_publish": account.auto_publish,
        "priority": task.priority,
        "target_ids": task.target_ids,
        "batch_id": task.batch_id,
    }


def approve(
    unit: Unit,
    content: Content,
    account: Account,
    settings: Settings,
    reason: str = "",
    *,
    at: datetime | None = None,
    target_ids: Collection[int] | None = None,
    findings: list[dict[str, Any]] | None = None,
) -> bool:
    """A person approves; the pool is fed in the same unit (where the content may be published).

    ``findings`` are the gate's by the present rules, where it has looked again.

    ``at`` is when it is to be published, instead of the time that was planned before, and
    ``target_ids`` are where, instead of those that were chosen before; they are there. One that is
    approved already gets the new reason, and nothing else. Raises NotAllowedError for one that the
    gate holds, unless the person says why.
    """
    if content.state is ReviewState.APPROVED:
        return _decide_again(unit, content, ReviewEvent.APPROVE, reason)
    found = content.findings if findings is None else findings
    if not reason and (refused := refusal_of_held(content, found)):
        raise refused
    where = content.target_ids if target_ids is None else sorted(target_ids)
    done = unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.APPROVE,
        reason=reason,
        review_reason=reason or None,
        reviewed_by=unit.who,
        reviewed_at=unit.now,
        planned_for=at or content.planned_for,
        target_ids=where,
        findings=found,
    )
    if done and content.auto_publish:
        entries.enqueue(unit, Approved.of(content), settings, Wanted(at=at, target_ids=where))
    return done


def refusal_of_held(content: Content, findings: list[dict[str, Any]]) -> NotAllowedError | None:
    """Why a content with these findings is not approved without a reason; None where it is."""
    held = gate.holds(findings)
    if not held:
        return None
    return NotAllowedError(
        f"content {content.id} is held: {'; '.join(held)}",
        code=Code.HELD,
        content_id=content.id,
    )


def reject(unit: Unit, content: Content, reason: str) -> bool:
    """A person rejects; an entry that waits in the pool is taken out in the same unit.

    One that is rejected already gets the new reason. Raises NotAllowedError when it is published
    or being published.
    """
    if content.state is ReviewState.REJECTED:
        return _decide_again(unit, content, ReviewEvent.REJECT, reason)
    publishing.take_out(unit, content, f"content rejected: {reason}")
    return unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.REJECT,
        reason=reason,
        review_reason=reason or None,
        reviewed_by=unit.who,
        reviewed_at=unit.now,
    )


def _decide_again(unit: Unit, content: Content, event: ReviewEvent, reason: str) -> bool:
    """The same decision once more; its reason is the latest one."""
    return bool(reason) and unit.move(
        Entity.CONTENT,
        content,
        event,
        reason=reason,
        review_reason=reason,
        reviewed_by=unit.who,
        reviewed_at=unit.now,
    )


def edit(
    unit: Unit,
    content: Content,
    reason: str = "",
    *,
    settings: Settings | None = None,
    may_review: bool = True,
    found: Looked | None = None,
    **values: Any,
) -> bool:
    """Change the text; refused (False) when it was changed since ``content`` was read.

    ``found`` is what the gate has found in it, so that nobody waits for that; where it has not
    looked, it does so here. What follows from that is in ``text_changes``. Without ``settings`` it
    looks at copies within the account alone, and no reviewer is asked. Raises NotAllowedError while
    it is being published or looked up, and for the title of one that may be out there: the next
    look-up would search for the new title.
    """
    number = revisions.next_number(content.id)
    account = records.by_ids(Account, [content.account_id])[0]
    found = found or looked.at_edit(content, values, judging.here)
    alike = text_changes.neighbours(unit, content, found, settings)
    changed = found.columns_now(content, account, alike)
    change = Change(number, changed, sorted(values), reason, found.fingerprint, may_review)
    if not text_changes.show(unit, content, account, change, settings):
        return False  # an edit that lost against another one writes nothing
    revisions.write_edit(unit, content, number, changed, reason)
    return True


def take_text(
    unit: Unit,
    content: Content,
    number: int,
    text: dict[str, Any],
    reason: str = "",
    *,
    settings: Settings | None = None,
    found: Looked | None = None,
) -> bool:
    """Show another text that is there already, the revision ``number``; see ``edit``."""
    account = records.by_ids(Account, [content.account_id])[0]
    different = [name for name, value in text.items() if value != getattr(content, name)]
    found = found or looked.at_text(content, text, judging.here)
    alike = text_changes.neighbours(unit, content, found, settings)
    changed = found.columns_now(content, account, alike)
    change = Change(number, changed, sorted(different), reason, found.fingerprint)
    return text_changes.show(unit, content, account, change, settings)


def remove(unit: Unit, content: Content, reason: str = "", *, published: bool = False) -> None:
    """Remove a content and its entry; its task and the events stay.

    Raises NotAllowedError while it is being published or looked up, and, unless ``published``
    allows it, when it is published: the published copy stays where it is.
    """
    for entry in demand_removable(content, published=published):
        entries.remove_for_good(unit, entry, "content removed")
    near_copies.forget(content.id, content.account_id, content.body)
    gate_holds.forget_content(content)
    db.execute("DELETE FROM contents WHERE id = ?", (content.id,))
    unit.removed(Entity.CONTENT, content, ReviewEvent.REMOVE, reason)


def demand_removable(content: Content, *, published: bool) -> Sequence[Entry]:
    """Its entries in the pool. Raises NotAllowedError for what ``remove`` refuses."""
    known = entries.entries_of(content.id)  # also what was taken out, and may be public
    there = [one for one in known if one.state is not EntryState.WITHDRAWN]
    publishing.refuse_under_way(content, there)
    if updating := [one for one in there if one.state is EntryState.UPDATING]:
        raise publishing.refusal_to_publish(updating[0])
    if any(one.state in OUT_ENTRY_STATES or one.may_be_out for one in known) and not published:
        raise NotAllowedError(
            f"content {content.id} is published, or may be, and the published copy would stay",
            code=Code.PUBLISHED,
            content_id=content.id,
        )
    return there
