"""Webhooks: addresses that are told what happens; added, shown, tried, paused, removed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from contenthub import clock, senders, validation
from contenthub.delivery_states import DeliveryKind
from contenthub.lifecycle import accounts, outbox, webhook_destinations, webhooks
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.operations import webhook_fields
from contenthub.operations.caller import Caller
from contenthub.queries import webhooks as stored
from contenthub.records import Webhook
from contenthub.senders.base import Message, Outcome

Row = dict[str, Any]
Accounts = tuple[int, ...] | None  # that the caller sees; None: all

TEST = "webhook.test"  # the type of a message that is sent to try the receiver
MOST_DESCRIPTION = 500  # characters


@dataclass(frozen=True, slots=True)
class Tested:
    """What a receiver answered to a message that only tries it."""

    webhook_id: int
    message_id: str
    ok: bool
    status: int | None  # of its answer
    duration: float  # seconds
    answer: str  # its beginning
    error: str


def listing(limit: int, offset: int = 0) -> list[Row]:
    """In the order they were made; those of single tasks are left out."""
    return stored.listing(limit, offset)


def listed(limit: int, after: int | None, within: Accounts) -> list[tuple[int, Row]]:
    """The same of those accounts, with the key of each by which a list goes on."""
    return [(row["id"], row) for row in stored.listing(limit, after=after, within=within)]


def details(webhook_id: int, within: Accounts = None) -> Row:
    """One webhook, with the number of its messages by state. Raises NotFoundError."""
    return stored.details(webhooks.find(webhook_id, within).id)


def add(
    caller: Caller,
    url: str,
    types: tuple[str, ...] | list[str] = (),
    account: str | None = None,
    description: str = "",
) -> Row:
    """Tell this address of events from now on; the answer is the only one that has its secret.

    ``types`` none: of all events, ``account`` None: of all accounts. Raises InputError,
    NotFoundError for the account, and NotAllowedError where there are too many.
    """
    wanted = NewWebhook(
        url=webhook_fields.address(caller, url),
        types=webhook_fields.types(types),
        account_id=None if account is None else accounts.find(account).id,
        description=validation.plain_text(description, "description", MOST_DESCRIPTION),
        public_only=not caller.is_operator,
    )
    with Unit(caller.who) as unit:
        webhooks.demand_room(wanted, caller.settings)
        added = webhooks.add(unit, wanted)
    return with_secret(added)


def pause(caller: Caller, webhook_id: int, reason: str = "", within: Accounts = None) -> Row:
    """Send nothing more there: what is on its way waits, what happens meanwhile is not for it.

    Raises NotFoundError, and NotAllowedError for one that is not active.
    """
    found = webhooks.find(webhook_id, within)
    with Unit(caller.who) as unit:
        webhooks.pause(unit, found.id, reason or f"paused by {caller.who}")
    return stored.details(found.id)


def resume(caller: Caller, webhook_id: int, within: Accounts = None) -> Row:
    """Send there again, what waits at once. Raises NotFoundError, and NotAllowedError."""
    found = webhooks.find(webhook_id, within)
    with Unit(caller.who) as unit:
        webhooks.resume(unit, found.id)
    return stored.details(found.id)


def rotate(caller: Caller, webhook_id: int, within: Accounts = None) -> Row:
    """Give it a new secret, which only this answer has; the old one signs as well for a day.

    Raises NotFoundError, and NotAllowedError while the one before still signs.
    """
    found = webhooks.find(webhook_id, within)
    with Unit(caller.who) as unit:
        rotated = webhooks.rotate(unit, found.id)
    return with_secret(rotated)


def remove(caller: Caller, webhook_id: int, within: Accounts = None) -> Row:
    """Take it away; what is on its way there is dropped. Raises NotFoundError."""
    found = webhooks.find(webhook_id, within)
    told = stored.details(found.id)
    with Unit(caller.who) as unit:
        webhooks.remove(unit, found.id)
    return {"id": found.id, "url": told["url"], "removed": True}


def common_secret(caller: Caller) -> Row:
    """The secret by which messages about single tasks are signed (`webhook` of an order)."""
    return {"secret": webhooks.common_secret()}


def tried(caller: Caller, webhook_id: int, within: Accounts = None) -> Tested:
    """Send a message of the type ``webhook.test`` there, once and now, whatever its state.

    Raises NotFoundError.
    """
    webhook = webhooks.find(webhook_id, within)
    message = Message(outbox.new_message_id(), TEST, _test_body(webhook), 1)
    began = clock.steady()
    with senders.opened(DeliveryKind.WEBHOOK.value, caller.settings) as send:
        said = send(webhook_destinations.place_of(webhook), message)
    return Tested(
        webhook.id,
        message.id,
        said.outcome is Outcome.DELIVERED,
        said.status,
        round(clock.steady() - began, 3),
        said.answer,
        said.error,
    )


def _test_body(webhook: Webhook) -> str:
    told = {"type": TEST, "timestamp": clock.utc_text(clock.now())}
    return json.dumps(told | {"data": {"webhook_id": webhook.id}})


def with_secret(webhook: Webhook) -> Row:
    """What is shown of it, with its secret."""
    return stored.details(webhook.id) | {"secret": webhook.secret}
