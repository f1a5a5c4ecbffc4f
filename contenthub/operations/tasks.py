"""What people may do to tasks: cancel, retry, adopt a late result, clean up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contenthub import clock, records, validation
from contenthub.backends import is_direct_creator
from contenthub.codes import Code
from contenthub.database import upkeep
from contenthub.errors import InputError, NotAuthorizedError
from contenthub.generations import gate_process
from contenthub.lifecycle import (
    accounts,
    by_hand,
    kept_answers,
    lock_order,
    old_deliveries,
    submission,
)
from contenthub.operations.caller import Caller
from contenthub.queries import short_ids
from contenthub.records import Account, Task
from contenthub.states import FINAL_TASK_STATES, OPEN_TASK_STATES, TaskState

CANCELLABLE = OPEN_TASK_STATES
RETRIABLE = FINAL_TASK_STATES - {TaskState.COMPLETED}  # a completed task has its content
MOST_REASON = 500  # characters
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a cleaning took away, or would take."""

    tasks: int
    ended_before: datetime
    given_back_bytes: int  # to the file system


def reason(text: str) -> str:
    """Why a task is cancelled, fit to be kept. Raises InputError."""
    return validation.plain_text(text, "reason", MOST_REASON)


def cancel(caller: Caller, task_id: str, why: str = "") -> TaskState:
    """Cancel a task; returns the state after it.

    That is ``cancelled``, or what it was until its creator confirms that it has stopped. Raises
    NotFoundError, NotAllowedError for a task that has ended, and for one that its creator has
    handed on to somebody who cannot be asked to stop.
    """
    _demand(task_id)
    return by_hand.request_cancel(task_id, caller.who, reason(why), is_direct=is_direct_creator)


def retry(caller: Caller, task_id: str, *, discard_result: bool = False) -> TaskState:
    """Begin a new attempt of a task that ended without content; returns the state after it.

    Raises NotFoundError, NotAllowedError for an open task, for one that has its content, and, but
    for ``discard_result``, for one whose finished result came late; NotAuthorizedError where its
    article would approve itself and ``caller`` may not review.
    """
    _demand_may_begin(caller, _demand(task_id))
    by_hand.revive(task_id, caller.who, caller.settings, discard_result=discard_result)
    return TaskState.PENDING


def hold(task_ids: Sequence[str]) -> None:
    """Before many are changed in one transaction: see ``lock_order.hold``."""
    lock_order.hold(task_ids, lock_order.tasks)


def adopt(caller: Caller, task_id: str) -> int:
    """Make the late result of a task that had ended its content; returns the content's id.

    Raises NotFoundError, NotAllowedError where there is no such result, and NotAuthorizedError as
    ``retry`` does.
    """
    _demand_may_begin(caller, _demand(task_id))
    return by_hand.adopt(task_id, caller.who, caller.settings, gate_process.examine_all)


def would_clean(days: int, *, late_results: bool = False) -> Cleaned:
    """What ``clean`` with these values would take away; nothing is changed. Raises InputError."""
    before = _ago(days)
    return Cleaned(by_hand.cleanup(before, late_results=late_results, dry_run=True), before, 0)


def clean(days: int, *, late_results: bool = False) -> Cleaned:
    """Remove tasks that ended at least ``days`` days ago, with their events, and what is kept of
    calls for those who might repeat them once that time is over.

    Contents stay, and so do tasks whose publication or schedule's tick is under way, and, but for
    ``late_results``, those whose late result nobody has adopted. Raises InputError.
    """
    before = _ago(days)
    count = by_hand.cleanup(before, late_results=late_results)
    kept_answers.forget_old()
    old_deliveries.forget_all()
    return Cleaned(count, before, upkeep.give_space_back())


def _ago(days: int) -> datetime:
    if not 0 <= days <= MOST_DAYS:
        raise InputError(f"days is {days!r}; allowed: 0 to {MOST_DAYS}")
    return clock.now() - timedelta(days=days)


def _demand(task_id: str) -> Task:
    found = submission.by_task_id(task_id)
    if found is None:
        raise short_ids.unknown_task(task_id)
    return found


def _demand_may_begin(caller: Caller, task: Task) -> None:
    """Whoever asked for this article might review; where all of its account approve themselves,
    everybody could have asked for it.
    """
    if caller.may_review or not task.auto_approve:
        return
    account = records.by_ids(Account, [task.account_id])[0]
    if not accounts.approves_itself(account, caller.settings):
        raise NotAuthorizedError(
            f"the article of task {task.task_id} approves itself: this needs the scope review",
            code=Code.SCOPE_TOO_SMALL,
        )
