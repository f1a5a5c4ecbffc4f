"""What a person may do to tasks: cancel, retry, adopt a late result, clean up."""

from __future__ import annotations

from datetime import datetime

from contenthub import clock, db, records
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import contents, tasks
from contenthub.lifecycle.contents import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, TaskEvent, TaskState


def _locked(unit: Unit, task_id: str) -> Task:
    """The task as it is now; it cannot change until the unit commits. Raises NotFoundError."""
    found = records.select(Task, f"WHERE task_id = ?{db.for_update()}", (task_id,))
    if not found:
        raise NotFoundError(f"no task {task_id}; `contenthub task list` shows the latest")
    return found[0]


def request_cancel(task_id: str, who: str, reason: str = "") -> TaskState:
    """First phase of a cancel; where nothing runs yet it is the second, too.

    Returns the state after it: ``cancelled``, or still ``submitted`` or ``running`` until the
    creator confirmed. Raises NotAllowedError for a task that has ended.
    """
    with Unit(who) as unit:
        task = _locked(unit, task_id)
        if task.state is TaskState.CANCELLED:
            return task.state
        if task.state not in {TaskState.PENDING, TaskState.SUBMITTED, TaskState.RUNNING}:
            raise NotAllowedError(f"task {task_id} is {task.status}; only open ones are cancelled")
        not_begun = task.state is not TaskState.RUNNING and task.handed_over_at is None
        if not_begun and task.lease_owner is None:
            tasks.cancel(unit, task, reason or "asked for")
            return TaskState.CANCELLED
        if task.cancel_requested_at is None:
            if task.state is TaskState.PENDING:  # may be known to the creator: look, then end
                unit.move(Entity.TASK, task, TaskEvent.DISPATCH, due_at=unit.now,
                          timeout_at=clock.after(60, unit.now), cancel_requested_at=unit.now)  # fmt: skip
            else:
                unit.move(Entity.TASK, task, TaskEvent.REQUEST_CANCEL, reason=reason,
                          cancel_requested_at=unit.now, due_at=unit.now)  # fmt: skip
            unit.ring(ActorName.CANCEL, (task.id, task.attempt))
        return task.state


def revive(task_id: str, who: str, settings: Settings) -> None:
    """Begin a new attempt of a task that ended without content, with fresh retries.

    Raises NotAllowedError for an open task, and for a completed one: it has its content.
    """
    with Unit(who) as unit:
        task = _locked(unit, task_id)
        if task.state is TaskState.COMPLETED:
            raise NotAllowedError(
                f"task {task_id} is completed (content {task.content_id}); generate a new one"
            )
        if task.state not in {TaskState.FAILED, TaskState.TIMEOUT, TaskState.CANCELLED}:
            raise NotAllowedError(f"task {task_id} is {task.status}; only ended ones are retried")
        unit.move(
            Entity.TASK, task, TaskEvent.REVIVE, attempt=task.attempt + 1, due_at=unit.now,
            retry_count=0, crash_count=0, error_message=None, result=None, completed_at=None,
            timeout_at=clock.after(settings.pending_timeout, unit.now), **tasks.FREE, **tasks.NEXT_ATTEMPT,
        )  # fmt: skip


def adopt(task_id: str, who: str, settings: Settings) -> int:
    """Make the late result of an ended task its content; returns the content's id.

    Raises NotAllowedError where there is none.
    """
    with Unit(who) as unit:
        task = _locked(unit, task_id)
        kept = isinstance(task.result, dict) and task.result.get("late")
        if not kept or task.state is TaskState.COMPLETED:
            raise NotAllowedError(f"task {task_id} has no late result to adopt")
        draft = Draft.from_late(task.result)
        account = records.accounts_of([task])[task.account_id]
        content_id = contents.create(unit, task, account, draft, settings)
        unit.move(
            Entity.TASK, task, TaskEvent.ADOPT, data={"content_id": content_id},
            content_id=content_id, result=draft.facts(), error_message=None, due_at=None,
            completed_at=unit.now, progress=100, input_tokens=draft.input_tokens,
            output_tokens=draft.output_tokens, cost=draft.cost, **tasks.FREE,
        )  # fmt: skip
        return content_id


def cleanup(before: datetime, *, dry_run: bool = False, chunk: int = 1_000) -> int:
    """Delete tasks that ended before ``before``, with their events; contents stay.

    A task whose publication is still under way is kept, and so is one whose schedule's tick is. Returns how many tasks went (would go).
    """
    tail = (
        "status IN ('completed', 'failed', 'timeout', 'cancelled') AND lease_owner IS NULL"
        " AND completed_at < ? AND NOT EXISTS (SELECT 1 FROM publish_entries e"
        " WHERE e.task_id = generation_tasks.task_id"
        " AND e.status IN ('queued', 'publishing', 'unverified'))"
        " AND NOT EXISTS (SELECT 1 FROM ticks k WHERE k.tick_id = generation_tasks.batch_id"
        " AND k.status = 'running')"
    )
    moment = records.moment(before)
    if dry_run:
        found = db.execute(f"SELECT COUNT(*) FROM generation_tasks WHERE {tail}", (moment,))
        return int(found.fetchone()[0])
    removed = 0
    while True:
        with db.transaction():
            rows = db.execute(
                f"SELECT id, task_id FROM generation_tasks WHERE {tail} ORDER BY id LIMIT ?{db.for_update()}",
                (moment, chunk),
            ).fetchall()
            db.execute_many("DELETE FROM events WHERE task_id = ?", [(r[1],) for r in rows])
            db.execute_many("DELETE FROM generation_tasks WHERE id = ?", [(r[0],) for r in rows])
        removed += len(rows)
        if len(rows) < chunk:
            return removed
