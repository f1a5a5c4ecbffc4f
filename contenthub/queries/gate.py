"""What the checks of the gate have held lately, and how often a person approved it all the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from contenthub.articles.gate import Level
from contenthub.database import db
from contenthub.models import Content
from contenthub.queries import pages
from contenthub.queries.rows import where
from contenthub.records import moment
from contenthub.states import ReviewState

_GATE = "gate"  # who approved what nobody had to


@dataclass(frozen=True, slots=True)
class Holds:
    """Contents by check: ``held`` by it, and ``approved`` by a person all the same."""

    held: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)


def holds(since: datetime, within: tuple[int, ...] | None = None) -> Holds:
    """Of the contents made since then, by what the gate finds in them now.

    ``within`` are the accounts that whoever asks may see.
    """
    found = Holds()
    condition, params = where(
        {
            "created_at >= ?": [moment(since)],
            "findings <> '[]'": [],
            f"account_id IN ({', '.join('?' * len(within or ()))})": within,
        }
    )
    sql = f"SELECT id FROM contents WHERE {condition} ORDER BY id"
    ids = [row[0] for row in db.execute(sql, tuple(params)).fetchall()]
    for part in db.portions(ids, pages.ROWS):
        marks = ", ".join("?" * len(part))
        rows = db.execute(
            f"SELECT findings, review_status, reviewed_by FROM contents WHERE id IN ({marks})",
            tuple(part),
        ).fetchall()
        for text, review, by in rows:
            _count(found, text, approved=review == ReviewState.APPROVED and by not in {None, _GATE})
    return found


def _count(found: Holds, text: str, *, approved: bool) -> None:
    findings = Content.findings.python_value(text)
    checks = {one["check"] for one in findings if one["level"] == Level.HOLD}
    found.held.update(checks)
    if approved:
        found.approved.update(checks)
