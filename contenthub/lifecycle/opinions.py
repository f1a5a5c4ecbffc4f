"""How a reviewer comes to be asked about a text: one row for each text, kept as its history.

What becomes of the question is in ``opinion_answers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contenthub import clock
from contenthub.articles import gate
from contenthub.database import db
from contenthub.lifecycle import second_opinion
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import Opinion as OpinionTable
from contenthub.records import Account, Content
from contenthub.settings import Settings
from contenthub.states import Entity, OpinionEvent, OpinionState, ReviewState


@dataclass(frozen=True, slots=True)
class Subject:
    """The text that a reviewer is asked about: the revision ``number`` of a content."""

    content_id: int
    number: int
    task_id: str
    account_id: int
    batch_id: str | None

    @classmethod
    def of(cls, content: Content, number: int) -> Subject:
        """A text of a content that is there."""
        return cls(content.id, number, content.task_id, content.account_id, content.batch_id)


def want(unit: Unit, subject: Subject, settings: Settings, *, auto_approve: bool) -> None:
    """Have the reviewer asked; ``auto_approve``: a text that it does not hold is approved then."""
    opinion_id = insert_row(
        OpinionTable,
        {
            "content": subject.content_id,
            "number": subject.number,
            "task_id": subject.task_id,
            "account_id": subject.account_id,
            "batch_id": subject.batch_id,
            "reviewer": settings.reviewer,
            "auto_approve": auto_approve,
            "status": OpinionState.WANTED,
            "max_retries": settings.reviewer_tries - 1,
            "due_at": unit.now,
            "timeout_at": clock.after(settings.pending_timeout, unit.now),
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
    unit.created(
        Entity.OPINION,
        opinion_id,
        subject.task_id,
        OpinionEvent.CREATE,
        OpinionState.WANTED,
        account_id=subject.account_id,
        batch_id=subject.batch_id,
        data={"content_id": subject.content_id, "revision": subject.number},
        due_at=unit.now,
    )


def are_wanted(
    content: Content, account: Account, findings: list[dict[str, Any]], settings: Settings | None
) -> bool:
    """Whether the reviewer is asked about a changed text, in which the gate finds this.

    Only about one that waits, and that no check holds. What a person approved is not asked about:
    somebody has seen it, and whoever changed it has seen the change.
    """
    waits = content.state is ReviewState.PENDING and not gate.holds(findings)
    return waits and settings is not None and second_opinion.is_asked(settings, account)


def approves_by_itself(content: Content) -> bool:
    """Whether the reviewer is asked about the present text, and a good answer would approve it.

    An edit leaves that as it was. A text that waited for a person waits for one after it, too.
    """
    rows = db.execute(
        "SELECT auto_approve FROM opinions WHERE content_id = ? AND number = ? AND status = ?",
        (content.id, content.attempt, OpinionState.WANTED.value),
    ).fetchall()
    return any(row[0] for row in rows)
