"""Messages that did not arrive are sent once more: one, or all that a receiver should have had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.delivery_states import DeliveryEvent, DeliveryState, WebhookState
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import deliveries, outbox
from contenthub.lifecycle.destinations import Way
from contenthub.lifecycle.outbox import Receiver, Told
from contenthub.lifecycle.unit import Unit
from contenthub.models import Event
from contenthub.records import Delivery, Webhook, moment
from contenthub.states import UNSENT_ENTITIES, ActorName, Entity
from contenthub.transitions import event_type

PORTION = 500  # rows of a transaction

_EVENTS = (
    "SELECT e.id, e.event_id, e.entity, e.entity_id, e.task_id, e.attempt, e.event, e.from_state,"
    " e.to_state, e.account_id, e.batch_id, e.created_at FROM events e NOT INDEXED"
    " WHERE e.id > ? ORDER BY e.id LIMIT ?"
)


def is_told(webhook: Webhook) -> bool:
    """Whether anything is sent there at present."""
    return webhook.state is WebhookState.ACTIVE


def demand_told(webhook: Webhook) -> None:
    """Raise NotAllowedError where nothing is sent there at present."""
    if not is_told(webhook):
        raise NotAllowedError(
            f"webhook {webhook.id} is {webhook.state}: nothing is sent there",
            code=Code.WEBHOOK_STATE,
            webhook_id=webhook.id,
        )


def resend(delivery_id: int, who: str) -> None:
    """Send this message once more; it has all its tries again.

    Raises NotAllowedError while it is being sent, and where its receiver is gone.
    """
    with Unit(who) as unit:
        delivery = records.locked(Delivery, delivery_id)
        if delivery is None:
            return
        to = deliveries.destinations_of([delivery])[delivery.id]
        if to.way is Way.DROP:
            raise NotAllowedError(
                f"delivery {delivery_id} cannot be sent: {to.reason}", code=Code.WEBHOOK_STATE
            )
        if delivery.lease_owner is not None:
            raise NotAllowedError(
                f"delivery {delivery_id} is being sent", code=Code.DELIVERY_UNDER_WAY
            )
        _resend(unit, delivery)


def _resend(unit: Unit, delivery: Delivery) -> bool:
    return unit.move(
        Entity.DELIVERY,
        delivery,
        DeliveryEvent.RESEND,
        attempt=delivery.attempt + 1,
        retry_count=0,
        crash_count=0,
        error_message=None,
        ended_at=None,
        due_at=unit.now,
    )


def resend_failed(webhook: Webhook, since: datetime, who: str) -> int:
    """Send once more what failed or was dropped of what was written since then; how many."""
    states = (DeliveryState.FAILED, DeliveryState.DROPPED)
    return sum(_resend_all(webhook, state, since, who) for state in states)


def _resend_all(webhook: Webhook, state: DeliveryState, since: datetime, who: str) -> int:
    last, resent = 0, 0
    while True:
        with Unit(who) as unit:
            found = records.select(
                Delivery,
                "INDEXED BY delivery_webhook_status WHERE webhook_id = ? AND status = ? AND id > ?"
                f" AND created_at >= ? ORDER BY id LIMIT ?{db.for_update()}",
                (webhook.id, state.value, last, moment(since), PORTION),
            )
            resent += sum(_resend(unit, one) for one in found)
        if len(found) < PORTION:
            return resent
        last = found[-1].id


def add_missing(webhook: Webhook, first: int, who: str) -> int:
    """Write the messages of events from this id on that were never written; how many."""
    to = Receiver(
        webhook.id,
        webhook.lane,
        frozenset(webhook.event_types),
        webhook.account_id,
        webhook.task_id,
    )
    last, added = first - 1, 0
    while True:
        with Unit(who) as unit:
            db.one_at_a_time(f"recovery of webhook {webhook.id}")
            rows = db.execute(_EVENTS, (last, PORTION)).fetchall()
            wanted = [one for one in map(_told, rows) if _is_wanted(to, one)]
            known = _known(webhook.id, [one.event_id for one in wanted])
            missing = [one for one in wanted if one.event_id not in known]
            outbox.write_messages([(to, one) for one in missing], unit.now)
            if missing:
                unit.ring(ActorName.DELIVER, (0, 0))
            added += len(missing)
        if len(rows) < PORTION:
            return added
        last = rows[-1][0]


def _is_wanted(to: Receiver, one: Told) -> bool:
    unsent = one.entity in UNSENT_ENTITIES
    return not unsent and to.wants(one.type, one.entity, one.account_id, one.task_id)


def _known(webhook_id: int, event_ids: list[str]) -> set[str]:
    if not event_ids:
        return set()
    marks = ", ".join("?" * len(event_ids))
    sql = f"SELECT event_id FROM deliveries WHERE webhook_id = ? AND event_id IN ({marks})"
    return {row[0] for row in db.execute(sql, (webhook_id, *event_ids)).fetchall()}


_moment: Callable[[Any], Any] = Event.created_at.python_value


def _told(row: tuple[Any, ...]) -> Told:
    id_, event_id, entity, entity_id, task_id, attempt, event, before, after, *rest = row
    account_id, batch_id, at = rest
    type_ = event_type(entity, event, before, after)
    return Told(
        event_id,
        id_,
        type_,
        entity,
        entity_id,
        event,
        before,
        after,
        attempt,
        account_id,
        task_id,
        batch_id,
        _moment(at),
    )
