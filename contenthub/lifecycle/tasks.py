"""The life of a generation task between its creation and its end: each decision, and its writing.

Each function is one decision within the caller's unit. What a worker may write is bounded by its
claim: outcomes are fenced by the token of the lease they were worked out under.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub import clock, pacing, records
from contenthub.articles import gate
from contenthub.database import db
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import contents, leases
from contenthub.lifecycle.contents import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task, Waiting
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, Ref, TaskEvent, TaskState

LOST_LOOKS = 3  # "no such id" this often in a row means that the creator lost it

FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}
NEXT_ATTEMPT: dict[str, Any] = {  # what the next attempt must not inherit
    "external_id": None,
    "handed_over_at": None,
    "started_at": None,
    "progress": None,
    "step": None,
    "lost_looks": 0,
    "cancel_requested_at": None,
}


def dispatch(settings: Settings, who: str, limit: int = 200) -> int:
    """Give free slots to the due pending tasks of highest priority, oldest first.

    Slots are counted over all processes, under the database's write lock. Returns how many
    tasks got one.
    """
    if _free_slots(settings) <= 0 or not _next_pending(clock.now(), 1):
        return 0  # found without a write lock: mostly there is nothing to do
    with Unit(who) as unit:
        db.one_at_a_time("dispatch")
        chosen = _next_pending(unit.now, min(limit, _free_slots(settings)))
        # The deadline of the wait goes on: nobody has been asked for anything yet.
        unit.move_all(
            Entity.TASK, chosen, TaskEvent.DISPATCH, due_at=unit.now, submitted_at=unit.now, **FREE
        )
        if len(chosen) == limit:
            unit.ring(ActorName.DISPATCH, (0, 0))
    return len(chosen)


def _free_slots(settings: Settings) -> int:
    used = db.execute(
        "SELECT COUNT(*) FROM generation_tasks INDEXED BY task_status"
        " WHERE status IN ('submitted', 'running')"
    ).fetchone()[0]
    return settings.max_concurrent_tasks - int(used)


def _next_pending(now: datetime, limit: int) -> list[Waiting]:
    if limit <= 0:
        return []
    moment = records.moment(now)
    return records.select(
        Waiting,
        "INDEXED BY task_pending WHERE status = 'pending' AND due_at <= ? AND timeout_at > ?"
        " ORDER BY priority DESC, id LIMIT ?",
        (moment, moment, limit),
    )


def start_direct(
    refs: Sequence[Ref], token: str, settings: Settings, who: str
) -> list[tuple[Task, Account]]:
    """Claim submitted tasks of a direct creator and begin them, in one step.

    Returns those that are begun, as they were before, with their accounts.
    """
    attempts = dict(refs)
    with Unit(who) as unit:
        ready = [
            task
            for task in records.by_ids(Task, sorted(attempts))
            if task.attempt == attempts[task.id]
            and task.state is TaskState.SUBMITTED
            and task.cancel_requested_at is None
        ]
        begun = unit.move_all(
            Entity.TASK,
            ready,
            TaskEvent.START,
            lease_owner=token,
            lease_until=clock.after(settings.lease, unit.now),
            handed_over_at=unit.now,
            started_at=unit.now,
            timeout_at=clock.after(settings.task_timeout, unit.now),
        )
        accounts = records.accounts_of(begun)
    return [(task, accounts[task.account_id]) for task in begun]


def claim_for_submit(refs: Sequence[Ref], token: str, settings: Settings) -> list[Task]:
    """Claim submitted tasks of a remote creator, noting before the call that it is made.

    Returned as they were: ``handed_over_at`` tells whether an earlier call may have been heard.
    """
    return leases.claim(
        Task,
        refs,
        frozenset({TaskState.SUBMITTED}),
        token,
        settings.lease,
        uncancelled=True,
        handed_over_at=clock.now(),
    )


def start_remote(unit: Unit, task: Task, external_id: str, settings: Settings) -> bool:
    """The creator accepted the request under ``external_id``: it runs over there."""
    first_look = clock.after(min(1.0, settings.poll_interval), unit.now)
    if task.cancel_requested_at:
        first_look = unit.now
        unit.ring(ActorName.CANCEL, (task.id, task.attempt))
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.START,
        lease=task.lease_owner,
        data={"external_id": external_id},
        external_id=external_id,
        started_at=unit.now,
        timeout_at=clock.after(settings.task_timeout, unit.now),
        due_at=first_look,
        **FREE,
    )


def not_handed_over(
    unit: Unit, task: Task, error: BackendError, settings: Settings, *, certain: bool
) -> bool:
    """The hand-over failed: next attempt, or the same one again when it may have been heard.

    ``certain`` says that the creator surely does not work on it. Otherwise the attempt, and so
    the idempotency key, stays, and the next try looks for it first.
    """
    if certain or not error.transient or task.retry_count >= task.max_retries:
        return fail_or_retry(unit, task, error, settings)
    due_at = _retry_at(unit, task, error, settings)
    return unit.move(
        Entity.TASK,
        task,
        TaskEvent.POSTPONE,
        lease=task.lease_owner,
        reason=str(error),
        due_at=due_at,
        timeout_at=clock.after(settings.pending_timeout, due_at),
        retry_count=task.retry_count + 1,
        error_message=str(error),
        **FREE,
    )


def fail_or_retry(unit: Unit, task: Task, error: BackendError, settings: Settings) -> bool:
    """The generation failed: next attempt if the error is transient and one is left."""
    if task.cancel_requested_at:
        return cancel(unit, task, reason=f"ended with: {error}")
    if not error.transient or task.retry_count >= task.max_retries:
        return fail(unit, task, error)
    return _retry(unit, task, str(error), _retry_at(unit, task, error, settings), settings)


def expire(unit: Unit, task: Task, reason: str, settings: Settings) -> bool:
    """The deadline passed: next attempt if one is left, else the final time-out.

    A task that only waited (pending) has nothing to try again. A remote generation that may
    still run is looked at later for its late result.
    """
    if task.cancel_requested_at and task.handed_over_at is None:
        return cancel(unit, task, reason=reason)
    begun = task.state is TaskState.RUNNING or task.handed_over_at is not None
    if begun and not task.cancel_requested_at and task.retry_count < task.max_retries:
        return _retry(unit, task, reason, _retry_at(unit, task, None, settings), settings)
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


def hand_back(unit: Unit, task: Task, settings: Settings) -> bool:
    """The worker shuts down: the next attempt begins elsewhere, and no retry is counted."""
    if task.cancel_requested_at:
        return cancel(unit, task, reason="worker shut down")
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


def complete(
    unit: Unit,
    task: Task,
    account: Account,
    draft: Draft,
    settings: Settings,
    findings: list[gate.Finding] | None = None,
) -> bool:
    """The result arrived: task completed and content created, together or not at all.

    ``findings`` are the gate's, where it looked before the transaction began: others wait for that.
    If a cancel was requested meanwhile, the task ends cancelled and keeps it as a late result.
    """
    if task.cancel_requested_at:
        return cancel(unit, task, "the result came after the cancel", result=draft.late(unit.now))
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
        cost=draft.cost,
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


def look_again(
    unit: Unit,
    task: Task,
    settings: Settings,
    *,
    progress: int | None = None,
    step: str = "",
    lost_looks: int = 0,
) -> None:
    """The remote generation goes on: note how far it is and when to look next. No transition."""
    wait = pacing.next_look(task.started_at or unit.now, unit.now, settings.poll_interval)
    due_at = pacing.together(clock.after(wait, unit.now))
    if task.timeout_at is not None:
        due_at = min(due_at, task.timeout_at)
    if task.cancel_requested_at:
        due_at = unit.now
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, progress = COALESCE(?, progress),"
        " step = COALESCE(?, step), lost_looks = ?, lease_owner = NULL, lease_until = NULL"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (
            records.moment(due_at),
            progress,
            step or None,
            lost_looks,
            task.id,
            task.attempt,
            task.lease_owner,
        ),
    )


def put_off(unit: Unit, task: Task, reason: str, seconds: float) -> None:
    """An actor broke on it: look again later, and tell why. No transition, no new attempt."""
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, error_message = ? WHERE id = ? AND attempt = ?"
        " AND status = ? AND (lease_until IS NULL OR lease_until <= ?)",
        (
            records.moment(clock.after(seconds, unit.now)),
            reason,
            task.id,
            task.attempt,
            task.status,
            records.moment(unit.now),
        ),
    )


def look_for_late_result(unit: Unit, task: Task, *, ended: bool) -> None:
    """A task that had timed out is looked at ever more rarely, for a day. No transition."""
    age = (unit.now - (task.completed_at or unit.now)).total_seconds()
    wait = None if ended else pacing.late_look(age)
    again = None if wait is None else clock.after(wait, unit.now)
    db.execute(
        "UPDATE generation_tasks SET due_at = ?, lease_owner = NULL, lease_until = NULL"
        " WHERE id = ? AND attempt = ? AND lease_owner = ?",
        (again and records.moment(again), task.id, task.attempt, task.lease_owner),
    )


def note_progress(task: Task, token: str, progress: int | None, step: str) -> None:
    """A direct creator told how far it is. No transition."""
    with db.transaction():
        db.execute(
            "UPDATE generation_tasks SET progress = COALESCE(?, progress),"
            " step = COALESCE(?, step) WHERE id = ? AND lease_owner = ?",
            (progress, step or None, task.id, token),
        )


def cancel_requested(ids: Sequence[int]) -> set[int]:
    """Those of these tasks whose cancel was requested."""
    marks = ", ".join("?" * len(ids))
    rows = db.execute(
        f"SELECT id FROM generation_tasks WHERE id IN ({marks})"
        " AND cancel_requested_at IS NOT NULL",
        tuple(ids),
    ).fetchall()
    return {row[0] for row in rows}


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


def _retry_at(unit: Unit, task: Task, error: BackendError | None, settings: Settings) -> datetime:
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.backoff(task.retry_count + 1, settings.retry_backoff, asked=asked)
    return clock.after(wait, unit.now)
