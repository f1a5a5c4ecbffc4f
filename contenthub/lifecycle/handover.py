"""Submitted tasks begin: at once with a direct creator, with its acceptance at a remote one.

Outcomes are fenced by the token of the claim under which the creator was called.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub import clock, pacing, records
from contenthub.errors import BackendError
from contenthub.lifecycle import calling_creators, decisions, leases, tasks
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, Ref, TaskEvent, TaskState


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
    wait = pacing.next_look(
        unit.now,
        unit.now,
        settings.poll_interval,
        calls_back=calling_creators.calls_back(unit, task.creator, settings),
    )
    first_look = clock.after(min(wait, settings.task_timeout), unit.now)
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
    unit: Unit, task: Task, error: BackendError, settings: Settings, *, handed_over_before: bool
) -> bool:
    """The hand-over failed: next attempt, or the same one again when it may have been heard.

    ``handed_over_before``: an earlier try of this attempt was made, and may have been heard.
    """
    event = decisions.hand_over_failed(
        tasks.case_of(task), decisions.failure_of(error), handed_over_before=handed_over_before
    )
    if event is not TaskEvent.POSTPONE:
        return tasks.write_failure(unit, task, event, error, settings)
    due_at = tasks.retry_at(unit, task, error, settings)
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
