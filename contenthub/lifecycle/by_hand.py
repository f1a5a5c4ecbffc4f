"""What a person may do to tasks: cancel, retry, adopt a late result, clean up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contenthub import clock, records
from contenthub.articles.gate import Finding
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import decisions, judging, ledger, portions, proposals, task_sums, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.present_rules import Examine
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import (
    FINAL_TASK_STATES,
    OPEN_ENTRY_STATES,
    OPEN_TASK_STATES,
    ActorName,
    Entity,
    TaskEvent,
    TaskState,
)


def _locked(unit: Unit, task_id: str) -> Task:
    """The task as it is now; it cannot change until the unit commits. Raises NotFoundError."""
    return _task(task_id, db.for_update())


def _task(task_id: str, lock: str = "") -> Task:
    """The task as it is now. Raises NotFoundError."""
    found = records.select(Task, f"WHERE task_id = ?{lock}", (task_id,))
    if not found:
        raise NotFoundError(f"no task {task_id}", code=Code.NO_TASK)
    return found[0]


def request_cancel(
    task_id: str, who: str, reason: str = "", *, is_direct: Callable[[str], bool] | None = None
) -> TaskState:
    """First phase of a cancel; where nothing runs yet it is the second, too.

    Returns the state after it: ``cancelled``, or still ``submitted`` or ``running`` until the
    creator confirmed. ``is_direct`` says of a creator, by its name, that it works in one call: an
    order that it has handed on goes on elsewhere. Raises NotAllowedError for such a task, and for
    one that has ended.
    """
    with Unit(who) as unit:
        task = _locked(unit, task_id)
        if task.state is TaskState.CANCELLED:
            return task.state
        if task.state not in OPEN_TASK_STATES:
            raise NotAllowedError(
                f"task {task_id} is {task.status}; only open ones are cancelled",
                code=Code.TASK_ENDED,
            )
        case = tasks.case_of(task)
        handed_on = task.external_id is not None and bool(is_direct and is_direct(task.creator))
        leased = task.lease_owner is not None
        event = decisions.cancel_wanted(case, leased=leased, handed_on=handed_on)
        if event is TaskEvent.REFUSE_CANCEL:
            raise NotAllowedError(
                f"task {task_id} cannot be cancelled: its creator handed it on, and goes on",
                code=Code.GOES_ON_ELSEWHERE,
            )
        if event is TaskEvent.CANCEL:
            tasks.cancel(unit, task, reason or "asked for")
            return TaskState.CANCELLED
        if event is not None:
            _begin_cancel(unit, task, event, reason)
        return task.state


def _begin_cancel(unit: Unit, task: Task, event: TaskEvent, reason: str) -> None:
    """Let the cancel actor ask the creator, also for a task that waits and may be known to it."""
    more: dict[str, Any] = {}
    if event is TaskEvent.DISPATCH:
        more["timeout_at"] = clock.after(60, unit.now)
    unit.move(
        Entity.TASK,
        task,
        event,
        reason=reason if event is TaskEvent.REQUEST_CANCEL else "",
        cancel_requested_at=unit.now,
        due_at=unit.now,
        **more,
    )
    unit.ring(ActorName.CANCEL, (task.id, task.attempt))


def revive(task_id: str, who: str, settings: Settings, *, discard_result: bool = False) -> None:
    """Begin a new attempt of a task that ended without content, with fresh retries.

    Raises NotAllowedError for an open task, for a completed one (it has its content), and, unless
    ``discard_result``, for one whose result came late: it was paid for and would be lost.
    """
    with Unit(who) as unit:
        task = _locked(unit, task_id)
        _demand_revivable(task, discard_result=discard_result)
        unit.move(
            Entity.TASK,
            task,
            TaskEvent.REVIVE,
            attempt=task.attempt + 1,
            due_at=unit.now,
            retry_count=0,
            crash_count=0,
            error_message=None,
            result=None,
            completed_at=None,
            timeout_at=clock.after(settings.pending_timeout, unit.now),
            **FREE,
            **tasks.NEXT_ATTEMPT,
        )


def _demand_revivable(task: Task, *, discard_result: bool) -> None:
    name = f"task {task.task_id}"
    if task.state is TaskState.COMPLETED:
        raise NotAllowedError(
            f"{name} is completed (content {task.content_id}); generate a new one",
            code=Code.TASK_COMPLETED,
            content_id=task.content_id,
        )
    if task.state not in {TaskState.FAILED, TaskState.TIMEOUT, TaskState.CANCELLED}:
        raise NotAllowedError(
            f"{name} is {task.status}; only ended ones are retried", code=Code.TASK_OPEN
        )
    if task.late_result is not None and not discard_result:
        raise NotAllowedError(
            f"{name} has a finished result that came late",
            code=Code.LATE_RESULT,
            task_id=task.task_id,
        )


def adopt(task_id: str, who: str, settings: Settings, examine: Examine = judging.here) -> int:
    """Make the late result of an ended task its content, or propose it for the one it revises.

    Where that was removed, it becomes a content of its own. ``examine`` lets the gate look at it,
    before the unit that writes it. Returns the content's id. Raises NotFoundError, and
    NotAllowedError where there is none.
    """
    content_id = None
    while content_id is None:  # until it is the one that the gate has looked at
        task = _task(task_id)
        draft = _late_draft(task)
        account = records.accounts_of([task])[task.account_id]
        (findings,) = examine([judging.finished(draft, task, account)])
        content_id = _adopt(who, task, account, findings, settings)
    return content_id


def _late_draft(task: Task) -> Draft:
    if task.late_result is None or task.state is TaskState.COMPLETED:
        raise NotAllowedError(
            f"task {task.task_id} has no late result to adopt", code=Code.NO_LATE_RESULT
        )
    return Draft.from_late(task.late_result)


def _adopt(
    who: str, looked_at: Task, account: Account, findings: list[Finding], settings: Settings
) -> int | None:
    """Write the late result that was looked at; None where the task has another one by now."""
    with Unit(who) as unit:
        task = _locked(unit, looked_at.task_id)
        draft = _late_draft(task).in_currency(settings.currency)
        if task.late_result != looked_at.late_result:
            return None
        kept = proposals.keep_article(unit, task, account, draft, settings, findings)
        made_by = task.result.get("attempt") or task.attempt
        made = ledger.Made(made_by, draft.usage, kept["content_id"])
        ledger.write(unit, task, TaskEvent.ADOPT, made)
        unit.move(
            Entity.TASK,
            task,
            TaskEvent.ADOPT,
            data=kept,
            content_id=kept["content_id"],
            result=draft.facts(),
            error_message=None,
            due_at=None,
            completed_at=unit.now,
            progress=100,
            **draft.spent(settings.currency),
            **FREE,
        )
        return int(kept["content_id"])


# Still needed: by a publication that is under way, and by a tick that counts its tasks.
_NOT_NEEDED = (
    "lease_owner IS NULL AND NOT EXISTS (SELECT 1 FROM publish_entries e"
    " WHERE e.content_id = generation_tasks.content_id"
    f" AND e.status IN ({db.listed(OPEN_ENTRY_STATES)}))"
    " AND NOT EXISTS (SELECT 1 FROM ticks k WHERE k.tick_id = generation_tasks.batch_id"
    " AND k.status = 'running')"
)


# A finished article that came late was paid for, and stands nowhere else.
_NOTHING_TO_ADOPT = f" AND (status = 'completed' OR result IS NULL OR NOT {records.KEPT_LATE})"


def cleanup(before: datetime, *, late_results: bool = False, dry_run: bool = False) -> int:
    """Delete tasks that ended before ``before``, with their events; contents stay.

    A task whose publication is still under way is kept, and so is one whose schedule's tick is, or
    whose late result nobody adopted, unless ``late_results`` removes those too. Returns how many
    tasks went (would go).
    """
    removable = _NOT_NEEDED if late_results else _NOT_NEEDED + _NOTHING_TO_ADOPT
    if dry_run:
        sql = (
            "SELECT COUNT(*) FROM generation_tasks INDEXED BY task_ended"
            f" WHERE status = ? AND completed_at < ? AND {removable}"
        )
        params = [(state.value, records.moment(before)) for state in FINAL_TASK_STATES]
        return sum(int(db.execute(sql, one).fetchone()[0]) for one in params)
    return sum(
        _Cleanup(state.value, before, removable).run() for state in sorted(FINAL_TASK_STATES)
    )


class _Cleanup:
    """The removal of the tasks of one state, the oldest first.

    It goes on from the last row that it looked at, so that those which have to stay are looked
    at once and not with every portion.
    """

    def __init__(self, state: str, before: datetime, removable: str) -> None:
        self._state = state
        self._removable = removable
        self._before = records.moment(before)
        self._last: tuple[Any, ...] = ()
        self._removed = 0

    def run(self) -> int:
        portions.delete_all(self._portion)
        return self._removed

    def _portion(self, size: int) -> int:
        after = " AND (completed_at, id) > (?, ?)" if self._last else ""
        rows = db.execute(
            "SELECT completed_at, id FROM generation_tasks INDEXED BY task_ended"
            f" WHERE status = ? AND completed_at < ?{after} ORDER BY completed_at, id LIMIT ?",
            (self._state, self._before, *self._last, size),
        ).fetchall()
        if rows:
            self._last = tuple(rows[-1])
            self._remove([row[1] for row in rows])
        return len(rows)

    def _remove(self, ids: list[int]) -> None:
        marks = ", ".join("?" * len(ids))
        which = f"id IN ({marks}) AND status = ? AND completed_at < ? AND {self._removable}"
        gone = db.execute(
            f"DELETE FROM generation_tasks WHERE {db.in_order('generation_tasks', which)}"
            f" RETURNING task_id, {', '.join(task_sums.RETURNED)}",
            (*ids, self._state, self._before),
        ).fetchall()
        db.execute_many("DELETE FROM events WHERE task_id = ?", [(row[0],) for row in gone])
        task_sums.take_away(row[1:] for row in gone)
        self._removed += len(gone)
