"""What a creator answered to a cancel, and what becomes of its task then."""

from __future__ import annotations

from contenthub.lifecycle import decisions, tasks
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import Entity, TaskEvent


def answer_cancel(unit: Unit, task: Task, answer: str, *, refused: bool) -> None:
    """The creator answered a cancel: it certainly does not run any more, or it goes on."""
    match decisions.cancel_answered(task.state, refused=refused):
        case TaskEvent.CANCEL:
            tasks.cancel(unit, task, f"cancel {answer} by {task.creator}")
        case TaskEvent.REFUSE_CANCEL:
            refuse_cancel(unit, task, f"{task.creator} refused the cancel")


def refuse_cancel(unit: Unit, task: Task, reason: str) -> bool:
    """The creator goes on: say so, and go on looking at it."""
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.REFUSE_CANCEL,
        lease=task.lease_owner,
        reason=reason,
        cancel_requested_at=None,
        due_at=unit.now,
        **FREE,
    )
