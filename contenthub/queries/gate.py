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
from contenthub.states import ReviewState

MOST = 10_000  # contents that are looked at
_GATE = "gate"  # who approved what nobody had to


@dataclass(frozen=True, slots=True)
class Holds:
    """Contents by check: ``held`` by it, and ``approved`` by a person all the same."""

    held: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)


def holds(since: datetime, within: tuple[int, ...] | None = None) -> Holds:
    """Of the contents made since then, the newest ``MOST`` of each account or of all, by findings.

    ``within`` are the accounts that whoever asks may see.
    """
    found = Holds()
    for account_id in (None,) if within is None else within:
        for part in db.portions(_newest(since, account_id), pages.ROWS):
            marks = ", ".join("?" * len(part))
            rows = db.execute(
                "SELECT findings, review_status, reviewed_by FROM contents"
                f" WHERE id IN ({marks}) AND findings <> '[]'",
                tuple(part),
            ).fetchall()
            for text, review, by in rows:
                decided = review == ReviewState.APPROVED and by not in {None, _GATE}
                _count(found, text, approved=decided)
    return found


def _newest(since: datetime, account_id: int | None) -> list[int]:
    """Their ids."""
    of_account = None if account_id is None else [account_id]
    made = pages.made("contents", "contents", since, None)
    condition, params = where({**made, "account_id = ?": of_account})
    hint = " NOT INDEXED" if account_id is None else " INDEXED BY content_account"
    sql = f"SELECT id FROM contents{hint} WHERE {condition} ORDER BY id DESC LIMIT ?"
    return [row[0] for row in db.execute(sql, (*params, MOST)).fetchall()]


def _count(found: Holds, text: str, *, approved: bool) -> None:
    findings = Content.findings.python_value(text)
    checks = {one["check"] for one in findings if one["level"] == Level.HOLD}
    found.held.update(checks)
    if approved:
        found.approved.update(checks)
