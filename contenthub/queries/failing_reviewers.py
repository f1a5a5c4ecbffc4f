"""A reviewer that does not answer: the texts that were left to people since it last did.

One answer shows that it works again. Without that a broken reviewer would be known by nothing but
articles that wait, as those do which it holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from contenthub.database import db
from contenthub.monitoring.snapshot import ReviewerTrouble
from contenthub.records import moment

LOOKED_THROUGH = 1_000  # texts
LOOKED_BACK = timedelta(days=1)

_ANSWERED = (
    "SELECT MAX(updated_at) FROM opinions INDEXED BY opinion_status WHERE status = 'given'"
    " AND updated_at > ?"
)
_FAILED = (
    "SELECT reviewer, error_message FROM opinions INDEXED BY opinion_status"
    " WHERE status = 'failed' AND updated_at > ? AND error_message LIKE 'no opinion: %'"
    " ORDER BY updated_at DESC LIMIT ?"
)


def read(now: datetime) -> ReviewerTrouble | None:
    """What came to nothing in the last day and since the last answer; None where nothing did."""
    day = moment(now - LOOKED_BACK)
    answered = db.execute(_ANSWERED, (day,)).fetchone()[0]
    failed = db.execute(_FAILED, (answered or day, LOOKED_THROUGH)).fetchall()
    if not failed:
        return None
    reviewer, error = failed[0]
    return ReviewerTrouble(reviewer, len(failed), error)
