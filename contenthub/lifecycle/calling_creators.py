"""Which creators call back: heard of with each callback, missed where a look found an end first."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock, pacing
from contenthub.database import db
from contenthub.lifecycle.unit import Unit
from contenthub.models import CallingCreator
from contenthub.records import Task, moment
from contenthub.settings import Settings

TOLD_ALL = 100  # percent of progress, of what a callback said is done
_NOTED_EVERY = 10.0  # seconds: not each of many callbacks has to wait for the row of all


def heard(unit: Unit, creator: str) -> None:
    """A callback of this creator came."""
    heard_at, missed_at = _known(creator)
    recent = heard_at is not None and heard_at > clock.after(-_NOTED_EVERY, unit.now)
    if recent and (missed_at is None or (heard_at is not None and missed_at < heard_at)):
        return
    unit.write_last(  # others that have locked more wait for this row, which all have in common
        "INSERT INTO calling_creators (creator, heard_at) VALUES (?, ?)"
        " ON CONFLICT (creator) DO UPDATE SET heard_at = excluded.heard_at",
        (creator, moment(unit.now)),
    )


def ended(unit: Unit, task: Task, settings: Settings) -> None:
    """A look found the end of a generation: its creator missed to tell of it, unless it did.

    One that calls back without the article tells that all is done, and is looked at for the rest.
    """
    if not calls_back(unit, task.creator, settings):
        return
    sql = "SELECT progress FROM generation_tasks WHERE id = ? AND attempt = ?"
    row = db.execute(sql, (task.id, task.attempt)).fetchone()
    if row is None or row[0] != TOLD_ALL:
        unit.write_last(
            "UPDATE calling_creators SET missed_at = ? WHERE creator = ?",
            (moment(unit.now), task.creator),
        )


def calls_back(unit: Unit, creator: str, settings: Settings) -> bool:
    """Whether ends of this creator's generations are told by callbacks, as far as is known."""
    if not (settings.public_url or settings.callback_secrets):
        return False
    heard_at, missed_at = unit.read_once(("calls_back", creator), lambda: _known(creator))
    return pacing.calls_back(heard_at, missed_at, unit.now)


def _known(creator: str) -> tuple[datetime | None, datetime | None]:
    sql = "SELECT heard_at, missed_at FROM calling_creators WHERE creator = ?"
    row = db.execute(sql, (creator,)).fetchone()
    if row is None:
        return None, None
    value = CallingCreator.heard_at.python_value
    return value(row[0]), value(row[1])
