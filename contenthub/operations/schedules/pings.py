"""The addresses that are called when the articles of a schedule are out, and ``/fail`` when not."""

from __future__ import annotations

from typing import Any

from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle import schedule_pings
from contenthub.masking import address
from contenthub.operations.caller import Caller
from contenthub.queries import alerting
from contenthub.records import Schedule
from contenthub.settings import parsers

Row = dict[str, Any]

_address = parsers.url("http", "https")
MOST = 2_000  # characters of an address


def put(caller: Caller, schedule: Schedule, url: str) -> Row:
    """Call this address from now on. Raises InputError for one that cannot be called."""
    try:
        checked = _address(url.strip())
    except parsers.RefusedError as refused:
        raise InputError(f"url; allowed: {refused}") from None
    if len(checked) > MOST or not checked.isprintable() or " " in checked:
        raise InputError(f"url; allowed: an address without blanks, of up to {MOST} characters")
    schedule_pings.put(schedule, checked)
    return {"schedule": schedule.name, "url": address(checked)}


def remove(caller: Caller, schedule: Schedule) -> Row:
    """Call none any more. Raises NotFoundError where there was none."""
    if not schedule_pings.remove(schedule):
        raise NotFoundError(f"the schedule {schedule.name!r} has no such address")
    return {"schedule": schedule.name, "removed": True}


def listing(limit: int, offset: int = 0, *, after: int | None = None) -> list[Row]:
    """The addresses, without what opens a door, by schedule; ``after`` is the id of one."""
    rows = alerting.pings(limit, offset, after=after)
    return [row | {"url": address(row["url"])} for row in rows]
