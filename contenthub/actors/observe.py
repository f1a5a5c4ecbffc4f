"""One look at remote generations, and what follows from it.

Poll, cancel and expire all end here, so that it does not matter who looked first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contenthub import boot, logs, records
from contenthub.actors import keeping, outcome
from contenthub.articles import gate
from contenthub.articles.text import percent, printable
from contenthub.creators.base import Observation, Phase, RemoteCreator
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.lifecycle import judging, leases, rescue, tasks
from contenthub.lifecycle.contents import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.states import OPEN_TASK_STATES

log = logs.get_logger("contenthub.observe")

LOOK_TIMEOUT = 120.0  # seconds for which a look is given its lease


def look(claimed: Sequence[Task], token: str, who: str) -> None:
    """Look at all of them, one call per creator, and write what was seen."""
    app = boot.current()
    by_creator: defaultdict[str, list[Task]] = defaultdict(list)
    for task in claimed:
        by_creator[task.creator].append(task)
    with app.leases.hold(list(claimed), token, timeout=LOOK_TIMEOUT):
        for name, group in by_creator.items():
            creator = app.backends.creator(name)
            if isinstance(creator, RemoteCreator):
                _keep(group, observe(creator, group), token, who)
            else:
                keeping.persist(lambda g=group: _lost(g, token, who))  # type: ignore[misc]


def observe(creator: RemoteCreator, group: Sequence[Task]) -> dict[int, Observation]:
    """What the creator says of these tasks; one that it leaves out was not reached."""
    known = {task.external_id: task.id for task in group if task.external_id}
    try:
        answers = creator.observe(list(known))
    except Exception:  # it promised not to raise: what it would have said is not known
        log.exception("creator_broke", ids=len(known))
        answers = []
    seen = {known[o.external_id]: o for o in answers if o.external_id in known}
    return {
        task.id: seen.get(task.id) or Observation(task.external_id or "", Phase.UNREACHABLE)
        for task in group
    }


def _keep(group: Sequence[Task], seen: dict[int, Observation], token: str, who: str) -> None:
    """Bring into the database what was seen; articles wait for it on disk if they have to."""
    found: dict[int, Draft | BackendError | None] = {}

    def finished() -> list[keeping.Finished]:
        ends = ((task, found.get(task.id)) for task in group)
        return [(task, draft) for task, draft in ends if isinstance(draft, Draft)]

    keeping.persist(lambda: _write(group, seen, found, token, who), token, finished)


def _write(
    group: Sequence[Task],
    seen: dict[int, Observation],
    found: dict[int, Draft | BackendError | None],
    token: str,
    who: str,
) -> None:
    """Write what was seen; the articles are made ready before the transaction begins."""
    accounts = records.accounts_of(group)
    if not found:
        found |= {t.id: result_of(t, accounts[t.account_id], seen[t.id]) for t in group}
    findings = {
        t.id: judging.of_draft(made, t, accounts[t.account_id])
        for t in group
        if isinstance(made := found[t.id], Draft)
    }

    def write_rows(rows: Sequence[Task]) -> None:
        with Unit(who) as unit:
            for task in leases.held(rows, token):
                account = accounts[task.account_id]
                judged = findings.get(task.id)
                act_on(unit, task, account, seen[task.id], found[task.id], judged)

    def refuse(task: Task, why: str) -> None:
        found[task.id] = PermanentError(why)
        write_rows([task])

    outcome.one_by_one(group, write_rows, refuse)


def act_on(
    unit: Unit,
    task: Task,
    account: Account,
    seen: Observation,
    found: Draft | BackendError | None,
    findings: list[gate.Finding] | None = None,
) -> None:
    """Decide about one task by what was seen of it, and what ``result_of`` made of that.

    ``findings`` are what the gate found in that, where it has looked already.
    """
    settings = boot.current().settings
    if task.state not in OPEN_TASK_STATES:
        _late(unit, task, found)
    elif isinstance(found, Draft):
        tasks.complete(unit, task, account, found, settings, findings)
    elif found is not None:
        tasks.fail_or_retry(unit, task, found, settings)
    else:
        lost = task.lost_looks + 1 if seen.phase is Phase.UNKNOWN else 0
        tasks.look_again(
            unit,
            task,
            settings,
            progress=percent(seen.progress),
            step=printable(seen.step)[: outcome.MOST_STEP],
            lost_looks=lost,
        )


def result_of(task: Task, account: Account, seen: Observation) -> Draft | BackendError | None:
    """The end that was seen, or None where the generation goes on as far as is known."""
    match seen.phase:
        case Phase.COMPLETED:
            request = outcome.request_for(task, account, 0.0)
            article = seen.article
            if article is None:
                return PermanentError("the creator says it is done, and delivers nothing")
            found = outcome.attempt(lambda: article, request)
            return found if isinstance(found, Draft | BackendError) else None
        case Phase.FAILED:
            return seen.error or PermanentError("the creator says it failed, and not why")
        case Phase.CANCELLED:
            return PermanentError("it was cancelled at the creator")
        case Phase.UNKNOWN if task.lost_looks + 1 >= tasks.LOST_LOOKS:
            return TransientError(f"the creator does not know its id {task.external_id} any more")
    return None


def _late(unit: Unit, task: Task, found: Draft | BackendError | None) -> None:
    if isinstance(found, Draft):
        tasks.keep_late_result(unit, task, found)
    else:
        tasks.look_for_late_result(unit, task, ended=found is not None)


def _lost(group: Sequence[Task], token: str, who: str) -> None:
    """Tasks of a direct creator that run nowhere: their worker gave them up."""
    with Unit(who) as unit:
        for task in leases.held(group, token):
            rescue.rescue(unit, task, direct=True, settings=boot.current().settings)
