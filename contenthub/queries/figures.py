"""How long generations took and what they cost, over windows that end now."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contenthub import money
from contenthub.database import db
from contenthub.monitoring.snapshot import SECONDS, Window
from contenthub.records import moment


@dataclass(frozen=True, slots=True)
class Took:
    """The durations of what a creator completed, in seconds; None where nothing did."""

    completed: int
    p50: float | None
    p95: float | None


def durations(now: datetime) -> dict[Window, dict[str, Took]]:
    """By window and creator; of the last attempt of each task, from its start to its end."""
    seconds = (
        "(julianday(completed_at) - julianday(started_at)) * 86400.0"
        if db.is_sqlite()
        else "EXTRACT(EPOCH FROM completed_at - started_at)"
    )
    day, *_ = starts = [moment(now - timedelta(seconds=SECONDS[one])) for one in reversed(Window)]
    later = ", ".join("completed_at > ?" for _ in starts)
    rows = db.execute(
        f"SELECT creator, {seconds}, {later} FROM generation_tasks INDEXED BY task_ended"
        " WHERE status = 'completed' AND completed_at > ? AND started_at IS NOT NULL",
        (*starts, day),
    ).fetchall()
    found: dict[Window, defaultdict[str, list[float]]] = {
        window: defaultdict(list) for window in Window
    }
    for creator, took, *within in rows:
        for window, is_in in zip(reversed(Window), within, strict=True):
            if is_in:
                found[window][creator].append(max(0.0, float(took)))
    return {
        window: {creator: _took(sorted(all_)) for creator, all_ in sorted(by_creator.items())}
        for window, by_creator in found.items()
    }


def _took(ordered: Sequence[float]) -> Took:
    return Took(len(ordered), _quantile(ordered, 0.5), _quantile(ordered, 0.95))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The nearest rank: a length that was measured."""
    return round(ordered[max(1, math.ceil(len(ordered) * share)) - 1], 3)


def costs(now: datetime) -> dict[Window, dict[str, float]]:
    """What attempts and reviewers cost, by window and currency; amounts that are known."""
    found: dict[Window, dict[str, float]] = {}
    for window in Window:
        rows: list[tuple[Any, ...]] = db.execute(
            "SELECT currency, SUM(cost_micros) FROM ledger INDEXED BY ledger_account"
            " WHERE account_id IN (SELECT id FROM accounts) AND ended_at > ?"
            " AND cost_micros IS NOT NULL GROUP BY currency",
            (moment(now - timedelta(seconds=SECONDS[window])),),
        ).fetchall()
        found[window] = {row[0] or "unknown": money.amount(int(row[1])) or 0.0 for row in rows}
    return found
