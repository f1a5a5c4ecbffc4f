"""Lanes: a receiver as all messages to it see it, and whose turn it is.

Receivers are looked at, not messages: a hundred thousand that wait for one that is silent are one
row here, and take no thread from the others. In flight is what is leased, counted anew each time; a
counter would be wrong after the first killed worker.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from contenthub import clock, pacing, records
from contenthub.database import db
from contenthub.models import DeliveryLane
from contenthub.records import Lane, moment

SHARED = "host:"  # how the lanes begin on which several addresses lie
AT_ONCE = 2  # calls at a time to one receiver that takes what it is sent; else one
LOST = "a worker was lost while it sent"  # why one message at a time is sent somewhere
FAILING_AT_ONCE = 4  # calls at a time to all those together that do not, or that are slow
SLOW = 2.0  # seconds that the last call took, from which on a receiver is slow
ALERTS = "alert:"  # how the lanes of what people are told begin

_ORDER = " ORDER BY l.taken_at, l.lane LIMIT 1"
_LEASED = (
    "FROM deliveries d INDEXED BY delivery_lane_leased"
    " WHERE d.lease_until IS NOT NULL AND d.lease_until > ? AND d.lane = "
)
# Alerts count apart: what hangs elsewhere delays none of them.
_IS_ALERT = f"(SUBSTR({{}}.lane, 1, {len(ALERTS)}) = '{ALERTS}')"
_NEXT = (
    "SELECT l.lane FROM delivery_lanes l INDEXED BY delivery_lane_turn"
    " WHERE (l.held_until IS NULL OR l.held_until <= ?)"
    " AND EXISTS (SELECT 1 FROM deliveries d INDEXED BY delivery_lane_due WHERE d.lane = l.lane"
    " AND d.due_at IS NOT NULL AND d.due_at <= ?"
    " AND (d.lease_until IS NULL OR d.lease_until <= ?))"
    f" AND (SELECT COUNT(DISTINCT d.lease_owner) {_LEASED}l.lane)"
    f" < CASE WHEN l.failing_since IS NOT NULL OR l.slow THEN 1 ELSE {AT_ONCE} END"
    " AND ((l.failing_since IS NULL AND NOT l.slow) OR (SELECT COUNT(*) FROM delivery_lanes f"
    " WHERE (f.failing_since IS NOT NULL OR f.slow)"
    f" AND {_IS_ALERT.format('f')} = {_IS_ALERT.format('l')}"
    f" AND EXISTS (SELECT 1 {_LEASED}f.lane)) < {FAILING_AT_ONCE})"
    f"{_ORDER}"
)
_RELEASE = "SELECT MIN(held_until) FROM delivery_lanes WHERE held_until > ?"


def next_lane(now: datetime, *, to_take: bool = False, among: str = "") -> str | None:
    """The receiver for which something is due and may be sent now, and whose turn it is.

    ``among``: only of those whose name begins so.
    ``to_take``: it is locked until the transaction ends, and none that another one has locked.
    """
    lock = " FOR NO KEY UPDATE OF l SKIP LOCKED" if to_take and not db.is_sqlite() else ""
    at = moment(now)
    params: tuple[Any, ...] = (at,) * _NEXT.count("?")
    sql = _NEXT
    if among:
        sql = sql.replace(_ORDER, f" AND l.lane LIKE ?{_ORDER}")
        params += (f"{among}%",)
    row = db.execute(sql + lock, params).fetchone()
    return None if row is None else str(row[0])


def next_release(now: datetime) -> datetime | None:
    """The next moment at which a receiver is tried again that is left alone at present."""
    row = db.execute(_RELEASE, (moment(now),)).fetchone()
    return DeliveryLane.held_until.python_value(row[0])


def make(name: str) -> None:
    """Let there be this lane; one that is there stays as it is."""
    DeliveryLane.insert(lane=name, taken_at=clock.now()).on_conflict_ignore().execute()


def taken(name: str, now: datetime) -> None:
    """Something is sent there: now it is the others' turn."""
    db.execute("UPDATE delivery_lanes SET taken_at = ? WHERE lane = ?", (moment(now), name))


def locked(name: str) -> Lane:
    """The lane as it is now, which cannot change until the transaction ends."""
    found = records.select(Lane, f"WHERE lane = ?{db.for_update()}", (name,))
    return found[0] if found else Lane(name, None, 0, None, slow=False)


def took(lane: Lane, seconds: float) -> Lane:
    """A call there took so long: slow ones share few threads, so that the quick find others."""
    slow = seconds > SLOW
    if slow == lane.slow:
        return lane
    db.execute("UPDATE delivery_lanes SET slow = ? WHERE lane = ?", (slow, lane.lane))
    return replace(lane, slow=slow)


def worked(lane: Lane) -> Lane:
    """A message arrived there: it fails no more."""
    if lane.failing_since is None:
        return lane
    db.execute(
        "UPDATE delivery_lanes SET failing_since = NULL, failures = 0, held_until = NULL,"
        " last_error = NULL WHERE lane = ?",
        (lane.lane,),
    )
    return replace(lane, failing_since=None, failures=0, held_until=None)


def failed(lane: Lane, error: str, now: datetime, asked: float | None) -> Lane:
    """A try came to nothing: all messages leave it alone for a while.

    ``asked`` are seconds. What one of several addresses asks for holds the others for minutes at
    most; its own message waits for all of it.
    """
    failures = lane.failures + 1
    if asked is not None and lane.lane.startswith(SHARED):
        asked = min(asked, pacing.LONGEST_SHARED_WAIT)
    since = lane.failing_since if lane.failing_since and lane.failures else now
    until = clock.after(pacing.lane_wait(failures, asked=asked), now)
    db.execute(
        "UPDATE delivery_lanes SET failing_since = ?, failures = ?, held_until = ?, last_error = ?"
        " WHERE lane = ?",
        (moment(since), failures, moment(until), error, lane.lane),
    )
    return replace(lane, failing_since=since, failures=failures, held_until=until)


def doubted(lane: Lane, now: datetime) -> Lane:
    """A worker was lost that sent there: one message at a time, until one has arrived.

    Nobody waits for that, as it says nothing of the receiver.
    """
    if lane.failing_since is not None:
        return lane
    db.execute(
        "UPDATE delivery_lanes SET failing_since = ?, last_error = ? WHERE lane = ?",
        (moment(now), LOST, lane.lane),
    )
    return replace(lane, failing_since=now)


def open_again(name: str) -> None:
    """A person wants it tried now, and looked at as one that never failed."""
    worked(Lane(name, clock.now(), 1, None, slow=False))
