"""Schedules as people ask for them, and whether any of them needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock, records
from contenthub.database import db
from contenthub.models import Lease
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.queries import pages
from contenthub.queries.pages import Source
from contenthub.queries.rows import marks, read
from contenthub.records import Schedule, moment

LATE = 60.0  # seconds after its time for which a schedule may wait while a scheduler lives
GIVEN_UP = "paused: %"  # how the reason of one begins that was paused by its failures
LEADER = "scheduler"  # the lease of the scheduler that leads

Row = dict[str, Any]

_SCHEDULE = {
    name: ("s", ScheduleTable._meta.combined[name])
    for name in (
        "id",
        "name",
        "type",
        "kind",
        "trigger",
        "timezone",
        "status",
        "status_reason",
        "next_at",
        "description",
        "params",
        "catch_up",
        "catch_up_window",
        "overlap",
        "pause_after_failures",
        "failures",
        "created_at",
        "updated_at",
    )
}
_LAST = {
    "last_status": ("k", TickTable.status),
    "last_at": ("k", TickTable.scheduled_for),
}
_FROM = (
    "FROM schedules s LEFT JOIN ticks k ON k.id = (SELECT id FROM ticks WHERE schedule_id = s.id"
    " ORDER BY scheduled_for DESC LIMIT 1)"
)


def listing(
    statuses: Sequence[str], limit: int, offset: int = 0, *, after: int | None = None
) -> list[Row]:
    """The schedules in the order they were made, each with its latest tick; no status: all.

    ``after``: only those behind this id.
    """
    all_ = Source("FROM schedules s NOT INDEXED WHERE 1 = 1", (), "s.id", "s.id")
    rows = "FROM schedules s INDEXED BY schedule_status WHERE s.status = ?"
    sources = [Source(rows, (one,), "s.id", "s.id") for one in dict.fromkeys(statuses)] or [all_]
    found: list[Row] = []
    for ids in db.portions(pages.oldest(sources, limit, offset, above=after), pages.ROWS):
        tail = f"{_FROM} WHERE s.id IN ({marks(ids)}) ORDER BY s.id"
        found += read(_SCHEDULE | _LAST, tail, ids)
    return found


def ids_within(accounts: tuple[int, ...]) -> list[int]:
    """The schedules that ask for some of these accounts, and for no other."""
    rows = db.execute("SELECT id, params FROM schedules ORDER BY id").fetchall()
    convert = ScheduleTable.params.python_value
    return [id_ for id_, params in rows if asks_only_for(convert(params), accounts)]


def asks_only_for(params: Mapping[str, Any], accounts: tuple[int, ...]) -> bool:
    """Whether a schedule with these parameters names accounts, and these alone."""
    named = set(params.get("account_ids") or ())
    return bool(named) and named <= set(accounts)


def by_ids(ids: Sequence[int]) -> dict[int, Schedule]:
    """These schedules as records, by id."""
    return {schedule.id: schedule for schedule in records.by_ids(Schedule, ids)}


def details(schedule_id: int) -> Row:
    """One schedule. Raises IndexError when it is gone."""
    return read(_SCHEDULE, "FROM schedules s WHERE s.id = ?", (schedule_id,))[0]


def leader() -> str | None:
    """The boot id of the scheduler that leads at this moment."""
    row = db.execute("SELECT owner, until FROM leases WHERE name = ?", (LEADER,)).fetchone()
    if row is None:
        return None
    until = Lease.until.python_value(row[1])
    return str(row[0]) if until is not None and until > clock.now() else None


@dataclass(frozen=True, slots=True)
class Overview:
    """What `doctor` has to know: all schedules, and the names of those that need a person."""

    total: int
    active: int
    next_at: datetime | None
    late: list[str]
    failing: dict[str, int]  # how many times of active schedules failed in a row, where any did
    given_up: dict[str, str]  # paused by the scheduler, not by a person, and why


def overview() -> Overview:
    """How the schedules stand."""
    counts = dict(db.execute("SELECT status, COUNT(*) FROM schedules GROUP BY status").fetchall())
    first = db.execute("SELECT MIN(next_at) FROM schedules WHERE status = 'active'").fetchone()[0]
    return Overview(
        total=sum(counts.values()),
        active=counts.get("active", 0),
        next_at=ScheduleTable.next_at.python_value(first),
        late=_names("status = 'active' AND next_at <= ?", moment(clock.after(-LATE))),
        failing=dict(
            db.execute(
                "SELECT name, failures FROM schedules WHERE status = 'active' AND failures > 0"
                " ORDER BY id"
            ).fetchall()
        ),
        given_up=dict(
            db.execute(
                "SELECT name, status_reason FROM schedules"
                " WHERE status = 'paused' AND status_reason LIKE ? ORDER BY id",
                (GIVEN_UP,),
            ).fetchall()
        ),
    )


def active() -> list[Schedule]:
    """All active schedules."""
    return records.select(Schedule, "WHERE status = 'active' ORDER BY id")


def _names(condition: str, *params: Any) -> list[str]:
    rows = db.execute(f"SELECT name FROM schedules WHERE {condition} ORDER BY id", params)
    return [row[0] for row in rows.fetchall()]
