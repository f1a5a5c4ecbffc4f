"""What reviewers were asked about a content's texts, and why one that waits for an answer does."""

from __future__ import annotations

from typing import Any

from contenthub import clock
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
_OWN = ("due_at", "lease_until", "retry_count", "crash_count", "max_retries")


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
        again = moment(row["due_at"])
        return f"the reviewer {reviewer} gave no answer; it is asked again at {again} ({which})"
    return f"waits for a worker that asks the reviewer {reviewer} ({which})"
