"""Answers that are kept under the idempotency keys of calls: a repeated call gets the first one.

They are written in the transaction of what they tell of (``joined.one_transaction``), so there is
no answer without its effect and no effect without its answer, whatever dies in between; and no key
is ever held by a process that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import portions
from contenthub.lifecycle.statements import insert_row
from contenthub.models import KeptAnswer as KeptAnswerTable
from contenthub.records import KeptAnswer

KEPT_FOR = timedelta(days=7)  # longer than anybody goes on repeating a call


def find(token_id: int, key: str) -> KeptAnswer | None:
    """The answer that is kept under this key of this token."""
    found = records.select(
        KeptAnswer,
        "WHERE token_id = ? AND key = ? AND created_at > ?",
        (token_id, key, records.moment(clock.now() - KEPT_FOR)),
    )
    return found[0] if found else None


def keep(
    token_id: int, key: str, digest: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep an answer, within the transaction that it tells of; one that is too old makes room."""
    db.execute("DELETE FROM kept_answers WHERE token_id = ? AND key = ?", (token_id, key))
    row = {
        "token": token_id,
        "key": key,
        "digest": digest,
        "status": status,
        "headers": dict(headers),
        "body": body,
        "created_at": clock.now(),
    }
    insert_row(KeptAnswerTable, row)


def forget_old() -> int:
    """Remove the answers whose time is over; returns how many there were."""
    removed = 0
    before = records.moment(clock.now() - KEPT_FOR)

    def portion(size: int) -> int:
        nonlocal removed
        gone = db.execute(
            "DELETE FROM kept_answers WHERE id IN (SELECT id FROM kept_answers"
            " WHERE created_at <= ? ORDER BY created_at LIMIT ?)",
            (before, size),
        ).rowcount
        removed += gone
        return int(gone)

    portions.delete_all(portion)
    return removed
