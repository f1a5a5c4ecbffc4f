"""Callbacks of creators: who sent one, of which attempt it tells, and what follows from that.

It ends where a look ends, in one transaction under the task's lock. So it needs no lease: a look
that is under way at the same moment finds that there is nothing left to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contenthub import clock, records, signing
from contenthub.articles import gate
from contenthub.articles.text import percent, printable
from contenthub.codes import Code
from contenthub.creators import callbacks
from contenthub.creators.base import Phase
from contenthub.creators.callbacks import Told
from contenthub.errors import BackendError, InputError, NotFoundError, TransientError
from contenthub.generations import gate_process, observations
from contenthub.lifecycle import (
    callback_effects,
    callback_ids,
    callback_keys,
    calling_creators,
    judging,
    looks,
)
from contenthub.lifecycle.callback_fates import Case, Fate, News, fate_of
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.queries import external_ids
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import OPEN_TASK_STATES, TaskState

WHO = "callback"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A callback as it came. The names of ``headers`` are in small letters."""

    task_id: str  # of its address
    key: str  # of its address; "": none
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _News:
    """What a callback tells of one attempt, made ready before the transaction begins."""

    told: Told
    attempt: int
    account: Account
    found: Draft | BackendError | None
    findings: list[gate.Finding] | None

    @property
    def kind(self) -> News:
        if isinstance(self.found, Draft):
            return News.ARTICLE
        if self.found is not None:
            return News.FAILURE
        ended = self.told.seen.phase is Phase.COMPLETED
        return News.END if ended else News.PROGRESS


def take(settings: Settings, incoming: Incoming) -> str:
    """Write what follows from a callback; returns what became of it (``Fate``).

    Raises NotAuthorizedError for one that does not show who sent it, InputError for a body that
    cannot be read or tells of another order, NotFoundError for a task that is gone, and what
    passes by itself as TransientError or UnreachableError: then nothing was written.
    """
    attempt, id_ = _sender(settings, incoming)
    told = callbacks.read(incoming.body)
    task = _task(incoming.task_id)
    news = _news(task, told, _attempt_meant(task, told, attempt))
    with Unit(WHO) as unit:
        return _write(unit, task, news, id_, settings)


def _sender(settings: Settings, incoming: Incoming) -> tuple[int | None, str | None]:
    """The attempt whose secret address was called, and the id of what was signed.

    One of them is enough; but a signature that is there, and can be checked, has to be right.
    """
    attempt = None
    if incoming.key:
        attempt = callback_keys.attempt_of(incoming.task_id, incoming.key)
        if attempt is None:
            raise signing.refused("the key of its address is none of ours")
    signed = signing.read(incoming.headers)
    if signed is not None and (settings.callback_secrets or attempt is None):
        signing.check(signed, incoming.body, settings.callback_secrets, clock.now())
        return attempt, signed.id
    if attempt is None:
        raise signing.refused("it has neither a signature nor the key of a secret address")
    return attempt, None


def _task(task_id: str) -> Task:
    found = records.select(Task, "WHERE task_id = ?", (task_id,))
    if not found:
        raise NotFoundError(f"no task {task_id!r}", code=Code.NO_TASK, task_id=task_id)
    return found[0]


def _attempt_meant(task: Task, told: Told, attempt: int | None) -> int:
    """The attempt of which the body tells. Raises InputError where that is not what it says.

    ``attempt`` is that of the address; without one the body has to say it.
    """
    numbered = _numbered(task, told)
    named = [one for one in (attempt, told.attempt, numbered) if one is not None]
    if told.task_id not in ("", task.task_id) or len(set(named)) > 1:
        raise _another("it names another task or attempt than its address")
    # what was signed is the body: without a secret address nothing else says which task is meant
    says_task = attempt is not None or numbered is not None or told.task_id != ""
    if not named or not says_task:
        raise _another("it does not say of which attempt it tells")
    if not 0 < named[0] <= task.attempt:
        raise _another(f"there is no attempt {named[0]}")
    _check_id(task, told.external_id, named[0], is_proved=attempt is not None)
    return named[0]


