"""The receivers of webhooks, as deliveries see them: told, paused, or gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contenthub import clock, pacing, records
from contenthub.delivery_states import WebhookEvent, WebhookState
from contenthub.lifecycle.destinations import Destination, Way
from contenthub.lifecycle.unit import Unit
from contenthub.records import Delivery, Webhook
from contenthub.senders.places import WebhookPlace
from contenthub.states import Entity

_GONE = Destination(Way.DROP, reason="its webhook was removed")


def of(deliveries: Sequence[Delivery]) -> dict[int, Destination]:
    """Where each of these goes, by the id of the delivery."""
    found = {one.id: one for one in records.by_ids(Webhook, _ids(deliveries))}
    return {one.id: _destination(found.get(one.webhook_id or 0)) for one in deliveries}


def _destination(webhook: Webhook | None) -> Destination:
    if webhook is None or webhook.state is WebhookState.REMOVED:
        return _GONE
    if webhook.state is WebhookState.PAUSED:
        return Destination(Way.PARK, reason="its webhook is paused")
    if webhook.state is WebhookState.ENDED:
        return Destination(Way.DROP, reason=webhook.status_reason)
    return Destination(Way.SEND, place_of(webhook))


def place_of(webhook: Webhook) -> WebhookPlace:
    """What its sender takes."""
    secrets = [webhook.secret]
    until = webhook.previous_until
    if webhook.previous_secret and until is not None and clock.now() < until:
        secrets.append(webhook.previous_secret)
    return WebhookPlace(webhook.url, tuple(secrets), webhook.public_only)


def lock(deliveries: Sequence[Delivery]) -> None:
    """Lock their webhooks, in the order of their ids."""
    for id_ in _ids(deliveries):
        records.locked(Webhook, id_)


def wait(failures: int, asked: float | None) -> float | None:
    """Seconds until a message is sent again that failed so often; None: not any more."""
    return pacing.delivery_wait(failures, asked=asked)


def gone(unit: Unit, delivery: Delivery, reason: str) -> None:
    """The receiver answered that it wants no more."""
    _move(unit, delivery, WebhookEvent.END, reason)


def failing(unit: Unit, delivery: Delivery, since: datetime, reason: str) -> None:
    """Nothing has arrived there for days: it is paused until a person has looked.

    But for the address of one task: others share its lane, and its few messages end by themselves.
    """
    if all(one.task_id is None for one in records.by_ids(Webhook, _ids([delivery]))):
        _move(unit, delivery, WebhookEvent.GIVE_UP, reason)


def _move(unit: Unit, delivery: Delivery, event: WebhookEvent, reason: str) -> None:
    for webhook in records.by_ids(Webhook, _ids([delivery])):
        if webhook.state is WebhookState.ACTIVE:
            unit.move(Entity.WEBHOOK, webhook, event, reason=reason, status_reason=reason)


def _ids(deliveries: Sequence[Delivery]) -> list[int]:
    return sorted({one.webhook_id for one in deliveries if one.webhook_id is not None})
