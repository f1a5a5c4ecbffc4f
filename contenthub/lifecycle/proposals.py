"""Texts that creators wrote anew for a content: how they come, and what a person says of them.

A task that revises a content makes no second one: its article is proposed as that content's text,
and shown to nobody else until a person accepts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.articles import gate
from contenthub.codes import Code
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import contents, judging, lock_order, looked, near_copies, revisions
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.looked import Looked
from contenthub.lifecycle.present_rules import Examine
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content, Revision, Task
from contenthub.settings import Settings
from contenthub.states import Entity, RevisionEvent, RevisionState


@dataclass(frozen=True, slots=True)
class Proposal:
    """A revision together with its content: what a unit has to know to move it."""

    revision: Revision
    content: Content

    @property
    def id(self) -> int:
        return self.revision.id

    @property
    def attempt(self) -> int:
        return self.revision.number

    @property
    def state(self) -> RevisionState:
        return self.revision.state

    @property
    def label(self) -> str:
        return self.content.label

    @property
    def account_id(self) -> int:
        return self.content.account_id

    @property
    def batch_id(self) -> str | None:
        return self.content.batch_id

    @property
    def updated_at(self) -> datetime:
        return self.revision.updated_at


def content_revised_by(task: Task) -> Content | None:
    """The content whose text this task writes anew, locked until the unit commits.

    None for a task that makes a content of its own, and where that content was removed.
    """
    if task.revises_content_id is None:
        return None
    return records.locked(Content, task.revises_content_id)


def lock_revised(tasks: Iterable[Task]) -> None:
    """Lock the contents that these tasks write anew, in one order, until the unit commits."""
    revised = {one.revises_content_id for one in tasks}
    lock_order.contents({id_ for id_ in revised if id_ is not None})


def take_turn(unit: Unit, task: Task, account: Account, draft: Draft, settings: Settings) -> None:
    """The turn of a text that was written anew: before its content is locked, as whoever edits."""
    if task.revises_content_id is not None:
        across = settings.copies_across_accounts
        near_copies.take_turns_of(unit, [(draft, account)], across_accounts=across)


def is_homeless(task: Task) -> bool:
    """Whether the content that this task was to revise was removed."""
    return task.revises_content_id is not None and content_revised_by(task) is None


def keep_article(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
) -> dict[str, Any]:
    """Store a task's article: as a content of its own, or as a proposal for the one it revises.

    Returns the ``content_id`` and, of a proposal, its ``revision``. ``findings`` are those of
    ``judging.of_draft`` where it has looked already.
    """
    take_turn(unit, task, account, draft, settings)
    content = content_revised_by(task)
    if content is None:
        return {"content_id": contents.create(unit, task, account, draft, settings, findings)}
    if findings is None:
        findings = judging.of_draft(draft, task, account)
    alike = near_copies.of_draft(unit, draft, account, settings, besides=content.id)
    kept = gate.stored([*findings, *judging.of_neighbours(alike, account, draft.metadata)])
    number = revisions.write_proposal(unit, content, task, draft, kept)
    return {"content_id": content.id, "revision": number}


def accept(
    unit: Unit,
    content: Content,
    number: int,
    reason: str,
    *,
    even_outdated: bool = False,
    settings: Settings | None = None,
    found: Looked | None = None,
) -> None:
    """A proposed text becomes the content's, with all that an edit brings with it.

    ``content`` has to be locked; ``found`` is what the gate has found in the text, see
    ``contents.edit``. Raises NotFoundError; NotAllowedError for a text that was taken
    before, for one that was made from another text than the present one, unless ``even_outdated``,
    and for what ``contents.edit`` refuses.
    """
    proposal = _find(content, number)
    revision = proposal.revision
    if revision.state is RevisionState.ACCEPTED:
        raise NotAllowedError(
            f"revision {number} of content {content.id} was accepted before",
            code=Code.REVISION_ACCEPTED,
            content_id=content.id,
        )
    if revision.based_on != content.attempt and not even_outdated:
        raise NotAllowedError(
            f"revision {number} of content {content.id} was written from revision "
            f"{revision.based_on}, and the text is revision {content.attempt} by now: what was "
            "changed since is not in it",
            code=Code.REVISION_OUTDATED,
        )
    contents.take_text(
        unit,
        content,
        number,
        revisions.text_of(revision),
        reason,
        settings=settings,
        found=found,
    )
    unit.move(Entity.REVISION, proposal, RevisionEvent.ACCEPT, reason=reason, status_reason=reason)


def look(content: Content, number: int, examine: Examine) -> Looked:
    """What the gate finds in a proposed text now. Raises NotFoundError for the number."""
    text = revisions.text_of(_find(content, number).revision)
    return looked.at_text(content, text, examine)


def decline(unit: Unit, content: Content, number: int, reason: str) -> None:
    """A person does not want this text; it is kept. One declined before gets the new reason.

    ``content`` has to be locked. Raises NotFoundError, and NotAllowedError for a text that is, or
    was, the content's.
    """
    proposal = _find(content, number)
    if proposal.state is RevisionState.ACCEPTED:
        raise NotAllowedError(
            f"revision {number} of content {content.id} was accepted; only what is proposed can "
            "be declined",
            code=Code.REVISION_ACCEPTED,
            content_id=content.id,
        )
    unit.move(Entity.REVISION, proposal, RevisionEvent.DECLINE, reason=reason, status_reason=reason)


def _find(content: Content, number: int) -> Proposal:
    found = records.select(Revision, "WHERE content_id = ? AND number = ?", (content.id, number))
    if not found:
        raise unknown(content.id, number)
    return Proposal(found[0], content)


def unknown(content_id: int, number: int) -> NotFoundError:
    """The error for a number that no text of this content has."""
    return NotFoundError(
        f"content {content_id} has no revision {number}",
        code=Code.NO_REVISION,
        content_id=content_id,
    )
