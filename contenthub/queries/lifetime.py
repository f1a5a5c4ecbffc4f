"""What happened since the database was made, as counters have it: from the totals of all time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contenthub.database import db
from contenthub.monitoring import durations
from contenthub.states import FINAL_TASK_STATES

OTHERS = "others"  # what further creators are called together
MOST_CREATORS = 50

_ENDS = tuple(sorted(state.value for state in FINAL_TASK_STATES))


@dataclass(frozen=True, slots=True)
class OfCreator:
    """What was asked of a creator or a reviewer, and what came of it."""

    creator: str
    submitted: int
    ended: dict[str, int]  # by state
    steps: tuple[int, ...]  # of durations
    seconds: float  # the sum of these
    input_tokens: int
    output_tokens: int


def by_creator() -> list[OfCreator]:
    """Each creator that was ever asked: of very many, those with the longest past by name, and all
    others together.
    """
    counts = (
        "submitted",
        *_ENDS,
        *durations.STEPS,
        "milliseconds",
        "input_tokens",
        "output_tokens",
    )
    sums = ", ".join(f"SUM({name})" for name in counts)
    rows = db.execute(
        f"SELECT creator, {sums} FROM totals WHERE day = '' AND creator <> '' GROUP BY creator"
        " ORDER BY 2 DESC, creator"
    ).fetchall()
    whole: dict[str, list[int]] = {}
    for number, (name, *values) in enumerate(rows):
        key = name if number < MOST_CREATORS else OTHERS
        before = whole.get(key, [0] * len(values))
        whole[key] = [a + int(b) for a, b in zip(before, values, strict=True)]
    return [_of_creator(name, whole[name]) for name in sorted(whole)]


def _of_creator(name: str, values: list[int]) -> OfCreator:
    submitted, values = values[0], values[1:]
    ended = dict(zip(_ENDS, values, strict=False))
    *steps, milliseconds, input_tokens, output_tokens = values[len(_ENDS) :]
    took = milliseconds / 1000
    return OfCreator(name, submitted, ended, tuple(steps), took, input_tokens, output_tokens)


def publications() -> dict[str, int]:
    """How many were published and how many failed."""
    row = db.execute(
        "SELECT COALESCE(SUM(published), 0), COALESCE(SUM(publish_failed), 0) FROM totals"
        " WHERE day = ''"
    ).fetchone()
    return {"published": int(row[0]), "failed": int(row[1])}


def costs() -> dict[tuple[str, str], int]:
    """Micros by account and currency; what an account is called now, or was by its id."""
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT COALESCE((SELECT name FROM accounts a WHERE a.id = account_id),"
        " 'removed'), currency, SUM(cost_micros) FROM totals"
        " WHERE day = '' AND currency <> '' GROUP BY 1, 2"
    ).fetchall()
    return {(row[0], row[1]): int(row[2]) for row in rows}
