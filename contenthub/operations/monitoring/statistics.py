"""What happened by the day or the week, or of each account, creator or schedule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contenthub import clock, money
from contenthub.errors import InputError
from contenthub.monitoring import durations
from contenthub.queries import daily
from contenthub.queries.daily import Sum

Row = dict[str, Any]

MOST_DAYS = 3_660


def statistics(
    days: int,
    *,
    weekly: bool = False,
    by: str | None = None,
    within: tuple[int, ...] | None = None,
) -> list[Row]:
    """What happened in the last ``days`` days, today included: by the day or by the week, or of
    each account, creator or schedule in all of them. Days are those of the people's zone.

    ``within``: of these accounts alone. Raises InputError.
    """
    _demand(days, weekly=weekly, by=by)
    last = date.fromisoformat(clock.day(clock.now()))
    first = last - timedelta(days=days - 1)
    if by is not None:
        names = daily.names(by, within)
        sums = daily.by_group(by, first, last, within)
        return [_of_group(by, one, names) for one in sums if _is_shown(by, one.key, names, within)]
    sums = (daily.by_week if weekly else daily.by_day)(first, last, within)
    return [{("week" if weekly else "day"): one.key} | _told(one) for one in sums]


def _demand(days: int, *, weekly: bool, by: str | None) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"days is {days}; allowed: 1 to {MOST_DAYS}")
    if by is not None and by not in daily.GROUPS:
        raise InputError(f"by is {by!r}; allowed: {', '.join(daily.GROUPS)}")
    if by is not None and weekly:
        raise InputError("by and weekly exclude each other")


def _is_shown(by: str, key: str, names: dict[str, str], within: tuple[int, ...] | None) -> bool:
    """Publications are of no creator; a schedule that asks for others' articles is not theirs."""
    if by == "creator":
        return key != ""
    return by != "schedule" or within is None or key == daily.NO_SCHEDULE or key in names


def _of_group(by: str, one: Sum, names: dict[str, str]) -> Row:
    if by == "creator":
        return {by: one.key} | _told(one)
    if by == "schedule" and one.key == daily.NO_SCHEDULE:
        return {by: None, "schedule_id": None} | _told(one)
    name = names.get(one.key, f"removed {by} {one.key}")
    return {by: name, f"{by}_id": int(one.key)} | _told(one)


def _told(one: Sum) -> Row:
    return {
        "submitted": one.submitted,
        "completed": one.completed,
        "failed": one.failed,
        "timeout": one.timeout,
        "cancelled": one.cancelled,
        "success_rate": None if one.success_rate is None else round(one.success_rate, 4),
        "mean_seconds": one.mean_seconds,
        "p50_seconds": _quantile(one, 0.5),
        "p95_seconds": _quantile(one, 0.95),
        "published": one.published,
        "publish_failed": one.publish_failed,
        "input_tokens": one.input_tokens,
        "output_tokens": one.output_tokens,
        "cost": money.amount(one.costs[0][1]) if len(one.costs) == 1 else None,
        "currency": ", ".join(currency for currency, _ in one.costs) or None,
    }


def _quantile(one: Sum, share: float) -> float | None:
    found = durations.quantile(one.steps, share)
    return None if found is None else round(found, 1)
