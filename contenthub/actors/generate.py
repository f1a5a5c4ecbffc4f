"""Hands submitted tasks to their creators: runs a direct one, submits to a remote one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from contenthub import boot, logs, records
from contenthub.actors import keeping, outcome
from contenthub.actors.work import Work, Write
from contenthub.articles.gate import Finding
from contenthub.creators.base import (
    MOST_ID,
    Article,
    Control,
    DirectCreator,
    RemoteCreator,
    Request,
)
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError
from contenthub.generations import articles, requests
from contenthub.generations.articles import Outcome
from contenthub.lifecycle import callback_keys, handover
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.queries.routing import creators_of
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import ActorName, Ref

log = logs.get_logger("contenthub.generate")

SUBMIT_TIMEOUT = 180.0  # seconds for which a hand-over is given its lease


def generate(refs: list[list[int]]) -> None:
    """Serve the submitted tasks ``refs``; those of slow creators go to a message each."""
    app = boot.current()
    for name, group in creators_of([(r[0], r[1]) for r in refs]).items():
        creator = app.backends.creator(name)
        if isinstance(creator, DirectCreator) and creator.instant:
            _run(Work(app, "generate"), creator, group)
        elif len(group) > 1:
            for ref in group:
                app.bell(ActorName.GENERATE, [ref])
        elif isinstance(creator, DirectCreator):
            _run(Work(app, "generate"), creator, group)
        else:
            _submit(Work(app, "generate"), creator, group)


def _run(work: Work, creator: DirectCreator, refs: Sequence[Ref]) -> None:
    begun = handover.start_direct(refs, work.token, work.settings, who=work.who)
    if not begun:
        return
    timeout = work.settings.task_timeout
    progress = outcome.Progress(begun[0][0], work.token)
    control = Control(timeout, None if creator.instant else progress.note)
    rows = [task for task, _ in begun]
    with work.hold(rows, timeout, control=control, on_tick=progress.write):
        outcomes = {
            task.id: _one(creator, task, account, control, work.settings) for task, account in begun
        }
        begun = outcome.with_present_accounts(begun)
        findings = outcome.judge(work, begun, outcomes)
        keeping.persist(
            lambda: _write(work, begun, outcomes, findings),
            work.articles(lambda: _finished(begun, outcomes)),
        )


def _finished(
    begun: Sequence[tuple[Task, Account]], outcomes: dict[int, Outcome]
) -> list[keeping.Finished]:
    """The articles among the outcomes."""
    made = ((task, outcomes[task.id]) for task, _ in begun)
    return [(task, draft) for task, draft in made if isinstance(draft, Draft)]


def _write(
    work: Work,
    begun: Sequence[tuple[Task, Account]],
    outcomes: dict[int, Outcome],
    findings: dict[int, list[Finding]],
) -> None:
    def refuse(row: tuple[Task, Account], why: str) -> None:
        error = articles.unstorable(outcomes[row[0].id], why)
        outcome.write(work, [row], {row[0].id: error}, {})

    outcome.one_by_one(begun, lambda rows: outcome.write(work, rows, outcomes, findings), refuse)


def _one(
    creator: DirectCreator, task: Task, account: Account, control: Control, settings: Settings
) -> Outcome:
    callback_url = "" if creator.instant else callback_keys.address(task, settings)
    request = requests.request_for(task, account, control.remaining, callback_url=callback_url)

    def written() -> Article:
        requests.demand_text(task, request)
        return creator.generate(request, control)

    return articles.attempt(written, request)


def _submit(work: Work, creator: RemoteCreator, refs: Sequence[Ref]) -> None:
    for task in handover.claim_for_submit(refs, work.token, work.settings):
        work.call([task], SUBMIT_TIMEOUT, partial(_submit_one, creator, task, work.settings))


def _submit_one(creator: RemoteCreator, task: Task, settings: Settings) -> Write[Task]:
    """Submit it; answers how the creator's answer is written."""
    account = records.accounts_of([task])[task.account_id]
    request = requests.request_for(
        task, account, settings.task_timeout, callback_url=callback_keys.address(task, settings)
    )
    answer = _hand_over(creator, task, request)
    before = task.handed_over_at is not None

    def write(unit: Unit, held: Task) -> None:
        if isinstance(answer, str):
            handover.start_remote(unit, held, answer, settings)
        else:
            handover.not_handed_over(unit, held, answer, settings, handed_over_before=before)

    return write


def _hand_over(creator: RemoteCreator, task: Task, request: Request) -> str | BackendError:
    try:
        # An earlier hand-over of this attempt may have been accepted: re-attach, do not repeat.
        known = creator.find(request) if task.handed_over_at is not None else None
        if not known:
            requests.demand_text(task, request)
        external_id = known or creator.submit(request)
        if not external_id or len(external_id) > MOST_ID:
            raise PermanentError("the creator accepted it under an id that cannot be kept")
        return external_id
    except BackendError as error:
        return error
    except Exception as error:  # a creator's mistake: whether it was heard is not known
        log.exception("creator_broke", task_id=task.task_id)
        return OutcomeUnknownError(f"the creator broke: {type(error).__name__}: {error}")
