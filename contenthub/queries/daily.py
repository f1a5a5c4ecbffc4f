"""What happened by the day: from the totals, which outlive the rows they were counted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from contenthub.database import db
from contenthub.monitoring import durations
from contenthub.queries import schedules
from contenthub.queries.rows import marks

GROUPS = {"account": "account_id", "creator": "creator", "schedule": "schedule_id"}
NO_SCHEDULE = "0"  # the key of what no schedule asked for


@dataclass(frozen=True, slots=True)
class Sum:
    """What happened in a day, a week, or of one account, creator or schedule."""

    key: str
    submitted: int = 0
    completed: int = 0
    failed: int = 0
    timeout: int = 0
    cancelled: int = 0
    published: int = 0
    publish_failed: int = 0
    milliseconds: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    steps: tuple[int, ...] = (0,) * len(durations.STEPS)
    costs: tuple[tuple[str, int], ...] = ()  # micros by currency

    @property
    def judged(self) -> int:
        """Ends of which the success rate is made."""
        return self.completed + self.failed + self.timeout

    @property
    def success_rate(self) -> float | None:
        """From 0 to 1; None where nothing ended."""
        return self.completed / self.judged if self.judged else None

    @property
    def mean_seconds(self) -> float | None:
        """Of what completed."""
        timed = sum(self.steps)
        return round(self.milliseconds / timed / 1000, 3) if timed else None


_PLAIN = [one.name for one in fields(Sum) if one.name not in {"key", "steps", "costs"}]


def by_day(first: date, last: date, within: Sequence[int] | None = None) -> list[Sum]:
    """Each day from the first to the last one, also those on which nothing happened."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = {one.key: one for one in _sums("day", first, last, within)}
    return [found.get(day.isoformat(), Sum(day.isoformat())) for day in days]


def by_week(first: date, last: date, within: Sequence[int] | None = None) -> list[Sum]:
    """The same by weeks, which are called by their Mondays; the first one may be cut."""
    weeks: dict[str, list[Sum]] = {}
    for one in by_day(first, last, within):
        day = date.fromisoformat(one.key)
        monday = day - timedelta(days=day.weekday())
        weeks.setdefault(monday.isoformat(), []).append(one)
    return [_added(key, sums) for key, sums in weeks.items()]


def by_group(group: str, first: date, last: date, within: Sequence[int] | None = None) -> list[Sum]:
    """The same for each account, creator or schedule of which something happened, by its id or
    name; most ends first.
    """
    found = _sums(GROUPS[group], first, last, within)
    return sorted(found, key=lambda one: (-one.judged, -one.submitted, one.key))


def names(group: str, within: tuple[int, ...] | None = None) -> dict[str, str]:
    """What accounts or schedules are called now, by their keys; ``within``: those that may be seen
    by whoever sees these accounts.
    """
    if group == "creator":
        return {}
    if within is None:
        found = db.execute(f"SELECT id, name FROM {group}s").fetchall()
    else:
        ids = within if group == "account" else tuple(schedules.ids_within(within))
        sql = f"SELECT id, name FROM {group}s WHERE id IN ({marks(ids)})"
        found = db.execute(sql, tuple(ids)).fetchall()
    return {str(id_): name for id_, name in found}


def _sums(column: str, first: date, last: date, within: Sequence[int] | None) -> list[Sum]:
    names = (*_PLAIN, *durations.STEPS)
    bound = "" if within is None else f" AND account_id IN ({marks(within)})"
    sql = (
        f"SELECT {column}, currency, SUM(cost_micros), {', '.join(f'SUM({n})' for n in names)}"
        f" FROM totals WHERE day >= ? AND day <= ?{bound} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows = db.execute(sql, (first.isoformat(), last.isoformat(), *(within or ()))).fetchall()
    parts: dict[str, list[Sum]] = {}
    for key, currency, cost, *values in rows:
        parts.setdefault(str(key), []).append(_sum(str(key), currency, cost, values))
    return [_added(key, sums) for key, sums in parts.items()]


def _sum(key: str, currency: str, cost: Any, values: Sequence[Any]) -> Sum:
    numbers = [int(value or 0) for value in values]
    plain = dict(zip(_PLAIN, numbers, strict=False))
    costs = ((currency, int(cost)),) if currency else ()
    return Sum(key, **plain, steps=tuple(numbers[len(_PLAIN) :]), costs=costs)


def _added(key: str, sums: Iterable[Sum]) -> Sum:
    all_ = list(sums)
    costs: dict[str, int] = {}
    for one in all_:
        for currency, micros in one.costs:
            costs[currency] = costs.get(currency, 0) + micros
    return Sum(
        key,
        **{name: sum(getattr(one, name) for one in all_) for name in _PLAIN},
        steps=tuple(map(sum, zip(*(one.steps for one in all_), strict=True))),
        costs=tuple(sorted(costs.items())),
    )
