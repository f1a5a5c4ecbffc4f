"""The ends of a task's attempts: the next attempt, a final state, or a content, as was decided.

Each function writes one decision (``decisions``) within the caller's unit. What a worker may write
is bounded by its claim: outcomes are fenced by the token of the lease they were worked out under.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import clock, money, pacing
from contenthub.articles import gate
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import contents, decisions
from contenthub.lifecycle.decisions import TaskCase
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import Entity, TaskEvent

NEXT_ATTEMPT: dict[str, Any] = {  # what the next attempt must not inherit
    "external_id": None,
    "handed_over_at": None,
    "started_at": None,
    "progress": None,
    "step": None,
    "lost_looks": 0,
    "cancel_requested_at": None,
}


def case_of(task: Task) -> TaskCase:
    """What decisions look at in this task."""
    return TaskCase(
        task.state,
        cancel_requested=task.cancel_requested_at is not None,
        handed_over=task.handed_over_at is not None,
        retry_left=task.retry_count < task.max_retries,
    )


def fail_or_retry(unit: Unit, task: Task, error: BackendError, settings: Settings) -> bool:
    """The generation failed: next attempt if the error is transient and one is left."""
    event = decisions.generation_failed(case_of(task), decisions.failure_of(error))
    return write_failure(unit, task, event, error, settings)


def write_failure(
    unit: Unit, task: Task, event: TaskEvent, error: BackendError, settings: Settings
) -> bool:
    """Write what ``decisions.generation_failed`` says of this error."""
    match event:
        case TaskEvent.CANCEL:
            return cancel(unit, task, reason=f"ended with: {error}")
        case TaskEvent.RETRY:
            return _retry(unit, task, str(error), retry_at(unit, task, error, settings), settings)
    return fail(unit, task, error)


def expire(unit: Unit, task: Task, reason: str, settings: Settings) -> bool:
    """The deadline passed: next attempt if one is left, else the final time-out.

    A remote generation that may still run is looked at later for its late result.
    """
    match decisions.deadline_passed(case_of(task)):
        case TaskEvent.CANCEL:
            return cancel(unit, task, reason=reason)
        case TaskEvent.RETRY:
            return _retry(unit, task, reason, retry_at(unit, task, None, settings), settings)
    late = clock.after(settings.poll_interval, unit.now) if task.external_id else None
    return _end(unit, task, TaskEvent.EXPIRE, reason, due_at=late)


def fail(unit: Unit, task: Task, error: BaseException) -> bool:
    """Ended without content."""
    return _end(unit, task, TaskEvent.FAIL, str(error))


def quarantine(unit: Unit, task: Task, reason: str) -> bool:
    """Ended because too many workers were lost on it."""
    return _end(unit, task, TaskEvent.QUARANTINE, reason, crash_count=task.crash_count + 1)


def cancel(unit: Unit, task: Task, reason: str = "", **values: Any) -> bool:
    """Second phase of a cancel: it certainly does not run any more."""
    return _end(unit, task, TaskEvent.CANCEL, reason, **values)


def answer_cancel(unit: Unit, task: Task, answer: str, *, refused: bool) -> None:
    """The creator answered a cancel: it certainly does not run any more, or it goes on."""
    match decisions.cancel_answered(task.state, refused=refused):
        case TaskEvent.CANCEL:
            cancel(unit, task, f"cancel {answer} by {task.creator}")
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


def stopped(unit: Unit, task: Task, settings: Settings, *, why: str) -> bool:
    """It was stopped before its deadline: cancelled if that was wanted, else handed back.

    ``why`` is said of a cancel.
    """
    if decisions.work_stopped(case_of(task)) is TaskEvent.CANCEL:
        return cancel(unit, task, reason=why)
    return hand_back(unit, task, settings)


def hand_back(unit: Unit, task: Task, settings: Settings) -> bool:
    """The worker shuts down: the next attempt begins elsewhere, and no retry is counted."""
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.HAND_BACK,
        lease=task.lease_owner,
        reason="worker shut down",
        attempt=task.attempt + 1,
        due_at=unit.now,
        timeout_at=clock.after(settings.pending_timeout, unit.now),
        **FREE,
        **NEXT_ATTEMPT,
    )


def requeue(unit: Unit, task: Task, settings: Settings) -> bool:
    """The worker was lost and the generation with it: next attempt, counted as a crash."""
    losses = task.crash_count + 1
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.REQUEUE,
        lease=task.lease_owner,
        reason=f"worker lost ({losses} so far): {task.lease_owner}",
        crash_count=losses,
        attempt=task.attempt + 1,
        due_at=unit.now,
        timeout_at=clock.after(settings.pending_timeout, unit.now),
        **FREE,
        **NEXT_ATTEMPT,
    )


def take_result(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
) -> bool:
    """A finished article arrived: the task's content, or kept with it for a person to adopt.

    ``findings`` are the gate's, where it looked before the transaction began: others wait for that.
    """
    match decisions.result_arrived(case_of(task)):
        case TaskEvent.LATE_RESULT:
            return keep_late_result(unit, task, draft)
        case TaskEvent.CANCEL:
            late = draft.late(unit.now)
            return cancel(unit, task, "the result came after the cancel", result=late)
    return complete(unit, task, account, draft, settings, findings)


def complete(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
) -> bool:
    """Task completed and content created, together or not at all."""
    content_id = contents.create(unit, task, account, draft, settings, findings)
    if unit.move(
        Entity.TASK,
        task,
        TaskEvent.COMPLETE,
        lease=task.lease_owner,
        data={"content_id": content_id},
        content_id=content_id,
        result=draft.facts(),
        completed_at=unit.now,
        progress=100,
        due_at=None,
        timeout_at=None,
        error_message=None,
        input_tokens=draft.input_tokens,
        output_tokens=draft.output_tokens,
        cost_micros=money.micros(draft.cost),
        **FREE,
    ):
        return True
    raise RuntimeError(f"task {task.task_id} changed under its own lock")  # undoes the content


def keep_late_result(unit: Unit, task: Task, draft: Draft) -> bool:
    """A result for a task that had ended: kept on the task, never content by itself."""
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.LATE_RESULT,
        lease=task.lease_owner,
        reason="the creator finished after the task's end",
        result=draft.late(unit.now),
        due_at=None,
        **FREE,
    )


def _retry(unit: Unit, task: Task, reason: str, due_at: datetime, settings: Settings) -> bool:
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.RETRY,
        lease=task.lease_owner,
        reason=reason,
        data={"next_attempt": task.attempt + 1, "due_at": due_at.isoformat()},
        attempt=task.attempt + 1,
        retry_count=task.retry_count + 1,
        error_message=reason,
        due_at=due_at,
        timeout_at=clock.after(settings.pending_timeout, due_at),
        **FREE,
        **NEXT_ATTEMPT,
    )


def _end(unit: Unit, task: Task, event: TaskEvent, reason: str, **values: Any) -> bool:
    columns = (
        {
            "due_at": None,
            "timeout_at": None,
            "completed_at": unit.now,
            "error_message": reason or None,
        }
        | FREE
        | values
    )
    return unit.move(Entity.TASK, task, event, lease=task.lease_owner, reason=reason, **columns)


def retry_at(unit: Unit, task: Task, error: BackendError | None, settings: Settings) -> datetime:
    """When the next try may begin; a backend that asked for a longer wait gets it."""
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.backoff(task.retry_count + 1, settings.retry_backoff, asked=asked)
    return clock.after(wait, unit.now)
