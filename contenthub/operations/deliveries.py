"""Messages to others: looked at, sent once more, and made up for where some are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.codes import Code
from contenthub.delivery_states import DeliveryState
from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle import recovery, webhooks
from contenthub.operations.caller import Caller
from contenthub.operations.webhooks import Accounts
from contenthub.queries import deliveries as stored
from contenthub.queries import events
from contenthub.queries import webhooks as stored_webhooks
from contenthub.queries.deliveries import Filter

Row = dict[str, Any]

FAILED = (DeliveryState.FAILED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was made up for: ``resent`` had failed, ``added`` had never been written."""

    webhooks: int
    resent: int
    added: int


def which(
    states: Iterable[str] = (),
    *,
    failed: bool = False,
    webhook_id: int | None = None,
    task_id: str | None = None,
    within: Accounts = None,
) -> Filter:
    """The filter that these values make; ``failed`` stands for the states of what did not arrive.

    Raises InputError for a state that there is not.
    """
    wanted = set(map(_state, states)) | (set(FAILED) if failed else set())
    return Filter(frozenset(wanted), webhook_id, task_id, within=within)


def _state(text: str) -> DeliveryState:
    found = next((one for one in DeliveryState if one == text), None)
    if found is None:
        allowed = ", ".join(DeliveryState)
        raise InputError(
            f"status is {text!r}; allowed: {allowed}",
            code=Code.BAD_VALUE,
            field="status",
            value=text,
            allowed=allowed,
        )
    return found


def listing(wanted: Filter, limit: int, offset: int = 0) -> list[Row]:
    """The newest first."""
    return stored.listing(wanted, limit, offset)


def listed(wanted: Filter, limit: int, before: int | None) -> list[tuple[int, Row]]:
    """The same with the key of each, by which a list goes on."""
    return [(row["id"], row) for row in stored.listing(wanted, limit, before=before)]


def details(delivery_id: int, within: Accounts = None) -> Row:
    """One message with its body and its tries. Raises NotFoundError."""
    _demand(delivery_id, within)
    return stored.details(delivery_id)


def resend(caller: Caller, delivery_id: int, within: Accounts = None) -> Row:
    """Send it once more from now on, under the same id, whatever became of it.

    Raises NotFoundError, and NotAllowedError while it is being sent and where its receiver is gone.
    """
    _demand(delivery_id, within)
    recovery.resend(delivery_id, caller.who)
    return stored.details(delivery_id)


def recover(
    caller: Caller, since: datetime, webhook_id: int | None = None, within: Accounts = None
) -> Recovered:
    """Send what has happened since then and did not arrive, to one webhook or to all.

    That is what failed or was dropped, and what was never written, as the webhook was paused or not
    yet there. Raises NotFoundError, and NotAllowedError for a webhook that is not active.
    """
    ids = stored_webhooks.ids_within(within) if webhook_id is None else [webhook_id]
    chosen = [webhooks.find(id_, within) for id_ in ids]
    if webhook_id is None:
        chosen = [one for one in chosen if recovery.is_told(one)]
    first = events.first_id_at(since)
    resent = added = 0
    for one in chosen:
        recovery.demand_told(one)
        resent += recovery.resend_failed(one, since, caller.who)
        added += recovery.add_missing(one, first, caller.who)
    return Recovered(len(chosen), resent, added)


def _demand(delivery_id: int, within: Accounts) -> None:
    whose = stored.webhook_of(delivery_id)
    if whose is None or (within is not None and whose[1] not in within):
        raise NotFoundError(f"no delivery {delivery_id}", code=Code.NO_DELIVERY)
