"""The receivers of alerts, as deliveries see them: channels, and whether it is still worth telling.

What was over before anybody could be told of it is told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contenthub import pacing, records
from contenthub.alerts.places import ChannelPlace
from contenthub.database import db
from contenthub.lifecycle import channels
from contenthub.lifecycle.destinations import Destination, Way
from contenthub.lifecycle.unit import Unit
from contenthub.records import Channel, Delivery

_GONE = Destination(Way.DROP, reason="its channel was removed")
_OVER = Destination(Way.DROP, reason="it was over before anybody could be told")
_PAUSED = Destination(Way.PARK, reason="its channel is paused")

# Whether a message still says something: of an incident that is not over, or that one is over.
_SAYS = (
    "SELECT 1 FROM incident_messages m JOIN incidents i ON i.id = m.incident_id"
    " WHERE m.delivery_id = ? AND (m.told = 'resolved' OR i.status <> 'resolved') LIMIT 1"
)


def of(deliveries: Sequence[Delivery]) -> dict[int, Destination]:
    """Where each of these goes, by the id of the delivery."""
    ids = {one.id: channels.id_in(one.lane) for one in deliveries}
    found = {one.id: one for one in records.by_ids(Channel, sorted(set(ids.values())))}
    return {one.id: _destination(one, found.get(ids[one.id])) for one in deliveries}


def _destination(delivery: Delivery, channel: Channel | None) -> Destination:
    if channel is None:
        return _GONE
    if db.execute(_SAYS, (delivery.id,)).fetchone() is None:
        return _OVER
    if channel.paused:
        return _PAUSED
    return Destination(Way.SEND, ChannelPlace(channel.type, channel.settings))


def lock(deliveries: Sequence[Delivery]) -> None:
    """Lock their channels, in the order of their ids: one that is resumed finds what was parked."""
    for id_ in sorted({channels.id_in(one.lane) for one in deliveries}):
        records.locked(Channel, id_)


def wait(failures: int, asked: float | None) -> float | None:
    """Seconds until a message is sent again that failed so often; None: not any more."""
    return pacing.alert_wait(failures, asked=asked)


def gone(unit: Unit, delivery: Delivery, reason: str) -> None:
    """A person has to say that a channel is no more."""


def failing(unit: Unit, delivery: Delivery, since: datetime, reason: str) -> None:
    """It is tried for as long as it is there: an incident on the other channels tells of it."""
