"""The ends of a task's attempts: the next attempt, a final state, or a content, as was decided.

Each function writes one decision (``decisions``) within the caller's unit. What a worker may write
is bounded by its claim: outcomes are fenced by the token of the lease they were worked out under.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import clock, pacing, records
from contenthub.articles import gate
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import decisions, judging, ledger, proposals
from contenthub.lifecycle.decisions import TaskCase
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.ledger import Made
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
        has_article=task.late_result is not None,
    )


def fail_or_retry(unit: Unit, task: Task, error: BackendError, settings: Settings) -> bool:
    """The generation failed: next attempt if the error is transient and one is left."""
    event = decisions.generation_failed(case_of(task), decisions.failure_of(error))
    return write_failure(unit, task, event, error, settings)


def write_failure(
    unit: Unit, task: Task, event: TaskEvent, error: BackendError, settings: Settings
) -> bool:
    """Write what ``decisions.generation_failed`` says of this error."""
    usage = error.usage.in_currency(settings.currency) if error.usage else None
    made = Made(task.attempt, usage) if usage else None
    match event:
        case TaskEvent.CANCEL:
            return cancel(unit, task, reason=f"ended with: {error}", made=made)
        case TaskEvent.RETRY:
            due_at = retry_at(unit, task, error, settings)
            return _retry(unit, task, str(error), due_at, settings, made)
    return fail(unit, task, error, made)


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


def fail(unit: Unit, task: Task, error: BaseException, made: Made | None = None) -> bool:
    """Ended without content."""
    return _end(unit, task, TaskEvent.FAIL, str(error), made)


def quarantine(unit: Unit, task: Task, reason: str) -> bool:
    """Ended because too many workers were lost on it."""
    return _end(unit, task, TaskEvent.QUARANTINE, reason, crash_count=task.crash_count + 1)


def cancel(
    unit: Unit, task: Task, reason: str = "", *, made: Made | None = None, **values: Any
) -> bool:
    """Second phase of a cancel: it certainly does not run any more."""
    return _end(unit, task, TaskEvent.CANCEL, reason, made, **values)


def stopped(unit: Unit, task: Task, settings: Settings, *, why: str) -> bool:
    """It was stopped before its deadline: cancelled if that was wanted, else handed back.

    ``why`` is said of a cancel.
    """
    if decisions.work_stopped(case_of(task)) is TaskEvent.CANCEL:
        return cancel(unit, task, reason=why)
    return hand_back(unit, task, settings)


def hand_back(unit: Unit, task: Task, settings: Settings) -> bool:
    """The worker shuts down: the next attempt begins elsewhere, and no retry is counted."""
    return _begins_anew(
        unit,
        task,
        TaskEvent.HAND_BACK,
        settings,
        reason="worker shut down",
        due_at=unit.now,
    )


def requeue(unit: Unit, task: Task, settings: Settings) -> bool:
    """The worker was lost and the generation with it: next attempt, counted as a crash."""
    losses = task.crash_count + 1
    return _begins_anew(
        unit,
        task,
        TaskEvent.REQUEUE,
        settings,
        reason=f"worker lost ({losses} so far): {task.lease_owner}",
        crash_count=losses,
        due_at=unit.now,
    )


def take_result(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
    *,
    attempt: int | None = None,
) -> bool:
    """A finished article arrived: it is stored, or kept with the task for a person to adopt.

    ``findings`` are the gate's, where it looked before the transaction began: others wait for that.
    ``attempt`` is the one that made it, where that is an earlier one.
    """
    draft, made_by = draft.in_currency(settings.currency), attempt or task.attempt
    made = Made(made_by, draft.usage)
    proposals.take_turn(unit, task, account, draft, settings)
    match decisions.result_arrived(case_of(task), homeless=proposals.is_homeless(task)):
        case TaskEvent.LATE_RESULT:
            return keep_late_result(unit, task, draft, attempt=made_by)
        case TaskEvent.CANCEL:
            late = draft.late(unit.now, made_by)
            return cancel(unit, task, "the result came after the cancel", made=made, result=late)
        case TaskEvent.FAIL:
            why = f"content {task.revises_content_id} was removed before its new text came"
            late = draft.late(unit.now, made_by)
            return _end(unit, task, TaskEvent.FAIL, why, made, result=late)
    return complete(unit, task, account, draft, settings, findings, made_by)


def complete(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
    attempt: int | None = None,
) -> bool:
    """Task completed and content created or text proposed, together or not at all."""
    draft = draft.in_currency(settings.currency)
    kept = proposals.keep_article(unit, task, account, draft, settings, findings)
    if _ends(
        unit,
        task,
        TaskEvent.COMPLETE,
        Made(attempt or task.attempt, draft.usage, kept["content_id"]),
        data=kept,
        content_id=kept["content_id"],
        result=draft.facts(),
        completed_at=unit.now,
        progress=100,
        due_at=None,
        timeout_at=None,
        error_message=None,
        **draft.spent(settings.currency),
        **FREE,
    ):
        return True
    raise RuntimeError(f"task {task.task_id} changed under its own lock")  # undoes the rest


def keep_late_result(unit: Unit, task: Task, draft: Draft, *, attempt: int | None = None) -> bool:
    """A result for a task that had ended: kept on the task, never content by itself."""
    made_by = attempt or task.attempt
    kept = unit.move(
        Entity.TASK,
        task,
        TaskEvent.LATE_RESULT,
        lease=task.lease_owner,
        reason="the creator finished after the task's end",
        result=draft.late(unit.now, made_by),
        due_at=None,
        **FREE,
    )
    if kept:
        ledger.write(unit, task, TaskEvent.LATE_RESULT, Made(made_by, draft.usage))
    return kept


def _retry(
    unit: Unit,
    task: Task,
    reason: str,
    due_at: datetime,
    settings: Settings,
    made: Made | None = None,
) -> bool:
    return _begins_anew(
        unit,
        task,
        TaskEvent.RETRY,
        settings,
        made,
        reason=reason,
        data={"next_attempt": task.attempt + 1, "due_at": due_at.isoformat()},
        retry_count=task.retry_count + 1,
        error_message=reason,
        due_at=due_at,
    )


def _begins_anew(
    unit: Unit,
    task: Task,
    event: TaskEvent,
    settings: Settings,
    made: Made | None = None,
    **values: Any,
) -> bool:
    """The next attempt waits for a slot; where the article of an earlier one is kept with the task,
    none is begun, as it would be paid for: that article is taken.
    """
    moved = _ends(
        unit,
        task,
        event,
        made,
        attempt=task.attempt + 1,
        timeout_at=clock.after(settings.pending_timeout, values["due_at"]),
        **values,
        **FREE,
        **NEXT_ATTEMPT,
    )
    kept = task.late_result
    if moved and kept is not None:
        waiting = records.by_ids(Task, [task.id])[0]
        account = records.accounts_of([task])[task.account_id]
        made_by = kept["attempt"] or task.attempt
        judged = kept.get("judged")  # one of an earlier version has none, and is read here
        findings = None if judged is None else judging.of_kept(judged, account)
        draft = Draft.from_late(kept)
        take_result(unit, waiting, account, draft, settings, findings, attempt=made_by)
    return moved


def _end(
    unit: Unit,
    task: Task,
    event: TaskEvent,
    reason: str,
    made: Made | None = None,
    **values: Any,
) -> bool:
    ended = {"due_at": None, "timeout_at": None, "completed_at": unit.now}
    columns = ended | {"error_message": reason or None} | FREE | values
    return _ends(unit, task, event, made, reason=reason, **columns)


def _ends(
    unit: Unit, task: Task, event: TaskEvent, made: Made | None = None, **values: Any
) -> bool:
    """Move it with an event that ends its attempt, and write that attempt's row of the ledger."""
    moved = unit.move(Entity.TASK, task, event, lease=task.lease_owner, **values)
    if moved:
        ledger.ended(unit, task, event, made)
    return moved


def retry_at(unit: Unit, task: Task, error: BackendError | None, settings: Settings) -> datetime:
    """When the next try may begin; a backend that asked for a longer wait gets it."""
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.backoff(task.retry_count + 1, settings.retry_backoff, asked=asked)
    return clock.after(wait, unit.now)
