"""The addresses that are called when the articles of a schedule are out, and ``/fail`` when not.

Each time of a schedule is told once: the message has the name of its tick as its id. It is a
delivery like others, so that a receiver that is away hears of it later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock, pacing, records
from contenthub.alerts import pings
from contenthub.alerts.pings import Fate
from contenthub.database import db
from contenthub.delivery_states import DeliveryKind, DeliveryState
from contenthub.lifecycle import lanes
from contenthub.lifecycle.destinations import Destination, Way
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import Delivery as DeliveryTable
from contenthub.models import SchedulePing, Tick
from contenthub.records import Delivery, Schedule
from contenthub.states import ActorName

LOOKED_BACK = timedelta(days=3)  # for times that were not told yet
PORTION = 50
WHO = "alerts"

_UNTOLD = (
    "SELECT k.tick_id, k.schedule_id, k.status, k.finished_at FROM schedule_pings p"
    " JOIN ticks k ON k.schedule_id = p.schedule_id WHERE k.finished_at IS NOT NULL"
    " AND k.finished_at > p.created_at AND k.finished_at > ?"
    " AND k.status IN ('completed', 'partial', 'failed') AND NOT EXISTS"
    " (SELECT 1 FROM deliveries d WHERE d.message_id = 'ping-' || k.tick_id)"
    " ORDER BY k.id LIMIT ?"
)
_ARTICLES = (
    "SELECT c.review_status, e.status, COUNT(*) FROM contents c"
    " LEFT JOIN publish_entries e ON e.content_id = c.id WHERE c.batch_id = ?"
    " GROUP BY c.review_status, e.status"
)
_LANE = "ping:"
_GONE = Destination(Way.DROP, reason="its schedule has no such address any more")


def put(schedule: Schedule, url: str) -> None:
    """Call this address from the next time of the schedule that ends."""
    with db.transaction():
        SchedulePing.delete().where(SchedulePing.schedule == schedule.id).execute()
        SchedulePing.insert(schedule=schedule.id, url=url, created_at=clock.now()).execute()


def remove(schedule: Schedule) -> bool:
    """Call none; False where there was none."""
    with db.transaction():
        gone = SchedulePing.delete().where(SchedulePing.schedule == schedule.id).execute()
    return bool(gone)


def tell(demand: Callable[[], None]) -> int:
    """Write a message for each time of which it is known by now; returns how many."""
    found = [one for one in _decided() if one[2] is not Fate.WAITS]
    if found:
        with Unit(WHO) as unit:
            demand()
            for tick_id, schedule_id, what in found:
                _write(unit, tick_id, schedule_id, what)
    return len(found)


def _decided() -> list[tuple[str, int, Fate]]:
    now = clock.now()
    rows = db.execute(_UNTOLD, (records.moment(now - LOOKED_BACK), PORTION)).fetchall()
    return [(row[0], row[1], _fate(row[0], row[2], row[3], now)) for row in rows]


def _fate(tick_id: str, status: str, finished: Any, now: datetime) -> Fate:
    articles = {
        (review, entry): count
        for review, entry, count in db.execute(_ARTICLES, (tick_id,)).fetchall()
    }
    return pings.fate(status, articles, Tick.finished_at.python_value(finished) or now, now)


def _write(unit: Unit, tick_id: str, schedule_id: int, what: Fate) -> None:
    lane = f"{_LANE}{schedule_id}"
    lanes.make(lane)
    unit.ring(ActorName.DELIVER, (0, 0))
    insert_row(
        DeliveryTable,
        {
            "message_id": f"ping-{tick_id}",
            "kind": DeliveryKind.PING,
            "lane": lane,
            "type": f"ping.{what}",
            "body": json.dumps({"tick_id": tick_id, "out": what is Fate.OUT}),
            "status": DeliveryState.PENDING,
            "max_retries": len(pacing.ALERT_WAITS),
            "due_at": unit.now,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )


def of(deliveries: Sequence[Delivery]) -> dict[int, Destination]:
    """Where each of these goes, by the id of the delivery."""
    urls = dict(db.execute("SELECT schedule_id, url FROM schedule_pings").fetchall())
    return {one.id: _destination(urls.get(int(one.lane.removeprefix(_LANE)))) for one in deliveries}


def _destination(url: str | None) -> Destination:
    return _GONE if url is None else Destination(Way.SEND, url)


def lock(deliveries: Sequence[Delivery]) -> None:
    """Nothing of a schedule changes by its messages."""


def wait(failures: int, asked: float | None) -> float | None:
    """Seconds until a message is sent again that failed so often; None: not any more."""
    return pacing.alert_wait(failures, asked=asked)


def gone(unit: Unit, delivery: Delivery, reason: str) -> None:
    """A person has to say that an address is no more."""


def failing(unit: Unit, delivery: Delivery, since: datetime, reason: str) -> None:
    """The watcher tells by itself that it hears nothing."""
