"""One look at remote generations, and what follows from it.

Poll, cancel and expire all end here, so that it does not matter who looked first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from contenthub import logs, records
from contenthub.actors import keeping, outcome
from contenthub.actors.work import Work, Write
from contenthub.articles.gate import Finding
from contenthub.creators.base import Observation, Phase, RemoteCreator
from contenthub.errors import BackendError
from contenthub.generations.articles import unstorable
from contenthub.generations.observations import act_on, result_of
from contenthub.lifecycle import calling_creators, looks, rescue
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.settings import Settings
from contenthub.states import OPEN_TASK_STATES

log = logs.get_logger("contenthub.observe")

LOOK_TIMEOUT = 120.0  # seconds for which a look is given its lease


def look(work: Work, claimed: Sequence[Task]) -> None:
    """Look at all of them, one call per creator, and write what was seen."""
    by_creator: defaultdict[str, list[Task]] = defaultdict(list)
    for task in claimed:
        by_creator[task.creator].append(task)
    with work.hold(claimed, LOOK_TIMEOUT):
        for name, group in by_creator.items():
            creator = work.app.backends.creator(name)
            if isinstance(creator, RemoteCreator):
                _keep(work, group, observe(creator, group))
            else:
                keeping.persist(partial(work.write, group, _not_looked_at(work.settings)))


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


def _keep(work: Work, group: Sequence[Task], seen: dict[int, Observation]) -> None:
    """Bring into the database what was seen; articles wait for it on disk if they have to."""
    found: dict[int, Draft | BackendError | None] = {}

    def finished() -> list[keeping.Finished]:
        ends = ((task, found.get(task.id)) for task in group)
        return [(task, draft) for task, draft in ends if isinstance(draft, Draft)]

    findings: dict[int, list[Finding]] = {}
    keeping.persist(lambda: _write(work, group, seen, found, findings), work.articles(finished))


def _write(
    work: Work,
    group: Sequence[Task],
    seen: dict[int, Observation],
    found: dict[int, Draft | BackendError | None],
    findings: dict[int, list[Finding]],
) -> None:
    """Write what was seen; the articles are made ready before the transaction begins, and once."""
    accounts = records.accounts_of(group)
    if not found:
        made = {t.id: result_of(t, accounts[t.account_id], seen[t.id]) for t in group}
        findings |= outcome.judge(work, [(t, accounts[t.account_id]) for t in group], made)
        found |= made

    def write_one(unit: Unit, task: Task) -> None:
        made = ((one, accounts[one.account_id], found[one.id]) for one in group)
        outcome.take_turns(unit, made, work.settings)
        account, judged = accounts[task.account_id], findings.get(task.id)
        if found[task.id] is not None and task.state in OPEN_TASK_STATES:
            calling_creators.ended(unit, task, work.settings)
        act_on(unit, task, account, seen[task.id], found[task.id], work.settings, judged)

    def refuse(task: Task, why: str) -> None:
        found[task.id] = unstorable(found[task.id], why)
        work.write([task], write_one)

    outcome.one_by_one(group, lambda rows: work.write(rows, write_one), refuse)


def _not_looked_at(settings: Settings) -> Write[Task]:
    """For tasks of a direct creator: one whose program will call is waited for.

    All others run nowhere: their worker gave them up.
    """

    def write(unit: Unit, task: Task) -> None:
        if task.external_id is None:
            rescue.rescue(unit, task, direct=True, settings=settings)
        elif task.state in OPEN_TASK_STATES:
            looks.wait_for_callback(unit, task)
        else:  # nobody can be asked for its late result
            looks.look_for_late_result(unit, task, ended=True)

    return write
