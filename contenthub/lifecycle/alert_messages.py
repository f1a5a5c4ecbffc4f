"""The messages that tell of incidents: one for each channel, however many there are to tell of.

They are written in the transaction that opens or resolves the incidents.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence

from contenthub.alerts.letters import body_of
from contenthub.alerts.messages import Message, News, Told, compose
from contenthub.alerts.places import NOT_SENT
from contenthub.database import db
from contenthub.delivery_states import DeliveryKind, DeliveryState
from contenthub.lifecycle import channels, lanes, outbox
from contenthub.lifecycle.statements import insert_row, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import Delivery, IncidentMessage
from contenthub.pacing import ALERT_WAITS
from contenthub.records import Channel, moment
from contenthub.states import ActorName

CHANNEL_RULE = "channel_broken"  # its incidents are told on the other channels

# A message that arrived, is under way, or may have arrived although its try failed.
_TOLD = (
    "SELECT 1 FROM incident_messages m JOIN deliveries d ON d.id = m.delivery_id"
    " WHERE m.incident_id = ? AND d.lane = ? AND m.told <> 'resolved'"
    " AND (d.status = 'delivered' OR d.lease_until > ? OR EXISTS (SELECT 1 FROM"
    " delivery_attempts t WHERE t.delivery_id = d.id AND t.error NOT LIKE ?)) LIMIT 1"
)


def hand_over(unit: Unit, news: Sequence[News]) -> None:
    """Write what tells of these, on each channel by which people are told now."""
    if not news:
        return
    for channel in channels.active():
        its = [one for one in news if _is_for(unit, channel, one)]
        if its:
            _write(unit, channel, its)


def _is_for(unit: Unit, channel: Channel, one: News) -> bool:
    """Nobody is told that something is over who was not told of it."""
    if one.rule == CHANNEL_RULE and one.subject == channel.name:
        return False
    if one.told is not Told.RESOLVED:
        return True
    lane = channels.lane_of(channel.id)
    params = (one.id, lane, moment(unit.now), f"{NOT_SENT}%")
    return db.execute(_TOLD, params).fetchone() is not None


def _write(unit: Unit, channel: Channel, news: Sequence[News]) -> None:
    message = compose(news, socket.gethostname())
    thread = _thread(news[0]) if len(news) == 1 else ""
    delivery_id = _deliver(unit, channel, message, thread)
    columns = ("delivery_id", "incident_id", "told")
    rows = [(delivery_id, one.id, one.told.value) for one in news]
    insert_rows(IncidentMessage, columns, rows)


def _thread(news: News) -> str:
    """Two installations, or one that was restored, may mail from one domain: ids are not enough."""
    return f"incident-{news.id}.{int(news.began_at.timestamp())}"


def _deliver(unit: Unit, channel: Channel, message: Message, thread: str) -> int:
    lane = channels.lane_of(channel.id)
    lanes.make(lane)
    unit.ring(ActorName.DELIVER, (0, 0))
    return insert_row(
        Delivery,
        {
            "message_id": outbox.new_message_id(),
            "kind": DeliveryKind.ALERT,
            "lane": lane,
            "type": "alert",
            "body": body_of(message, thread),
            "status": DeliveryState.PENDING,
            "max_retries": len(ALERT_WAITS),
            "due_at": unit.now,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
