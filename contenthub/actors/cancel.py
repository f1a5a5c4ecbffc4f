"""The second phase of a cancel: asks the creator, and believes only what it confirms."""

from __future__ import annotations

from functools import partial

from contenthub import boot, clock, logs, pacing, records
from contenthub.actors import observe
from contenthub.actors.work import Work, Write
from contenthub.boot import App
from contenthub.creators.base import CancelOutcome, Creator, Observation, RemoteCreator
from contenthub.errors import BackendError, TransientError
from contenthub.generations import observations
from contenthub.generations.requests import request_for
from contenthub.lifecycle import cancels, leases, tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import ActorName, TaskState

log = logs.get_logger("contenthub.cancel")

_CANCELLABLE = frozenset({TaskState.SUBMITTED, TaskState.RUNNING})


def cancel(refs: list[list[int]]) -> None:
    """Cancel the tasks ``refs``; one whose worker is alive is stopped by that worker instead."""
    work = Work(boot.current(), "cancel")
    if work.app.fan_out(ActorName.CANCEL, refs):
        return
    for task in work.claim(Task, refs, _CANCELLABLE):
        work.call([task], observe.LOOK_TIMEOUT, partial(_cancel, work.app, task))


def _cancel(app: App, task: Task) -> Write[Task]:
    """Ask the creator; answers how that is written."""
    creator = app.backends.creator(task.creator)
    try:
        answer, seen = _ask(creator, task)
    except BackendError as error:
        return _try_later(error, app.settings)
    except Exception as error:  # a creator's mistake confirms nothing
        log.exception("creator_broke", task_id=task.task_id)
        return _try_later(TransientError(f"the creator broke: {error}"), app.settings)
    return _answered(answer, seen, app.settings)


def _ask(creator: Creator, task: Task) -> tuple[CancelOutcome, Observation | None]:
    if not isinstance(creator, RemoteCreator):
        goes_on = task.external_id is not None  # elsewhere, and will call back
        return CancelOutcome.REFUSED if goes_on else CancelOutcome.CONFIRMED, None
    external_id = task.external_id
    if external_id is None and task.handed_over_at is not None:
        account = records.accounts_of([task])[task.account_id]
        external_id = creator.find(request_for(task, account, 0.0))
    if external_id is None:
        return CancelOutcome.CONFIRMED, None
    answer = creator.cancel(external_id)
    seen = creator.observe([external_id])[0] if answer is CancelOutcome.GONE else None
    return answer, seen


def _answered(answer: CancelOutcome, seen: Observation | None, settings: Settings) -> Write[Task]:
    def write(unit: Unit, held: Task) -> None:
        if seen is not None and seen.article is not None:
            account = records.accounts_of([held])[held.account_id]
            found = observations.result_of(held, account, seen)
            observations.act_on(unit, held, account, seen, found, settings)
        else:
            cancels.answer_cancel(unit, held, answer, refused=answer is CancelOutcome.REFUSED)

    return write


def _try_later(error: BackendError, settings: Settings) -> Write[Task]:
    def write(unit: Unit, held: Task) -> None:
        if held.timeout_at is not None and held.timeout_at <= unit.now:
            tasks.expire(unit, held, f"cancel could not be confirmed: {error}", settings)
        else:
            leases.let_go(held, clock.after(pacing.CANCEL_AGAIN, unit.now))

    return write
