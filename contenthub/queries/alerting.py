"""What rules and people ask of alerts: incidents, silences, channels and how these do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.alerts.surroundings import BrokenChannel, PausedEndpoint
from contenthub.database import db
from contenthub.masking import address
from contenthub.models import (
    AlertChannel,
    DeliveryLane,
    Incident,
    Schedule,
    SchedulePing,
    Silence,
)
from contenthub.queries import pages
from contenthub.queries.pages import Source
from contenthub.queries.rows import Columns, marks, read, where
from contenthub.records import moment

Row = dict[str, Any]

FAILED_TRIES = 2  # in a row, after which a channel counts as broken

_INCIDENT: Columns = {
    name: ("i", field)
    for name, field in Incident._meta.combined.items()
    if name not in {"attempt", "updated_at"}
}
_SILENCE: Columns = {name: ("s", field) for name, field in Silence._meta.combined.items()}
_CHANNEL: Columns = {
    **{
        name: ("c", AlertChannel._meta.combined[name])
        for name in ("id", "name", "type", "settings", "paused", "tested_at", "created_at")
    },
    "failing_since": ("l", DeliveryLane.failing_since),
    "trouble": ("l", DeliveryLane.last_error),
}
_CHANNELS = "FROM alert_channels c LEFT JOIN delivery_lanes l ON l.lane = 'alert:' || c.id"


def incidents(
    states: Sequence[str], limit: int, offset: int = 0, *, before: int | None = None
) -> list[Row]:
    """Incidents in these states, the latest first; ``before``: only those with smaller ids."""
    all_ = Source("FROM incidents i NOT INDEXED WHERE 1 = 1", (), "i.id", "i.id")
    rows = "FROM incidents i INDEXED BY incident_status WHERE i.status = ?"
    sources = [Source(rows, (state,), "i.id", "i.id") for state in states] or [all_]
    found: list[Row] = []
    for ids in pages.newest(sources, limit, offset, before):
        told = read(_INCIDENT, f"FROM incidents i WHERE i.id IN ({marks(ids)})", ids)
        found += pages.in_order(ids, {row["id"]: _with_duration(row) for row in told})
    return found


def incident(id_: int) -> Row:
    """One of them. Raises IndexError when it is gone."""
    return _with_duration(read(_INCIDENT, "FROM incidents i WHERE i.id = ?", (id_,))[0])


def _with_duration(row: Row) -> Row:
    end: datetime = row["resolved_at"] or clock.now()
    return row | {"seconds": round(clock.passed(row["began_at"], end))}


def silences(
    limit: int, offset: int = 0, *, ended: bool = False, before: int | None = None
) -> list[Row]:
    """Those that have not ended, the latest first; ``ended``: all there are."""
    condition, params = where(
        {
            "s.until > ?": None if ended else [moment(clock.now())],
            "s.id < ?": None if before is None else [before],
        }
    )
    hint = " NOT INDEXED" if ended else " INDEXED BY silence_until"
    tail = f"FROM silences s{hint} WHERE {condition} ORDER BY s.id DESC LIMIT ? OFFSET ?"
    return read(_SILENCE, tail, (*params, limit, offset))


def silence(id_: int) -> Row:
    """One of them. Raises IndexError when it is gone."""
    return read(_SILENCE, "FROM silences s WHERE s.id = ?", (id_,))[0]


def channels(limit: int, offset: int = 0, *, after: int | None = None) -> list[Row]:
    """The channels in the order they were made, and since when messages do not arrive."""
    tail = f"{_CHANNELS} WHERE c.id > ? ORDER BY c.id LIMIT ? OFFSET ?"
    return read(_CHANNEL, tail, (after or 0, limit, offset))


def channel(id_: int) -> Row:
    """One of them. Raises IndexError when it is gone."""
    return read(_CHANNEL, f"{_CHANNELS} WHERE c.id = ?", (id_,))[0]


def pings(limit: int, offset: int = 0, *, after: int | None = None) -> list[Row]:
    """The addresses of schedules, in the order of these."""
    columns: Columns = {
        "id": ("s", Schedule.id),
        "schedule": ("s", Schedule.name),
        "url": ("p", SchedulePing.url),
        "created_at": ("p", SchedulePing.created_at),
    }
    tail = (
        "FROM schedule_pings p JOIN schedules s ON s.id = p.schedule_id WHERE s.id > ?"
        " ORDER BY s.id LIMIT ? OFFSET ?"
    )
    return read(columns, tail, (after or 0, limit, offset))


def broken_channels() -> tuple[BrokenChannel, ...]:
    """The channels in use by which messages do not arrive, or not at everybody."""
    now = clock.now()
    failing = db.execute(
        "SELECT c.name, c.type, l.failing_since, l.last_error"
        f" {_CHANNELS} WHERE NOT c.paused AND l.failing_since IS NOT NULL AND l.failures >= ?",
        (FAILED_TRIES,),
    ).fetchall()
    found = [
        BrokenChannel(name, type_, _since(began, now), error or "")
        for name, type_, began, error in failing
    ]
    known = {one.name for one in found}
    return (*found, *(one for one in _partly_refused(now) if one.name not in known))


def _partly_refused(now: datetime) -> list[BrokenChannel]:
    """Where the last message arrived, and not at all whom it was for."""
    rows = db.execute(
        "SELECT c.name, c.type, t.started_at, t.answer FROM alert_channels c"
        " JOIN delivery_attempts t ON t.id = (SELECT MAX(a.id) FROM deliveries d"
        " JOIN delivery_attempts a ON a.delivery_id = d.id WHERE d.id = (SELECT MAX(e.id)"
        " FROM deliveries e WHERE e.lane = 'alert:' || c.id AND e.status = 'delivered'))"
        " WHERE NOT c.paused AND t.error IS NULL AND t.answer <> ''"
    ).fetchall()
    return [
        BrokenChannel(name, type_, _since(when, now), answer) for name, type_, when, answer in rows
    ]


def _since(kept: Any, now: datetime) -> float:
    return clock.passed(DeliveryLane.failing_since.python_value(kept) or now, now)


def paused_endpoints() -> tuple[PausedEndpoint, ...]:
    """The webhooks that were paused by their failures, or whose receiver wants no more."""
    rows = db.execute(
        "SELECT id, url, status_reason FROM webhooks WHERE status = 'ended'"
        " OR (status = 'paused' AND status_reason LIKE 'failing for %') ORDER BY id"
    ).fetchall()
    return tuple(PausedEndpoint(id_, address(url), reason) for id_, url, reason in rows)
