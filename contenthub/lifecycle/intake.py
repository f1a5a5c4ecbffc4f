"""Takes in the results that waited on disk for a database that was away, each exactly once.

Before the sweep looks for lost work: otherwise the task of a result that is already paid for
would be given to the next worker. A result goes to the attempt that it was made for; if that is
over, it is kept as a late result like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contenthub import clock, logs, records
from contenthub.articles.gate import Finding
from contenthub.database import db
from contenthub.errors import UnreachableError
from contenthub.lifecycle import judging, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.present_rules import Examine
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.spool import Kept, Result, Spool, UnreadableError
from contenthub.states import OPEN_TASK_STATES, TaskState

log = logs.get_logger("contenthub.intake")

WHO = "intake"


class Fate(StrEnum):
    """What becomes of a result."""

    USE = "use"  # it completes its task
    LATE = "late"  # its task had ended: kept with it, for a person to adopt
    KNOWN = "known"  # the database has it: only the file was left over
    WAIT = "wait"  # somebody works on the task at this moment
    SURPLUS = "surplus"  # the task has another article, or is gone: for a person to look at


def fate_of(task: Task | None, result: Result, now: datetime) -> Fate:
    """What becomes of ``result``, by its task as it is now."""
    if task is None or result.attempt > task.attempt:
        return Fate.SURPLUS
    if task.state is TaskState.COMPLETED:
        return Fate.KNOWN if task.attempt == result.attempt else Fate.SURPLUS
    if _in_other_hands(task, result.lease, now):
        return Fate.WAIT
    if task.state not in OPEN_TASK_STATES:
        return Fate.LATE if task.late_result is None else Fate.SURPLUS
    under_way = task.attempt != result.attempt and task.handed_over_at is not None
    return Fate.WAIT if under_way else Fate.USE


def _in_other_hands(task: Task, lease: str, now: datetime) -> bool:
    return (
        task.lease_owner not in {None, lease}
        and task.lease_until is not None
        and task.lease_until > now
    )


def take_in(spool: Spool, settings: Settings, examine: Examine = judging.here) -> int:
    """Write all results that wait in ``spool``; returns how many.

    ``examine`` lets the gate look at them, each before the unit that writes it. Raises
    UnreachableError while the database is still away: nothing is lost by that.
    """
    for path in spool.set_aside_hopeless():
        log.error("spooled_result_unreadable", file=str(path), error="it cannot be opened")
    taken = sum(_deal_with(kept, spool, settings, examine) for kept in spool.free())
    for path, why in spool.news_of_troubles():
        log.warning("spooled_result_waits", file=str(path), error=why)
    return taken


def _deal_with(kept: Kept, spool: Spool, settings: Settings, examine: Examine) -> bool:
    try:
        result = kept.read()
        draft = Draft.from_late({"article": result.article})
        fate = _write(result, draft, _judged(result, draft, examine), settings)
    except UnreachableError:
        kept.let_go()
        raise
    except (OSError, MemoryError) as error:  # of this machine at this moment, not of the result
        kept.let_go()
        spool.note_trouble(kept.path, error)
        return False
    except UnreadableError as error:
        _set_aside(kept, spool, f"it cannot be read: {error}")
        return False
    except Exception as error:  # the database does not take it, and never will
        log.exception("spooled_result_refused", file=str(kept.path))
        _set_aside(kept, spool, f"it cannot be stored: {type(error).__name__}: {error}")
        return False
    if fate is Fate.WAIT:
        kept.let_go()
    elif fate is Fate.SURPLUS:
        _set_aside(kept, spool, "its task has another article, or is gone")
    else:
        kept.discard()
        tell = log.info if fate is Fate.KNOWN else log.warning
        tell(
            f"spooled_result_{fate}",
            task_id=result.task_id,
            attempt=result.attempt,
            kept_at=result.kept_at,
        )
    return fate in {Fate.USE, Fate.LATE}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the gate has found in an article, by its account as it was then."""

    account: Account
    findings: list[Finding]


def _judged(result: Result, draft: Draft, examine: Examine) -> _Judged | None:
    """What the gate finds in it, where it is to be used as things are: others wait for no text."""
    task = _task_of(result)
    if task is None or fate_of(task, result, clock.now()) is not Fate.USE:
        return None
    account = records.accounts_of([task])[task.account_id]
    (findings,) = examine([judging.finished(draft, task, account)])
    return _Judged(account, findings)


def _write(result: Result, draft: Draft, judged: _Judged | None, settings: Settings) -> Fate:
    """Decide under the task's lock, and write what was decided in the same unit.

    What is to be used only since the gate was to look waits for the next round.
    """
    with Unit(WHO) as unit:
        task = _task_of(result, db.for_update())
        fate = fate_of(task, result, clock.now())
        if task is not None and fate is Fate.USE:
            if judged is None:
                return Fate.WAIT
            account, findings, attempt = judged.account, judged.findings, result.attempt
            tasks.take_result(unit, task, account, draft, settings, findings, attempt=attempt)
        elif task is not None and fate is Fate.LATE:
            draft = draft.in_currency(settings.currency)
            tasks.keep_late_result(unit, task, draft, attempt=result.attempt)
    return fate


def _task_of(result: Result, lock: str = "") -> Task | None:
    found = records.select(Task, f"WHERE task_id = ?{lock}", (result.task_id,))
    return found[0] if found else None


def _set_aside(kept: Kept, spool: Spool, why: str) -> None:
    try:
        place = spool.set_aside(kept)
    except OSError as error:
        kept.let_go()
        log.error("spooled_result_stuck", file=str(kept.path), reason=why, error=str(error))
    else:
        log.error("spooled_result_set_aside", file=str(place), reason=why)
