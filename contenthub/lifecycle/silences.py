"""Of what nobody is told for a while: said by a person, with a reason and an end."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock, records
from contenthub.database import db
from contenthub.errors import NotFoundError
from contenthub.lifecycle.statements import insert_row
from contenthub.models import Silence as SilenceTable
from contenthub.records import Silence


def add(rule: str | None, subject: str | None, until: datetime, reason: str, who: str) -> Silence:
    """Tell nobody of this until then."""
    row = {
        "rule": rule,
        "subject": subject,
        "until": until,
        "reason": reason,
        "who": who,
        "created_at": clock.now(),
    }
    with db.transaction():
        id_ = insert_row(SilenceTable, row)
    return records.by_ids(Silence, [id_])[0]


def end(id_: int) -> Silence:
    """Let a silence end now. Raises NotFoundError for one that has ended."""
    now = clock.now()
    with db.transaction():
        ended = (
            SilenceTable.update(until=now)
            .where(SilenceTable.id == id_, SilenceTable.until > now)
            .execute()
        )
    if not ended:
        raise NotFoundError(f"no silence {id_}, or it has ended")
    return records.by_ids(Silence, [id_])[0]
