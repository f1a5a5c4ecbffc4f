"""When a content is to go out, as long as it is not in the pool: a wish that may change freely.

With its entry the time is settled, and moved there.
"""

from __future__ import annotations

from datetime import datetime

from contenthub import records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import entries
from contenthub.lifecycle.unit import Unit
from contenthub.records import Content
from contenthub.states import Entity, EntryState, ReviewEvent


def plan(unit: Unit, content: Content, at: datetime | None) -> bool:
    """Say when this content is to go out; None: at its targets' next free times, or at once.

    Entries that were taken out come back with the plan. Raises NotAllowedError for a content that
    is in the pool.
    """
    known = entries.entries_of(content.id)
    if any(one.state is not EntryState.WITHDRAWN for one in known):
        raise NotAllowedError(
            f"content {content.id} is in the publish pool, and its time is settled",
            code=Code.IN_POOL,
            content_id=content.id,
        )
    done = unit.move(
        Entity.CONTENT,
        content,
        ReviewEvent.PLAN,
        data={"planned_for": at and at.isoformat()},
        planned_for=at,
    )
    if done:
        _set_for_later(content, unit.now if at is None else at, by_pace=at is None)
    return done


def _set_for_later(content: Content, at: datetime, *, by_pace: bool) -> None:
    """What was taken out has this time when it comes back, or one that its target gives it."""
    moment = records.moment(at)
    db.execute(
        "UPDATE publish_entries SET scheduled_at = ?, slot_at = ?, deferred_from = NULL"
        " WHERE content_id = ?",
        (moment, moment if by_pace else None, content.id),
    )
