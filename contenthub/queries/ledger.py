"""What attempts took, as the ledger says; also of tasks that were cleaned up."""

from __future__ import annotations

from typing import Any

from contenthub import money
from contenthub.database import db
from contenthub.models import LedgerRow
from contenthub.queries.tasks import Row

_NAMES = (
    "task_id",
    "kind",
    "attempt",
    "outcome",
    "creator",
    "model",
    "content_id",
    "started_at",
    "ended_at",
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_micros",
    "currency",
    "cost_source",
    "price",
)
_CONVERT = tuple(LedgerRow._meta.columns[name].python_value for name in _NAMES)
_SQL = f"SELECT {', '.join(_NAMES)} FROM ledger WHERE task_id = ? ORDER BY kind, attempt"


def of_task(task_id: str) -> list[Row]:
    """Its attempts that have ended, in order, then what its reviewer was asked.

    Costs and prices are in units of the currency; a price is that of a million tokens. What is
    not known is None.
    """
    return [_shown(row) for row in db.execute(_SQL, (task_id,)).fetchall()]


def _shown(values: tuple[Any, ...]) -> Row:
    row: Row = {}
    for name, to, value in zip(_NAMES, _CONVERT, values, strict=True):
        row[name] = to(value)
        if name == "cost_micros":
            row["cost"] = money.amount(row.pop(name))
    if row["price"] is not None:
        row["price"] = {kind: money.amount(micros) for kind, micros in row["price"].items()}
    return row
