"""The ids of signed callbacks that were taken: a repeated one has no second effect."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle.statements import insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import CallbackId

# A copy is refused by its moment after five minutes; its sender may repeat it for days, signed
# anew, and then finds that its task has ended.
KEPT_FOR = timedelta(days=3)
_FORGOTTEN = 3  # with each that is remembered: so there are never more than came in that time


def outcome_of(task_id: str, id_: str) -> str | None:
    """How the callback of this id was answered for this task; None: it was not taken yet.

    Each sender chooses its own ids, so that those of two may be the same by chance.
    """
    sql = "SELECT outcome FROM callback_ids WHERE digest = ?"
    row = db.execute(sql, (_digest(task_id, id_),)).fetchone()
    return None if row is None else str(row[0])


def remember(unit: Unit, task_id: str, id_: str, outcome: str) -> None:
    """Keep an id in the transaction of its callback's effect, and forget some whose time is over.

    No two of one id come here: the task that is part of its digest is locked, and ``outcome_of``
    was asked under that lock.
    """
    columns = ("digest", "outcome", "created_at")
    insert_rows(CallbackId, columns, [(_digest(task_id, id_), outcome, unit.now)])
    free = db.for_update_of_free()  # others remove some now, too
    db.execute(
        "DELETE FROM callback_ids WHERE digest IN (SELECT digest FROM callback_ids"
        f" WHERE created_at <= ? ORDER BY created_at LIMIT ?{free})",
        (records.moment(unit.now - KEPT_FOR), _FORGOTTEN),
    )


def _digest(task_id: str, id_: str) -> str:
    return hashlib.sha256(f"{id_}\n{task_id}".encode()).hexdigest()
