"""Every text that a content has had: append-only, each with who wrote it and why."""

from __future__ import annotations

from typing import Any

from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import Revision
from contenthub.records import Content, Task
from contenthub.states import RevisionState

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


def write_first(unit: Unit, content_id: int, task: Task, draft: Draft) -> None:
    """The text with which a content begins: its creator's."""
    _write(
        unit,
        content_id,
        1,
        {name: getattr(draft, name) for name in _TEXT}
        | {"images": list(draft.images), "tags": list(draft.tags)},
        task_id=task.task_id,
        author_kind="creator",
        author=task.creator,
    )


def write_edit(unit: Unit, content: Content, changed: dict[str, Any]) -> None:
    """The text that a person made of the present one; ``changed`` is what is different."""
    text = {name: changed.get(name, getattr(content, name)) for name in _TEXT}
    _write(unit, content.id, content.attempt + 1, text, author_kind="person", author=unit.who)


def _write(unit: Unit, content_id: int, number: int, text: dict[str, Any], **of_it: Any) -> None:
    row = {"content": content_id, "number": number, "status": RevisionState.ACCEPTED}
    insert_row(Revision, row | text | of_it | {"created_at": unit.now, "updated_at": unit.now})
