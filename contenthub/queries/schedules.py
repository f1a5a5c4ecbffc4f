"""Schedules and their ticks as people ask for them, and whether any of them needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock, records
from contenthub.database import db
from contenthub.models import Lease
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.queries import pages
from contenthub.queries.rows import read, where
from contenthub.records import Schedule, Tick, moment

LATE = 60.0  # seconds after its time for which a schedule may wait while a scheduler lives
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
_TICK = {
    "id": ("k", TickTable.id),
    "tick_id": ("k", TickTable.tick_id),
    "schedule_id": ("s", ScheduleTable.id),
    "schedule": ("s", ScheduleTable._meta.combined["name"]),
    **{
        name: ("k", TickTable._meta.combined[name])
        for name in (
            "scheduled_for",
            "status",
            "origin",
            "started_at",
            "finished_at",
            "stands_for",
            "tasks",
            "result",
            "error_message",
        )
    },
}


def listing(statuses: Sequence[str], limit: int, offset: int = 0) -> list[Row]:
    """The schedules in the order they were made, each with its latest tick; no status: all."""
    marks = ", ".join("?" * len(statuses))
    condition, params = where({f"s.status IN ({marks})": list(statuses) or None})
    tail = f"{_FROM} WHERE {condition} ORDER BY s.id LIMIT ? OFFSET ?"
    return read(_SCHEDULE | _LAST, tail, (*params, limit, offset))


def by_ids(ids: Sequence[int]) -> dict[int, Schedule]:
    """These schedules as records, by id."""
    return {schedule.id: schedule for schedule in records.by_ids(Schedule, ids)}


def details(schedule_id: int) -> Row:
    """One schedule. Raises IndexError when it is gone."""
    return read(_SCHEDULE, "FROM schedules s WHERE s.id = ?", (schedule_id,))[0]


def history(
    schedule_id: int | None,
    statuses: Sequence[str],
    since: datetime | None,
    limit: int,
    offset: int = 0,
    *,
    until: datetime | None = None,
) -> Iterator[Row]:
    """Ticks with the ids of their tasks: of one schedule by their times, of all by their age.

    The newest come first, one by one, as the list may be of any length (see ``pages``). ``since``
    and ``until`` (itself not included) are about the times that they were scheduled for.
    """
    after, before = since and moment(since), until and moment(until)
    if schedule_id is None:
        sources = _by_age(statuses, after, before)
    else:
        sources = [_by_time(schedule_id, statuses, after, before)]
    for ids in pages.newest(sources, limit, offset):
        rows = _ticks(f"WHERE k.id IN ({_marks(ids)})", ids)
        yield from pages.in_order(ids, {row.pop("id"): row for row in rows})


def _by_time(schedule_id: int, statuses: Sequence[str], after: Any, before: Any) -> pages.Source:
    condition, params = where(
        {
            "k.schedule_id = ?": [schedule_id],
            f"k.status IN ({_marks(statuses)})": list(statuses) or None,
            "k.scheduled_for >= ?": None if after is None else [after],
            "k.scheduled_for < ?": None if before is None else [before],
        }
    )
    rows = f"FROM ticks k INDEXED BY tick_time WHERE {condition}"
    return pages.Source(rows, tuple(params), "k.scheduled_for", "k.id")


def _by_age(statuses: Sequence[str], after: Any, before: Any) -> list[pages.Source]:
    """Each state is read from its own end of the index, so that nothing is sorted."""
    sources = []
    ids = "SELECT {}(m.id) FROM ticks m WHERE m.scheduled_for {} ?"
    for status in dict.fromkeys(statuses) or [None]:
        condition, params = where(
            {
                "k.status = ?": None if status is None else [status],
                "k.scheduled_for >= ?": None if after is None else [after],
                "k.scheduled_for < ?": None if before is None else [before],
                # by their ids as well, which is where the list begins and ends
                f"k.id >= ({ids.format('MIN', '>=')})": None if after is None else [after],
                f"k.id <= ({ids.format('MAX', '<')})": None if before is None else [before],
            }
        )
        rows = f"FROM ticks k WHERE {condition}"
        sources.append(pages.Source(rows, tuple(params), "k.id", "k.id"))
    return sources


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def tick(tick_id: str) -> Row | None:
    """One tick, None if there is none of that id."""
    found = _ticks("WHERE k.tick_id = ?", (tick_id,))
    return {name: value for name, value in found[0].items() if name != "id"} if found else None


def _ticks(tail: str, params: Sequence[Any]) -> list[Row]:
    joined = f"FROM ticks k LEFT JOIN schedules s ON s.id = k.schedule_id {tail}"
    rows = read(_TICK, joined, params)
    tasks = _task_ids([row["tick_id"] for row in rows if row["tasks"]])
    return [row | _spans(row) | {"task_ids": tasks.get(row["tick_id"], [])} for row in rows]


def _spans(row: Row) -> Row:
    """In seconds: ``delay`` until it was begun, ``duration`` from there to its end."""
    begun, ended = row["started_at"], row["finished_at"]
    delay = None if begun is None else (begun - row["scheduled_for"]).total_seconds()
    lasted = (ended - begun).total_seconds() if begun and ended else None
    return {"delay": delay, "duration": lasted}


def _task_ids(tick_ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in db.portions(tick_ids):
        marks = ", ".join("?" * len(part))
        sql = (
            f"SELECT batch_id, task_id FROM generation_tasks WHERE batch_id IN ({marks})"
            " ORDER BY id"
        )
        for batch_id, task_id in db.execute(sql, tuple(part)).fetchall():
            found.setdefault(batch_id, []).append(task_id)
    return found


def ticks_among(tick_ids: Sequence[str]) -> dict[str, Tick]:
    """The ticks that there are of these ids."""
    found: list[Tick] = []
    for part in db.portions(tick_ids):
        marks = ", ".join("?" * len(part))
        found += records.select(Tick, f"WHERE tick_id IN ({marks})", part)
    return {one.tick_id: one for one in found}


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
                ("paused: %",),
            ).fetchall()
        ),
    )


def active() -> list[Schedule]:
    """All active schedules."""
    return records.select(Schedule, "WHERE status = 'active' ORDER BY id")


def _names(condition: str, *params: Any) -> list[str]:
    rows = db.execute(f"SELECT name FROM schedules WHERE {condition} ORDER BY id", params)
    return [row[0] for row in rows.fetchall()]