def _numbered(task: Task, told: Told) -> int | None:
    """The attempt that the creator's id is the id, or the idempotency key, of."""
    if not told.external_id:
        return None
    if told.external_id == task.external_id:
        return task.attempt
    base, _, number = told.external_id.rpartition("-")
    plain = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if plain and base == task.task_id else None


def _check_id(task: Task, external_id: str, attempt: int, *, is_proved: bool) -> None:
    """An id that is neither the attempt's key nor what its creator calls it is another order's.

    ``is_proved``: the secret address says which attempt it is. Then a creator whose id was never
    heard of, since its program was ended before it could say it, is believed.
    """
    if external_id in ("", f"{task.task_id}-{attempt}"):
        return
    known = external_ids.of_attempt(task, attempt)
    if known == external_id:
        return
    is_waited_for = task.state in OPEN_TASK_STATES and task.state is not TaskState.RUNNING
    if known is None and attempt == task.attempt and is_waited_for:
        # the creator is quicker than we are: its answer to the order is not written down yet
        raise TransientError(
            "the order is still being handed over", retry_after=callback_effects.COME_AGAIN
        )
    if known is not None or (attempt == task.attempt and not is_proved):
        raise _another("its id is not that of this order")


def _another(why: str) -> InputError:
    return InputError(f"the callback changes nothing: {why}", code=Code.CALLBACK_OF_ANOTHER)


def _news(task: Task, told: Told, attempt: int) -> _News:
    account = records.accounts_of([task])[task.account_id]
    found = None
    if told.seen.article is not None or told.seen.phase is not Phase.COMPLETED:
        found = observations.result_of(task, account, told.seen)
    findings = None
    if isinstance(found, Draft):
        [findings] = gate_process.examine_all([judging.finished(found, task, account)])
    return _News(told, attempt, account, found, findings)


def _write(unit: Unit, task: Task, news: _News, id_: str | None, settings: Settings) -> str:
    held = records.locked(Task, task.id)
    if held is None:
        raise NotFoundError(f"no task {task.task_id!r}", code=Code.NO_TASK, task_id=task.task_id)
    if id_ is not None and (before := callback_ids.outcome_of(task.task_id, id_)) is not None:
        return before
    fate = fate_of(_case(held, news.attempt), news.kind)
    _act(unit, held, news, fate, settings)
    calling_creators.heard(unit, held.creator)
    if id_ is not None:
        callback_ids.remember(unit, task.task_id, id_, fate)
    return fate


def _case(task: Task, attempt: int) -> Case:
    kept = task.late_result
    has_late = kept is not None and (kept.get("attempt") or task.attempt) >= attempt
    under_way = task.handed_over_at is not None
    return Case(task.state, task.attempt == attempt, under_way, has_late)


def _act(unit: Unit, task: Task, news: _News, fate: Fate, settings: Settings) -> None:
    found, attempt = news.found, news.attempt
    draft = found.in_currency(settings.currency) if isinstance(found, Draft) else None
    _note_id(task, news)
    match fate:
        case Fate.LATE if (
            draft is not None and news.findings is not None and task.state in OPEN_TASK_STATES
        ):
            judged = judging.kept(news.account, news.findings)
            callback_effects.keep_earlier_result(unit, task, draft, attempt, judged)
        case Fate.TAKEN | Fate.LATE:
            account, seen, findings = news.account, news.told.seen, news.findings
            observations.act_on(
                unit, task, account, seen, found, settings, findings, attempt=attempt
            )
        case Fate.NOTED:
            _note(unit, task, news, settings)
        case Fate.KNOWN if draft is not None and attempt != task.attempt:
            callback_effects.note_usage(unit, task, draft, attempt)


def _note_id(task: Task, news: _News) -> None:
    """What runs has its id; a direct creator's program has none before it has answered."""
    waits = task.state in OPEN_TASK_STATES and task.state is not TaskState.RUNNING
    if waits and news.attempt == task.attempt and news.told.external_id:
        callback_effects.note_external_id(task, news.told.external_id)


def _note(unit: Unit, task: Task, news: _News, settings: Settings) -> None:
    seen = news.told.seen
    if news.kind is News.PROGRESS:
        step = printable(seen.step)[: observations.MOST_STEP]
        looks.tell_progress(unit, task, settings, percent(seen.progress), step)
    else:
        callback_effects.look_now(unit, task)
