"""What generations bring back, and how it is written: shared by all actors that call creators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from contenthub import logs, records
from contenthub.actors.work import Work
from contenthub.articles.gate import Finding
from contenthub.articles.text import percent, printable
from contenthub.creators.base import AcceptedError, StoppedError, StopReason
from contenthub.database import db
from contenthub.errors import BackendError, UnreachableError
from contenthub.generations import gate_process
from contenthub.generations.articles import Outcome
from contenthub.generations.observations import MOST_STEP
from contenthub.lifecycle import judging, looks, near_copies, proposals, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings

log = logs.get_logger("contenthub.outcome")

PORTION = 10  # articles that are read at a time: then it is another thread's turn
READ_TIMEOUT = 900.0  # seconds in which a portion is read, also where it holds what nobody can read

R = TypeVar("R")


class Progress:
    """The latest word of a direct creator on how far it is.

    Noted in whatever thread the creator has; written by the lease heartbeat, now and then.
    """

    def __init__(self, task: Task, token: str) -> None:
        self._task = task
        self._token = token
        self._latest: tuple[int | None, str] | None = None

    def note(self, progress: int | None, step: str) -> None:
        """Remember it."""
        self._latest = percent(progress), printable(step)[:MOST_STEP]

    def write(self) -> None:
        """Write what came since the last time."""
        latest, self._latest = self._latest, None
        if latest is not None:
            looks.note_progress(self._task, self._token, *latest)


def with_present_accounts(
    claimed: Sequence[tuple[Task, Account]],
) -> list[tuple[Task, Account]]:
    """The tasks with their accounts as they are now: a generation takes minutes."""
    accounts = records.accounts_of([task for task, _ in claimed])
    return [(task, accounts.get(task.account_id, account)) for task, account in claimed]


def judge(
    work: Work, claimed: Sequence[tuple[Task, Account]], outcomes: Mapping[int, object]
) -> dict[int, list[Finding]]:
    """What the gate finds in each article, by its task: once, however often it is written.

    The rows keep their leases meanwhile. One text may be waited for in vain, and what was made
    together with it must not be lost by that, nor its worker be taken for dead.
    """
    made = {
        task.id: judging.finished(draft, task, account)
        for task, account in claimed
        if isinstance(draft := outcomes[task.id], Draft)
    }
    found: dict[int, list[Finding]] = {}
    for some in db.portions(list(made), PORTION):
        work.go_on(READ_TIMEOUT)
        findings = gate_process.examine_all([made[id_] for id_ in some])
        found |= zip(some, findings, strict=True)
    return found


def write(
    work: Work,
    claimed: Sequence[tuple[Task, Account]],
    outcomes: Mapping[int, Outcome],
    findings: Mapping[int, list[Finding]],
) -> None:
    """Write what became of each claimed task, in one unit; what was taken over is dropped."""
    accounts = {task.id: account for task, account in claimed}

    def write_one(unit: Unit, task: Task) -> None:
        made = ((one, account, outcomes[one.id]) for one, account in claimed)
        take_turns(unit, made, work.settings)
        match outcomes[task.id]:
            case Draft() as draft:
                account, judged = accounts[task.id], findings[task.id]
                tasks.take_result(unit, task, account, draft, work.settings, judged)
            case StoppedError(reason=reason):
                _stopped(unit, task, reason, work.settings)
            case AcceptedError(external_id=external_id):
                looks.wait_for_callback(unit, task, external_id)
            case BackendError() as error:
                tasks.fail_or_retry(unit, task, error, work.settings)

    work.write([task for task, _ in claimed], write_one)


def take_turns(
    unit: Unit, made: Iterable[tuple[Task, Account, object]], settings: Settings
) -> None:
    """Once in a unit, and before it writes any of them: the turns of all articles among these, and
    then the contents that these tasks revise.
    """

    def take() -> None:
        those = list(made)
        drafts = [(one, account) for _, account, one in those if isinstance(one, Draft)]
        across = settings.copies_across_accounts
        near_copies.take_turns_of(unit, drafts, across_accounts=across)
        proposals.lock_revised(task for task, _, _ in those)

    unit.read_once("turns", take)


def _stopped(unit: Unit, task: Task, reason: StopReason, settings: Settings) -> None:
    if reason is StopReason.TIMEOUT:
        tasks.expire(unit, task, f"no result within {settings.task_timeout:g} s", settings)
    else:  # for its own cancel, for another one's, or because this process ends
        why = "stopped" if reason is StopReason.CANCEL else "worker shut down"
        tasks.stopped(unit, task, settings, why=why)


def one_by_one(
    rows: Sequence[R], write_rows: Callable[[Sequence[R]], None], refuse: Callable[[R, str], None]
) -> None:
    """Write all rows in one go; if that breaks, each by itself, so that one costs no other.

    ``refuse`` is told of a row whose result cannot be written at all. Raises UnreachableError
    for a database that is away: that is no row's fault.
    """
    try:
        write_rows(rows)
        return
    except UnreachableError:
        raise
    except Exception:
        log.exception("results_refused", rows=len(rows))
    for row in rows:
        try:
            write_rows([row])
        except UnreachableError:
            raise
        except Exception as error:
            refuse(row, f"its result cannot be stored: {type(error).__name__}: {error}")
