"""The ticks of schedules as people ask for them: each time, whether it ran, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from contenthub import clock, records
from contenthub.database import db
from contenthub.models import Schedule as ScheduleTable
from contenthub.models import Tick as TickTable
from contenthub.queries import pages
from contenthub.queries.rows import marks, read, where
from contenthub.records import Tick, moment

Row = dict[str, Any]

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


@dataclass(frozen=True, slots=True)
class Filter:
    """Which ticks are meant; None does not narrow.

    ``since`` and ``until`` (itself not included) are about the times that they were scheduled for;
    ``schedule_ids`` are the schedules that whoever asks may see.
    """

    schedule_id: int | None = None
    statuses: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    schedule_ids: tuple[int, ...] | None = None


def history(chosen: Filter, limit: int, offset: int = 0) -> Iterator[Row]:
    """Ticks with the ids of their tasks: of one schedule by their times, of all by their age.

    The newest come first, one by one, as the list may be of any length (see ``pages``).
    """
    for ids in pages.newest(_sources(chosen), limit, offset):
        yield from pages.in_order(ids, _by_ids(ids))


def listed(chosen: Filter, limit: int, after: Any = None) -> list[tuple[Any, Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row."""
    by_time = chosen.schedule_id is not None
    below = moment(datetime.fromisoformat(after)) if by_time and after is not None else after
    found: list[tuple[Any, Row]] = []
    for ids in pages.newest(_sources(chosen), limit, below=below):
        rows = _by_ids(ids)
        for id_ in ids:
            if id_ in rows:
                row = rows[id_]
                found.append((row["scheduled_for"].isoformat() if by_time else id_, row))
    return found


def schedules_of(tick_ids: Sequence[str]) -> dict[str, int]:
    """The schedules of these ticks, by tick id; unknown ones are left out."""
    found: dict[str, int] = {}
    for part in db.portions(tick_ids, pages.ROWS):
        sql = f"SELECT tick_id, schedule_id FROM ticks WHERE tick_id IN ({marks(part)})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found


def _by_ids(ids: Sequence[int]) -> dict[int, Row]:
    return {row.pop("id"): row for row in _ticks(f"WHERE k.id IN ({marks(ids)})", ids)}


_OF_SCHEDULE = ("tick_schedule", "tick_schedule_status")  # without a status, and with one


def _sources(chosen: Filter) -> list[pages.Source]:
    """Each schedule and state is read from its own end of an index, so that nothing is sorted."""
    after = chosen.since and moment(chosen.since)
    before = chosen.until and moment(chosen.until)
    states: list[str | None] = [*dict.fromkeys(chosen.statuses)] or [None]
    if chosen.schedule_id is not None:
        return [_by_time(chosen.schedule_id, one, after, before) for one in states]
    seen = [None] if chosen.schedule_ids is None else chosen.schedule_ids
    return [_by_age(*one, after, before) for one in product(seen, states)]


def _by_time(schedule_id: int, status: str | None, after: Any, before: Any) -> pages.Source:
    condition, params = where(
        {
            "k.schedule_id = ?": [schedule_id],
            "k.status = ?": None if status is None else [status],
            "k.scheduled_for >= ?": None if after is None else [after],
            "k.scheduled_for < ?": None if before is None else [before],
        }
    )
    index = "tick_time" if status is None else "tick_status_time"
    rows = f"FROM ticks k INDEXED BY {index} WHERE {condition}"
    return pages.Source(rows, tuple(params), "k.scheduled_for", "k.id")


def _by_age(schedule_id: int | None, status: str | None, after: Any, before: Any) -> pages.Source:
    # By their ids as well, which is where the list begins and ends. A time may have been made up
    # for long after it came, so only the ids of all that are meant tell that.
    times, of_times = where(
        {
            "m.scheduled_for >= ?": None if after is None else [after],
            "m.scheduled_for < ?": None if before is None else [before],
        }
    )
    ids = f"SELECT {{}}(m.id) FROM ticks m INDEXED BY tick_scheduled WHERE {times}"
    condition, params = where(
        {
            "k.schedule_id = ?": None if schedule_id is None else [schedule_id],
            "k.status = ?": None if status is None else [status],
            "k.scheduled_for >= ?": None if after is None else [after],
            "k.scheduled_for < ?": None if before is None else [before],
            f"k.id >= ({ids.format('MIN')})": None if after is None else of_times,
            f"k.id <= ({ids.format('MAX')})": None if before is None else of_times,
        }
    )
    hint = "" if schedule_id is None else f" INDEXED BY {_OF_SCHEDULE[status is not None]}"
    return pages.Source(f"FROM ticks k{hint} WHERE {condition}", tuple(params), "k.id", "k.id")


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
    delay = None if begun is None else clock.passed(row["scheduled_for"], begun)
    lasted = clock.passed(begun, ended) if begun and ended else None
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
