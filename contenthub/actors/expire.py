"""Ends waits whose deadline has passed."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from contenthub import boot, records
from contenthub.actors import observe
from contenthub.actors.work import Work, Write
from contenthub.boot import App
from contenthub.creators.base import Observation, Phase, RemoteCreator
from contenthub.errors import BackendError
from contenthub.generations import observations
from contenthub.lifecycle import tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import OPEN_TASK_STATES, ActorName, TaskState


def expire(refs: list[list[int]]) -> None:
    """End the overdue tasks ``refs``, after a last look at what runs elsewhere."""
    work = Work(boot.current(), "expire")
    if work.app.fan_out(ActorName.EXPIRE, refs):
        return
    pairs = work.app.not_spooled(refs)
    for task in work.claim(Task, pairs, OPEN_TASK_STATES, passed="timeout_at"):
        work.call([task], observe.LOOK_TIMEOUT, partial(_end, work.app, task))


def _end(app: App, task: Task) -> Write[Task]:
    """Take a last look; answers how the end is written."""
    seen = _last_look(app, task)

    def write(unit: Unit, held: Task) -> None:
        if seen is not None and seen.phase is Phase.COMPLETED:
            account = records.accounts_of([held])[held.account_id]
            found = observations.result_of(held, account, seen)
            observations.act_on(unit, held, account, seen, found, app.settings)
        else:
            tasks.expire(unit, held, _reason(held, app.settings), app.settings)

    return write


def _last_look(app: App, task: Task) -> Observation | None:
    """What the creator says; one that still runs is asked to stop."""
    creator = app.backends.creator(task.creator)
    if not task.external_id or not isinstance(creator, RemoteCreator):
        return None
    seen = observe.observe(creator, [task])[task.id]
    if seen.phase in {Phase.RUNNING, Phase.UNREACHABLE}:
        with suppress(BackendError):
            creator.cancel(task.external_id)
    return seen


def _reason(task: Task, settings: Settings) -> str:
    """What was waited for in vain."""
    if task.state is TaskState.PENDING:
        return f"waited {settings.pending_timeout:g} s for a free slot"
    if task.state is TaskState.SUBMITTED and task.handed_over_at is None:
        return f"waited {settings.pending_timeout:g} s for a free worker"
    return f"no result within {settings.task_timeout:g} s"
