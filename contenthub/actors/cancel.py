"""The second phase of a cancel: asks the creator, and believes only what it confirms."""

from __future__ import annotations

from contenthub import boot, clock, logs, records
from contenthub.actors import keeping, observe, outcome
from contenthub.creators.base import CancelOutcome, Observation, RemoteCreator
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import leases, tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import ActorName, TaskState

log = logs.get_logger("contenthub.cancel")

RETRY_AFTER = 5.0  # seconds until a silent creator is asked again

_CANCELLABLE = frozenset({TaskState.SUBMITTED, TaskState.RUNNING})


def cancel(refs: list[list[int]]) -> None:
    """Cancel the tasks ``refs``; one whose worker is alive is stopped by that worker instead."""
    app, token = boot.current(), leases.new_token()
    if app.fan_out(ActorName.CANCEL, refs):
        return
    pairs = [(r[0], r[1]) for r in refs]
    for task in leases.claim(Task, pairs, _CANCELLABLE, token, app.settings.lease):
        with app.leases.hold([task], token, timeout=observe.LOOK_TIMEOUT):
            creator = app.backends.creator(task.creator)
            try:
                answer, seen = (
                    _ask(creator, task)
                    if isinstance(creator, RemoteCreator)
                    else (CancelOutcome.CONFIRMED, None)
                )
            except BackendError as error:
                _try_later(task, token, error)
                continue
            except Exception as error:  # a creator's mistake confirms nothing
                log.exception("creator_broke", task_id=task.task_id)
                _try_later(task, token, TransientError(f"the creator broke: {error}"))
                continue
            keeping.persist(lambda t=task, a=answer, s=seen: _write(t, token, a, s))  # type: ignore[misc]


def _ask(creator: RemoteCreator, task: Task) -> tuple[CancelOutcome, Observation | None]:
    external_id = task.external_id
    if external_id is None and task.handed_over_at is not None:
        account = records.accounts_of([task])[task.account_id]
        external_id = creator.find(outcome.request_for(task, account, 0.0))
    if external_id is None:
        return CancelOutcome.CONFIRMED, None
    answer = creator.cancel(external_id)
    seen = creator.observe([external_id])[0] if answer is CancelOutcome.GONE else None
    return answer, seen


def _write(task: Task, token: str, answer: CancelOutcome, seen: Observation | None) -> None:
    with Unit("cancel") as unit:
        for held in leases.held([task], token):
            account = records.accounts_of([held])[held.account_id]
            if seen is not None and seen.article is not None:
                found = observe.result_of(held, account, seen)
                observe.act_on(unit, held, account, seen, found)
            elif answer is not CancelOutcome.REFUSED:
                tasks.cancel(unit, held, f"cancel {answer} by {held.creator}")
            elif held.state is TaskState.RUNNING:
                tasks.refuse_cancel(unit, held, f"{held.creator} refused the cancel")


def _try_later(task: Task, token: str, error: BackendError) -> None:
    settings = boot.current().settings
    with Unit("cancel") as unit:
        for held in leases.held([task], token):
            if held.timeout_at is not None and held.timeout_at <= unit.now:
                tasks.expire(unit, held, f"cancel could not be confirmed: {error}", settings)
    leases.release([task], token, clock.after(RETRY_AFTER))
