"""What a callback writes that no look would, each within the caller's unit."""

from __future__ import annotations

from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.errors import TransientError
from contenthub.lifecycle import calling_creators, ledger
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.ledger import Made
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import ActorName, Entity, TaskEvent, TaskState

COME_AGAIN = 2.0  # seconds after which a callback may be sent again that came too early


def keep_earlier_result(
    unit: Unit, task: Task, draft: Draft, attempt: int, judged: dict[str, Any]
) -> None:
    """An article of an earlier attempt came while the next one is under way, which goes on.

    It is kept with the task, as a late result is, until that has an article; with what the gate
    has found in it (``judging.kept``): the unit that takes it must not wait for that.
    """
    kept = unit.move(
        Entity.TASK,
        task,
        TaskEvent.LATE_RESULT,
        reason=f"the article of attempt {attempt} came while attempt {task.attempt} is under way",
        result=draft.late(unit.now, attempt) | {"judged": judged},
    )
    if kept:
        ledger.write(unit, task, TaskEvent.LATE_RESULT, Made(attempt, draft.usage))


def note_usage(unit: Unit, task: Task, draft: Draft, attempt: int) -> None:
    """Nobody needs this article of an earlier attempt any more; what it took is known by it."""
    ledger.write(unit, task, TaskEvent.LATE_RESULT, Made(attempt, draft.usage))


def note_external_id(task: Task, external_id: str) -> None:
    """The creator was quicker than we: its id for the order is not known by its own answer yet."""
    db.execute(
        "UPDATE generation_tasks SET external_id = ? WHERE id = ? AND attempt = ?"
        " AND external_id IS NULL",
        (external_id, task.id, task.attempt),
    )


def look_now(unit: Unit, task: Task) -> None:
    """The generation has ended: fetch what came of it, and know by its progress that it was told.

    Raises TransientError while its creator's id is not known yet, or somebody looks at this moment
    and may have asked before the end: the callback is to come again.
    """
    if task.state is TaskState.PENDING:
        return  # whoever hands it over again looks it up first
    if task.state is not TaskState.RUNNING or task.lease_owner is not None:
        raise TransientError("the task is in hand at this moment", retry_after=COME_AGAIN)
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, progress = ? WHERE id = ? AND attempt = ?",
        (records.moment(unit.now), calling_creators.TOLD_ALL, task.id, task.attempt),
    )
    unit.ring(ActorName.POLL, (task.id, task.attempt))
