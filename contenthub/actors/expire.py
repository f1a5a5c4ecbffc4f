"""Ends waits whose deadline has passed."""

from __future__ import annotations

from contextlib import suppress

from contenthub import boot, records
from contenthub.actors import observe
from contenthub.creators.base import Observation, Phase, RemoteCreator
from contenthub.errors import BackendError
from contenthub.lifecycle import leases, tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import OPEN_TASK_STATES, ActorName, TaskState


def expire(refs: list[list[int]]) -> None:
    """End the overdue tasks ``refs``, after a last look at what runs elsewhere."""
    app, token = boot.current(), leases.new_token()
    if app.fan_out(ActorName.EXPIRE, refs):
        return
    pairs = app.not_spooled(refs)
    lease = app.settings.lease
    claimed = leases.claim(Task, pairs, OPEN_TASK_STATES, token, lease, passed="timeout_at")
    if not claimed:
        return
    with app.leases.hold(claimed, token, timeout=observe.LOOK_TIMEOUT):
        seen = {task.id: _last_look(task) for task in claimed}
        with Unit("expire") as unit:
            for task in leases.held(claimed, token):
                _decide(unit, task, seen[task.id])


def _last_look(task: Task) -> Observation | None:
    """What the creator says; one that still runs is asked to stop."""
    creator = boot.current().backends.creator(task.creator)
    if not task.external_id or not isinstance(creator, RemoteCreator):
        return None
    seen = observe.observe(creator, [task])[task.id]
    if seen.phase in {Phase.RUNNING, Phase.UNREACHABLE}:
        with suppress(BackendError):
            creator.cancel(task.external_id)
    return seen


def _decide(unit: Unit, task: Task, seen: Observation | None) -> None:
    settings = boot.current().settings
    if seen is not None and seen.phase is Phase.COMPLETED:
        account = records.accounts_of([task])[task.account_id]
        observe.act_on(unit, task, account, seen, observe.result_of(task, account, seen))
    elif task.handed_over_at is None and task.state is not TaskState.RUNNING:
        what = "slot" if task.state is TaskState.PENDING else "worker"
        reason = f"waited {settings.pending_timeout:g} s for a free {what}"
        tasks.expire(unit, task, reason, settings)
    else:
        tasks.expire(unit, task, f"no result within {settings.task_timeout:g} s", settings)
