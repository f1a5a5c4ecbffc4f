"""Hands submitted tasks to their creators: runs a direct one, submits to a remote one."""

from __future__ import annotations

from collections.abc import Sequence

from contenthub import boot, logs, records
from contenthub.actors import keeping, outcome
from contenthub.creators.base import Control, DirectCreator, RemoteCreator
from contenthub.errors import (
    BackendError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.lifecycle import leases, tasks
from contenthub.lifecycle.contents import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.queries.routing import creators_of
from contenthub.records import Account, Task
from contenthub.states import ActorName, Ref

log = logs.get_logger("contenthub.generate")

MOST_ID = 255  # characters of a creator's id
SUBMIT_TIMEOUT = 180.0  # seconds for which a hand-over is given its lease


def generate(refs: list[list[int]]) -> None:
    """Serve the submitted tasks ``refs``; those of slow creators go to a message each."""
    app = boot.current()
    for name, group in creators_of([(r[0], r[1]) for r in refs]).items():
        creator = app.backends.creator(name)
        if isinstance(creator, DirectCreator) and creator.instant:
            _run(creator, group)
        elif len(group) > 1:
            for ref in group:
                app.bell(ActorName.GENERATE, [ref])
        elif isinstance(creator, DirectCreator):
            _run(creator, group)
        else:
            _submit(creator, group)


def _run(creator: DirectCreator, refs: Sequence[Ref]) -> None:
    app, token = boot.current(), leases.new_token()
    begun = tasks.start_direct(refs, token, app.settings, who="generate")
    if not begun:
        return
    timeout = app.settings.task_timeout
    progress = outcome.Progress(begun[0][0], token)
    control = Control(timeout, None if creator.instant else progress.note)
    with app.leases.hold(
        [t for t, _ in begun], token, timeout=timeout, control=control, on_tick=progress.write
    ):
        outcomes = {task.id: _one(creator, task, account, control) for task, account in begun}
        keeping.persist(
            lambda: _write(begun, outcomes, token), token, lambda: _finished(begun, outcomes)
        )


def _finished(
    begun: Sequence[tuple[Task, Account]], outcomes: dict[int, outcome.Outcome]
) -> list[keeping.Finished]:
    """The articles among the outcomes."""
    made = ((task, outcomes[task.id]) for task, _ in begun)
    return [(task, draft) for task, draft in made if isinstance(draft, Draft)]


def _write(
    begun: Sequence[tuple[Task, Account]], outcomes: dict[int, outcome.Outcome], token: str
) -> None:
    def refuse(row: tuple[Task, Account], why: str) -> None:
        outcome.write([row], {row[0].id: PermanentError(why)}, token, who="generate")

    outcome.one_by_one(
        begun, lambda rows: outcome.write(rows, outcomes, token, who="generate"), refuse
    )


def _one(creator: DirectCreator, task: Task, account: Account, control: Control) -> outcome.Outcome:
    request = outcome.request_for(task, account, control.remaining)
    return outcome.attempt(lambda: creator.generate(request, control), request)


def _submit(creator: RemoteCreator, refs: Sequence[Ref]) -> None:
    app, token = boot.current(), leases.new_token()
    for task in tasks.claim_for_submit(refs, token, app.settings):
        with app.leases.hold([task], token, timeout=SUBMIT_TIMEOUT):
            account = records.accounts_of([task])[task.account_id]
            answer = _hand_over(creator, task, account, app.settings.task_timeout)
            keeping.persist(lambda t=task, a=answer: _note(t, a, token))  # type: ignore[misc]


def _hand_over(
    creator: RemoteCreator, task: Task, account: Account, timeout: float
) -> str | BackendError:
    request = outcome.request_for(task, account, timeout)
    try:
        # An earlier hand-over of this attempt may have been accepted: re-attach, do not repeat.
        known = creator.find(request) if task.handed_over_at is not None else None
        external_id = known or creator.submit(request)
        if not external_id or len(external_id) > MOST_ID:
            raise PermanentError("the creator accepted it under an id that cannot be kept")
        return external_id
    except BackendError as error:
        return error
    except Exception as error:  # a creator's mistake: whether it was heard is not known
        log.exception("creator_broke", task_id=task.task_id)
        return OutcomeUnknownError(f"the creator broke: {type(error).__name__}: {error}")


def _note(task: Task, answer: str | BackendError, token: str) -> None:
    settings = boot.current().settings
    with Unit("generate") as unit:
        for held in leases.held([task], token):
            if isinstance(answer, str):
                tasks.start_remote(unit, held, answer, settings)
            else:
                # What an earlier hand-over started may go on while its creator is silent.
                unsure = task.handed_over_at is not None and isinstance(answer, TransientError)
                certain = not unsure and not isinstance(answer, OutcomeUnknownError)
                tasks.not_handed_over(unit, held, answer, settings, certain=certain)
