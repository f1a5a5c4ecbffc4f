"""A span of time as whole days, in UTC, and what is left at its edges: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from contenthub.clock import utc

_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]  # from the first moment on, and before the second one


@dataclass(frozen=True, slots=True)
class Days:
    """The whole days of a span; ``first`` or ``end`` is None where it has no such bound."""

    first: datetime | None  # a midnight
    end: datetime | None  # the midnight with which the last one ends


@dataclass(frozen=True, slots=True)
class Parts:
    """What a span is made of; ``days`` is None where there is no whole one in it."""

    days: Days | None
    edges: tuple[Span, ...] = ()


def parts(since: datetime | None, until: datetime | None) -> Parts:
    """The parts of the span from ``since`` on and before ``until``; None: it has no such bound."""
    first, end = _day_at_or_after(since), until and _midnight(until)
    if since is not None and until is not None and (first is None or end is None or first >= end):
        return Parts(None, ((since, until),) if since < until else ())
    edges = []
    if since is not None and first is not None and since < first:
        edges.append((since, first))
    if until is not None and end is not None and end < until:
        edges.append((end, until))
    return Parts(Days(first, end), tuple(edges))


def _midnight(moment: datetime) -> datetime:
    return utc(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _day_at_or_after(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    midnight = _midnight(moment)
    if midnight == moment:
        return midnight
    try:
        return midnight + _DAY
    except OverflowError:  # on the last day of the calendar: nothing comes after it
        return moment
