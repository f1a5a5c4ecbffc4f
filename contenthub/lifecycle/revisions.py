"""Every text that a content has had, or was offered: append-only, each with who wrote it and why.

The content shows the one of its own number. What becomes of a proposed one is in ``proposals``.
"""

from __future__ import annotations

from typing import Any

from contenthub.database import db
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.statements import insert_row, insertion
from contenthub.lifecycle.unit import Unit
from contenthub.models import Revision as RevisionTable
from contenthub.records import Content, Revision, Task
from contenthub.states import Entity, RevisionEvent, RevisionState

Findings = list[dict[str, Any]]  # of the gate, as they are kept
_SHOWN = RevisionState.ACCEPTED

_TEXT = (
    "title",
    "body",
    "html",
    "summary",
    "images",
    "tags",
    "language",
    "word_count",
    "quality_score",
    "metadata",
)


def write_first(unit: Unit, content_id: int, task: Task, draft: Draft, findings: Findings) -> None:
    """The text with which a content begins: its creator's."""
    text = _from_creator(task, draft, findings)
    unit.write_last(*insertion(RevisionTable, _row(unit, content_id, 1, _SHOWN, text)))


def write_edit(
    unit: Unit, content: Content, number: int, changed: dict[str, Any], reason: str
) -> None:
    """The text that a person made of the present one; ``changed`` is what is different."""
    text = {name: changed.get(name, getattr(content, name)) for name in (*_TEXT, "findings")}
    of_it = {
        "author_kind": "person",
        "author": unit.who,
        "reason": reason,
        "based_on": content.attempt,
    }
    _write(unit, content.id, number, _SHOWN, text | of_it)


def write_proposal(
    unit: Unit, content: Content, task: Task, draft: Draft, findings: Findings
) -> int:
    """A text that a creator wrote anew: it waits for a person. Returns its number.

    The content has to be locked.
    """
    number = next_number(content.id)
    of_it = {"reason": task.note or "", "based_on": task.revises_number}
    row = _from_creator(task, draft, findings) | of_it
    revision_id = _write(unit, content.id, number, RevisionState.PROPOSED, row)
    unit.created(
        Entity.REVISION,
        revision_id,
        content.label,
        RevisionEvent.PROPOSE,
        RevisionState.PROPOSED,
        attempt=number,
        account_id=content.account_id,
        batch_id=content.batch_id,
        reason=task.note or "",
        data={"by_task": task.task_id, "based_on": task.revises_number, "findings": findings},
    )
    return number


def next_number(content_id: int) -> int:
    """The number of the text that comes next; nobody else gets it until the unit commits."""
    db.execute(f"SELECT id FROM contents WHERE id = ?{db.for_update()}", (content_id,)).fetchall()
    (last,) = db.execute(
        "SELECT COALESCE(MAX(number), 0) FROM revisions WHERE content_id = ?", (content_id,)
    ).fetchone()
    return int(last) + 1


def text_of(revision: Revision) -> dict[str, Any]:
    """The columns of a content that shows this revision."""
    return {name: getattr(revision, name) for name in _TEXT}


def _from_creator(task: Task, draft: Draft, findings: Findings) -> dict[str, Any]:
    text = {name: getattr(draft, name) for name in _TEXT}
    return text | {
        "images": list(draft.images),
        "tags": list(draft.tags),
        "findings": findings,
        "task_id": task.task_id,
        "author_kind": "creator",
        "author": task.creator,
        "model": draft.usage.model or None,
    }


def _write(
    unit: Unit, content_id: int, number: int, status: RevisionState, of_it: dict[str, Any]
) -> int:
    return insert_row(RevisionTable, _row(unit, content_id, number, status, of_it))


def _row(
    unit: Unit, content_id: int, number: int, status: RevisionState, of_it: dict[str, Any]
) -> dict[str, Any]:
    row = {"content": content_id, "number": number, "status": status}
    return row | of_it | {"created_at": unit.now, "updated_at": unit.now}
