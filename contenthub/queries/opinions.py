"""What reviewers were asked about a content's texts, and why one that waits for an answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import Opinion
from contenthub.queries.rows import Columns, read
from contenthub.states import OpinionState
from contenthub.wording import moment

_OPINION = {name: ("o", field) for name, field in Opinion._meta.combined.items()}
_COLUMNS: Columns = {
    "revision": _OPINION["number"],
    **{
        name: _OPINION[name]
        for name in (
            "status",
            "reviewer",
            "model",
            "score",
            "findings",
            "error_message",
            "created_at",
            "updated_at",
            "due_at",
            "lease_until",
            "retry_count",
            "crash_count",
            "max_retries",
        )
    },
}
_OF_PRESENT_TEXT: Columns = {"content_id": _OPINION["content_id"], **_COLUMNS}
_OWN = ("due_at", "lease_until", "retry_count", "crash_count", "max_retries")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that its reviewer has yet to answer: why it waits, and what the last try said."""

    waits: str
    failed_tries: int
    error_message: str | None
    due_at: datetime | None  # when it is asked again; None: it is being asked


def open_questions(content_ids: Sequence[int]) -> dict[int, Question]:
    """What is still asked about the present texts of these contents, by their ids."""
    found: dict[int, Question] = {}
    for part in db.portions(content_ids):
        marks = ", ".join("?" * len(part))
        rows = read(
            _OF_PRESENT_TEXT,
            "FROM opinions o JOIN contents c ON c.id = o.content_id AND c.attempt = o.number"
            f" WHERE o.content_id IN ({marks}) AND o.status = '{OpinionState.WANTED}'",
            tuple(part),
        )
        for row in rows:
            tries = row["retry_count"] + row["crash_count"]
            found[row["content_id"]] = Question(
                waits(row), tries, row["error_message"], row["due_at"]
            )
    return found


def of_content(content_id: int) -> list[dict[str, Any]]:
    """All of them, the first one first; ``waits`` says in a sentence why there is no answer yet."""
    rows = read(_COLUMNS, "FROM opinions o WHERE o.content_id = ? ORDER BY o.number", (content_id,))
    for row in rows:
        row["waits"] = waits(row) if row["status"] == OpinionState.WANTED else None
        for name in _OWN:
            del row[name]
    return rows


def waits(row: dict[str, Any]) -> str:
    """Why a question has no answer yet."""
    reviewer, now = row["reviewer"], clock.now()
    number = row["retry_count"] + row["crash_count"] + 1
    which = f"try {number} of {row['max_retries'] + 1}"
    if row["lease_until"] is not None and row["lease_until"] > now:
        return f"the reviewer {reviewer} is being asked ({which})"
    if row["lease_until"] is not None:
        return f"the worker that asked the reviewer {reviewer} is lost; another takes over"
    if row["due_at"] > now:
        again, said = moment(row["due_at"]), row["error_message"]
        why = "as it gave no answer" + (f": {said}" if said else "")
        return f"the reviewer {reviewer} is asked again at {again} ({which}), {why}"
    return f"waits for a worker that asks the reviewer {reviewer} ({which})"
