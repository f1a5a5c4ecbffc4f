"""Webhooks, deliveries and their lanes as frozen records; the other records are in ``rows``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contenthub.delivery_states import DeliveryState, WebhookState


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address of a receiver as it was read, with its secrets."""

    id: int
    url: str
    lane: str
    secret: str
    previous_secret: str | None
    previous_until: datetime | None
    event_types: list[str]
    account_id: int | None
    task_id: str | None
    public_only: bool
    who: str
    status: str
    status_reason: str
    attempt: int
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> WebhookState:
        return WebhookState(self.status)

    @property
    def label(self) -> str:
        return str(self.id)

    @property
    def batch_id(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Lane:
    """How a receiver has taken what was sent to it."""

    lane: str
    failing_since: datetime | None
    failures: int
    held_until: datetime | None
    slow: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a receiver as it was read."""

    id: int
    message_id: str
    kind: str
    lane: str
    webhook_id: int | None
    account_id: int | None
    task_id: str | None
    type: str
    body: str
    status: str
    attempt: int
    retry_count: int
    crash_count: int
    lease_owner: str | None
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> DeliveryState:
        return DeliveryState(self.status)

    @property
    def label(self) -> str:
        return str(self.id)

    @property
    def batch_id(self) -> None:
        return None
