"""Messages to others as people see them: where each stands, and what came of every try."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from contenthub import masking
from contenthub.database import db
from contenthub.delivery_states import DeliveryState
from contenthub.models import Delivery, DeliveryAttempt, DeliveryLane, Webhook
from contenthub.queries import pages
from contenthub.queries.pages import Source
from contenthub.queries.rows import Columns, marks, read, where
from contenthub.wording import moment as worded

Row = dict[str, Any]

_DELIVERY = {name: ("d", field) for name, field in Delivery._meta.combined.items()}
_COLUMNS: Columns = {
    "id": _DELIVERY["id"],
    "message_id": _DELIVERY["message_id"],
    "kind": _DELIVERY["kind"],
    "webhook_id": _DELIVERY["webhook_id"],
    "url": ("w", Webhook.url),
    **{
        name: _DELIVERY[name]
        for name in (
            "type",
            "status",
            "task_id",
            "account_id",
            "event_id",
            "sequence",
            "retry_count",
            "due_at",
            "lease_owner",
            "error_message",
            "created_at",
            "updated_at",
            "ended_at",
        )
    },
    "held_until": ("l", DeliveryLane.held_until),
    "webhook_status": ("w", Webhook.status),
}
_FROM = (
    "FROM deliveries d LEFT JOIN webhooks w ON w.id = d.webhook_id"
    " LEFT JOIN delivery_lanes l ON l.lane = d.lane"
)
_ATTEMPT = {name: ("t", field) for name, field in DeliveryAttempt._meta.combined.items()}
_TRIES: Columns = {
    name: _ATTEMPT[name]
    for name in ("attempt", "started_at", "duration", "status", "answer", "error")
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which messages are meant; what is None does not narrow.

    ``within`` are the accounts of which the caller knows: only their webhooks' messages are there.
    """

    states: Collection[DeliveryState] = ()
    webhook_id: int | None = None
    task_id: str | None = None
    kind: str | None = None
    within: tuple[int, ...] | None = None

    def sources(self) -> list[Source]:
        """Where the ids of these come from: each state and account from its own end of an index."""
        parted = self.states or self.webhook_id is not None or self.within is not None
        states: list[str | None] = [*sorted(self.states or DeliveryState)] if parted else [None]
        accounts: list[int | None] = [None] if self.within is None else [*self.within]
        return [self._source(*one) for one in product(states, accounts)]

    def _source(self, state: str | None, account_id: int | None) -> Source:
        condition, params = where(
            {
                "d.status = ?": None if state is None else [state],
                "d.webhook_id = ?": None if self.webhook_id is None else [self.webhook_id],
                "d.task_id = ?": None if self.task_id is None else [self.task_id],
                "d.kind = ?": None if self.kind is None else [self.kind],
                "d.webhook_account_id = ?": None if account_id is None else [account_id],
            }
        )
        rows = f"FROM deliveries d{self._index(account_id)} WHERE {condition}"
        return Source(rows, tuple(params), "d.id", "d.id")

    def _index(self, account_id: int | None) -> str:
        """The index that passes over most of what is not meant; see ``db.execute``."""
        if self.task_id is not None:
            return " INDEXED BY delivery_task"
        if self.webhook_id is not None:
            return " INDEXED BY delivery_webhook_status"
        if account_id is not None:
            return " INDEXED BY delivery_bound"
        return " INDEXED BY delivery_status" if self.states else " NOT INDEXED"


def listing(wanted: Filter, limit: int, offset: int = 0, before: int | None = None) -> list[Row]:
    """The newest first; ``before``: only those made before the one of this id."""
    found: list[Row] = []
    for ids in pages.newest(wanted.sources(), limit, offset, before):
        rows = read(_COLUMNS, f"{_FROM} WHERE d.id IN ({marks(ids)})", ids)
        found += pages.in_order(ids, {row["id"]: _told(row) for row in rows})
    return found


def details(delivery_id: int) -> Row:
    """One message with its body and each of its tries."""
    columns = {**_COLUMNS, "body": _DELIVERY["body"]}
    (row,) = read(columns, f"{_FROM} WHERE d.id = ?", (delivery_id,))
    tail = "FROM delivery_attempts t WHERE t.delivery_id = ? ORDER BY t.id"
    body = json.loads(row.pop("body"))
    return _told(row) | {"body": body, "attempts": read(_TRIES, tail, (delivery_id,))}


def _told(row: Row) -> Row:
    owner, held = row.pop("lease_owner"), row.pop("held_until")
    paused = row.pop("webhook_status") == "paused"
    url = row["url"]
    return row | {
        "url": None if url is None else masking.address(url),
        "waits": _waits(row, owner, held, paused=paused),
    }


def _waits(row: Row, owner: str | None, held: datetime | None, *, paused: bool) -> str | None:
    """Why it is not delivered yet, in a sentence; None: it waits no more."""
    if row["status"] != DeliveryState.PENDING:
        return None
    if owner is not None:
        return "it is being sent"
    if paused or row["due_at"] is None:
        return "its receiver is paused"
    moments = [one for one in (row["due_at"], held) if one is not None]
    if row["retry_count"] or held is not None:
        return f"its receiver failed; tried again at {worded(max(moments))}"
    return "it is sent as soon as a worker has time"


def webhook_of(delivery_id: int) -> tuple[int | None, int | None] | None:
    """The webhook of a message, and the account that this is of; None: there is no such message."""
    sql = f"SELECT d.webhook_id, w.account_id {_FROM} WHERE d.id = ?"
    row = db.execute(sql, (delivery_id,)).fetchone()
    return None if row is None else (row[0], row[1])
