"""What happened is written down, with a message to each receiver that wants to be told of it.

Both in the transaction of the change: a message is there if and only if its change is. Mostly
nobody wants to be told, which costs one look at a table without rows. Messages hold ids and states,
no texts, so that whoever listens at the receiver's learns no more than that something happened.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.delivery_states import DeliveryKind, DeliveryState, WebhookState
from contenthub.lifecycle import happened
from contenthub.lifecycle.happened import Happened
from contenthub.lifecycle.statements import default_values, insert_rows
from contenthub.models import Delivery, Webhook
from contenthub.pacing import DELIVERY_WAITS
from contenthub.states import UNSENT_ENTITIES, UNTOLD_ENTITIES
from contenthub.transitions import event_type

_ANY = "SELECT 1 FROM webhooks LIMIT 1"
_LISTENING = (
    "SELECT id, lane, event_types, account_id, task_id FROM webhooks INDEXED BY webhook_task"
    f" WHERE status = '{WebhookState.ACTIVE}' AND task_id IS NULL UNION ALL"
    " SELECT id, lane, event_types, account_id, task_id FROM webhooks INDEXED BY webhook_task"
    f" WHERE status = '{WebhookState.ACTIVE}' AND task_id IN (%s)"
)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who wants to be told of what; None does not narrow."""

    id: int
    lane: str
    types: frozenset[str]  # none: all
    account_id: int | None
    task_id: str | None

    def wants(self, type_: str, entity: str, account_id: int | None, task_id: str | None) -> bool:
        """Whether an event of this type, account and task is told here."""
        return (
            (self.task_id is None or self.task_id == task_id)
            and (self.account_id is None or self.account_id == account_id)
            and (not self.types or type_ in self.types or entity in self.types)
        )


@dataclass(frozen=True, slots=True)
class Told:
    """An event as receivers are told of it; ``sequence`` is the id of its row."""

    event_id: str
    sequence: int
    type: str
    entity: str
    entity_id: int
    event: str
    from_state: str | None
    to_state: str
    attempt: int
    account_id: int | None
    task_id: str | None
    batch_id: str | None
    at: datetime

    def body(self) -> str:
        """What is sent, as JSON, but for the addresses of what it is about."""
        told = {
            "type": self.type,
            "timestamp": clock.utc_text(self.at),
            "data": {
                "sequence": self.sequence,
                "event_id": self.event_id,
                "entity": self.entity,
                "entity_id": self.entity_id,
                "task_id": self.task_id,
                "attempt": self.attempt,
                "event": self.event,
                "from_state": self.from_state,
                "to_state": self.to_state,
                "account_id": self.account_id,
                "batch_id": self.batch_id,
            },
        }
        return json.dumps(told)


def write(all_: Sequence[Happened], who: str, now: datetime) -> bool:
    """Write what happened, and the messages that tell of it; True where there are any.

    What happens to messages themselves is told by their tries (``delivery_attempts``), by no event.
    """
    public = [one for one in all_ if one.entity not in UNTOLD_ENTITIES]
    wanted = _wanted([one for one in public if one.entity not in UNSENT_ENTITIES])
    if not wanted:
        happened.write_events(public, who, now)
        return False
    ids = happened.write_numbered(public, who, now)
    write_messages([(to, _told(one, ids[one.event_id], now)) for to, one in wanted], now)
    return True


def write_messages(messages: Iterable[tuple[Receiver, Told]], now: datetime) -> None:
    """Write these messages, each due at once."""
    common = default_values(Delivery) | {
        "kind": DeliveryKind.WEBHOOK.value,
        "status": DeliveryState.PENDING.value,
        "max_retries": len(DELIVERY_WAITS),
        "due_at": now,
        "created_at": now,
        "updated_at": now,
    }
    rows = [common | _columns(to, told) for to, told in messages]
    if rows:
        insert_rows(Delivery, tuple(rows[0]), [tuple(row.values()) for row in rows])


def new_message_id() -> str:
    """An id that no other message has."""
    return f"msg_{secrets.token_hex(16)}"


def listening(task_ids: Iterable[str | None]) -> list[Receiver]:
    """The receivers that are told of everything that they want, and those of these tasks."""
    wanted = sorted({one for one in task_ids if one is not None}) or [""]
    found: dict[int, Receiver] = {}
    for part in db.portions(wanted):
        sql = _LISTENING % ", ".join("?" * len(part))
        for id_, lane, kept, *rest in db.execute(sql, tuple(part)).fetchall():
            found[id_] = Receiver(id_, lane, _types(kept), *rest)
    return list(found.values())


def _wanted(all_: Sequence[Happened]) -> list[tuple[Receiver, Happened]]:
    if not all_ or db.execute(_ANY).fetchone() is None:
        return []
    receivers = listening(happened.task_id_of(one) for one in all_)
    return [
        (to, one)
        for one in all_
        for to in receivers
        if to.wants(_type(one), one.entity, one.account_id, happened.task_id_of(one))
    ]


def _type(one: Happened) -> str:
    return event_type(one.entity, one.event, one.before, one.after)


def _told(one: Happened, sequence: int, now: datetime) -> Told:
    return Told(
        one.event_id,
        sequence,
        _type(one),
        one.entity.value,
        one.row_id,
        one.event.value,
        one.before and one.before.value,
        one.after.value,
        one.attempt,
        one.account_id,
        happened.task_id_of(one),
        one.batch_id,
        now,
    )


def _columns(to: Receiver, told: Told) -> dict[str, Any]:
    return {
        "message_id": new_message_id(),
        "lane": to.lane,
        "webhook_id": to.id,
        "account_id": told.account_id,
        "webhook_account_id": to.account_id,
        "task_id": told.task_id,
        "event_id": told.event_id,
        "sequence": told.sequence,
        "type": told.type,
        "body": told.body(),
    }


@lru_cache(maxsize=256)
def _types(kept: str) -> frozenset[str]:
    return frozenset(Webhook.event_types.python_value(kept))
