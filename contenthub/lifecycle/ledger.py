"""What each attempt of a task took, and each question to a reviewer about its article.

One row each, written in the transaction that ends the attempt or takes the answer.

Without it the cost of attempts that came to nothing would be lost, and with a task that is cleaned
up its own. An attempt that never began has no row; what is not known of one is null, not 0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from contenthub.database import db
from contenthub.lifecycle import task_sums, totals
from contenthub.lifecycle.unit import Unit
from contenthub.models import LedgerRow
from contenthub.records import Opinion, Task, moment
from contenthub.states import SLOT_STATES, OpinionEvent, TaskEvent
from contenthub.usage import Usage

GENERATION, REVIEW = "generation", "review"  # the kinds of rows


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an attempt: what it took, the content that its article became."""

    attempt: int
    usage: Usage = field(default_factory=Usage)
    content_id: int | None = None


# The event that ended an attempt stays; a result that comes later adds what is known by it.
_SQL = (
    "INSERT INTO ledger (task_id, kind, attempt, account_id, batch_id, creator, outcome,"
    " started_at, ended_at, content_id, model, input_tokens, cached_input_tokens, output_tokens,"
    " reasoning_tokens, cost_micros, currency, cost_source, price)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (task_id, kind, attempt) DO UPDATE SET"
    " content_id = COALESCE(excluded.content_id, ledger.content_id),"
    " model = COALESCE(excluded.model, ledger.model),"
    " input_tokens = COALESCE(excluded.input_tokens, ledger.input_tokens),"
    " cached_input_tokens = COALESCE(excluded.cached_input_tokens, ledger.cached_input_tokens),"
    " output_tokens = COALESCE(excluded.output_tokens, ledger.output_tokens),"
    " reasoning_tokens = COALESCE(excluded.reasoning_tokens, ledger.reasoning_tokens),"
    " cost_micros = COALESCE(excluded.cost_micros, ledger.cost_micros),"
    " currency = COALESCE(excluded.currency, ledger.currency),"
    " cost_source = COALESCE(excluded.cost_source, ledger.cost_source),"
    " price = COALESCE(excluded.price, ledger.price)"
)
_json = LedgerRow.price.db_value


def ended(unit: Unit, task: Task, event: TaskEvent, made: Made | None = None) -> None:
    """``event`` ended the attempt of ``task``, which is as it was before; ``made`` came of it.

    ``made`` may be of an earlier attempt, whose result had waited: that one's row is completed.
    """
    if made is not None:
        write(unit, task, event, made)
    if begun(task) and (made is None or made.attempt != task.attempt):
        write(unit, task, event, Made(task.attempt))


def begun(task: Task) -> bool:
    """True where its attempt had a slot, or where its creator may have heard of it."""
    return task.state in SLOT_STATES or task.handed_over_at is not None


def name_currency(currency: str) -> None:
    """Amounts of before there were currencies are in the one that is set as they are migrated."""
    with db.transaction():
        for table in ("generation_tasks", "ledger"):
            db.execute(
                f"UPDATE {table} SET currency = ?"
                " WHERE cost_micros IS NOT NULL AND currency IS NULL",
                (currency,),
            )
        totals.name_currency(currency)
        task_sums.name_currency(currency)


def write(unit: Unit, task: Task, event: TaskEvent, made: Made) -> None:
    """Make the row of an attempt, or complete the one that it has."""
    _count(unit, task, made)
    started_at = task.started_at if made.attempt == task.attempt else None
    unit.write_last(
        _SQL,
        (
            task.task_id,
            GENERATION,
            made.attempt,
            task.account_id,
            task.batch_id,
            task.creator,
            event.value,
            started_at and moment(started_at),
            moment(unit.now),
            made.content_id,
            *_taken(made.usage),
        ),
    )


def reviewed(unit: Unit, opinion: Opinion, reviewer: str, event: OpinionEvent, took: Usage) -> None:
    """Make a row of what one question to a reviewer took; its content has to be locked."""
    sql = "SELECT COALESCE(MAX(attempt), 0) + 1 FROM ledger WHERE task_id = ? AND kind = ?"
    number = db.execute(sql, (opinion.task_id, REVIEW)).fetchone()[0]
    of = totals.Work(unit.now, opinion.account_id, reviewer, opinion.batch_id)
    unit.totals.took(of, _currency(took), _amounts(took))
    db.execute(
        _SQL,
        (
            opinion.task_id,
            REVIEW,
            number,
            opinion.account_id,
            opinion.batch_id,
            reviewer,
            event.value,
            None,
            moment(unit.now),
            opinion.content_id,
            *_taken(took),
        ),
    )


def _count(unit: Unit, task: Task, made: Made) -> None:
    """Add what is newly known of the attempt to the totals."""
    usage = made.usage
    amounts = _amounts(usage)
    if not any(amounts.values()):
        return
    before = db.execute(_KNOWN, (task.task_id, GENERATION, made.attempt)).fetchone()
    of = totals.Work(unit.now, task.account_id, task.creator, task.batch_id)
    if before is not None:
        currency, *known = before
        taken_back = {
            name: -int(old or 0)
            for (name, new), old in zip(amounts.items(), known, strict=True)
            if new is not None
        }
        unit.totals.took(of, currency or "", taken_back)
    unit.totals.took(of, _currency(usage), amounts)


_KNOWN = (
    "SELECT currency, input_tokens, output_tokens, cost_micros FROM ledger"
    " WHERE task_id = ? AND kind = ? AND attempt = ?"
)


def _amounts(usage: Usage) -> dict[str, int | None]:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost_micros": None if usage.cost is None else usage.cost.micros,
    }


def _currency(usage: Usage) -> str:
    return (usage.cost and usage.cost.currency) or ""


def _taken(usage: Usage) -> tuple[Any, ...]:
    """The last columns of a row."""
    cost = usage.cost
    return (
        usage.model or None,
        usage.input_tokens,
        usage.cached_input_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        cost and cost.micros,
        cost and cost.currency,
        cost and cost.source.value,
        cost and cost.price and _json(asdict(cost.price)),
    )
