"""Webhooks and the messages to them: how they are shown, added and looked through."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.delivery_states import DeliveryState, WebhookState
from contenthub.validation import MOST_ID

_WEBHOOK: dict[str, Any] = {
    "id": 3,
    "url": "https://example.com/hook",
    "secret": "whsec_***",
    "events": ["task.completed"],
    "account": "tea-blog",
    "account_id": 1,
    "description": "",
    "status": "active",
    "status_reason": "",
    "public_only": True,
    "failing_since": None,
    "failures": 0,
    "held_until": None,
    "last_error": None,
    "previous_until": None,
    "who": "api:shop",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}
_SECRET = "whsec_c2VjcmV0LW9mLWFuLWV4YW1wbGUtMzItYnl0ZXM="  # noqa: S105 - an example
_DELIVERY: dict[str, Any] = {
    "id": 512,
    "message_id": "msg_5f1d0c62a1b04b7f9c3d2e8a7b6c5d4e",
    "kind": "webhook",
    "webhook_id": 3,
    "url": "https://example.com/hook",
    "type": "task.completed",
    "status": "pending",
    "task_id": "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
    "account_id": 1,
    "event_id": "9f0c1d2e3a4b5c6d0000000000000a11",
    "sequence": 4711,
    "retry_count": 1,
    "due_at": "2026-11-26T08:05:00Z",
    "error_message": "it answered 500",
    "waits": "its receiver failed; tried again at 2026-11-26 08:05:00 UTC",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
    "ended_at": None,
}


class Webhook(Told):
    """An address that is told what happens."""

    model_config = example(**_WEBHOOK)

    id: int
    url: str = Field(description="Without what may be secret in it.")
    secret: str = Field(description="Hidden, but where the webhook was just made or rotated.")
    events: list[str] = Field(description="Types, or entities for all of theirs; none: all.")
    account: str | None = Field(description="null: of all accounts.")
    account_id: int | None
    description: str
    status: WebhookState
    status_reason: str
    public_only: bool = Field(description="Whether private networks are shut to it.")
    failing_since: Moment | None = Field(description="Nothing arrived there since then.")
    failures: int = Field(description="Tries that failed in a row.")
    held_until: Moment | None = Field(description="Nothing is sent there before that.")
    last_error: str | None
    previous_until: Moment | None = Field(description="Until then the former secret signs as well.")
    who: str
    created_at: Moment
    updated_at: Moment


class WholeWebhook(Webhook):
    """A webhook with how many messages there are."""

    model_config = example(**_WEBHOOK, deliveries={"delivered": 120, "pending": 1})

    deliveries: dict[str, int] = Field(description="How many are in each state.")


class MadeWebhook(WholeWebhook):
    """A webhook that was just made or rotated: the one answer that has its secret."""

    model_config = example(**_WEBHOOK | {"secret": _SECRET, "deliveries": {}})


class NewWebhook(Asked):
    """An address that is to be told what happens."""

    model_config = example(
        url="https://example.com/hook", events=["task.completed"], account="tea-blog"
    )

    url: str = Field(max_length=2_000, description="With http:// or https://.")
    events: list[str] = Field(
        default=[],
        max_length=100,
        description="Such as task.completed, or task for all of these; none: all there are.",
    )
    account: int | str | None = Field(
        default=None,
        description="Only of this one, by its id or name; left out: of all, or of the one that the"
        " token is bound to.",
    )
    description: str = Field(default="", max_length=500)


class WebhookList(PageQuery):
    """Which webhooks are listed."""


class Pause(Asked):
    """Why a webhook is paused."""

    model_config = example(reason="the shop is being moved")

    reason: str = Field(default="", max_length=500)


class RemovedWebhook(Told):
    """A webhook that is gone."""

    model_config = example(id=3, url="https://example.com/hook", removed=True)

    id: int
    url: str
    removed: bool


class TestedWebhook(Told):
    """What a receiver answered to a message that only tries it."""

    model_config = example(
        webhook_id=3,
        message_id="msg_5f1d0c62a1b04b7f9c3d2e8a7b6c5d4e",
        ok=True,
        status=204,
        duration=0.12,
        answer="",
        error="",
    )

    webhook_id: int
    message_id: str
    ok: bool
    status: int | None = Field(description="Of its answer; null: there was none.")
    duration: float = Field(description="In seconds.")
    answer: str = Field(description="How it begins.")
    error: str


class CommonSecret(Told):
    """The secret by which messages about single tasks are signed."""

    model_config = example(secret=_SECRET)

    secret: str


class Delivery(Told):
    """A message to a receiver."""

    model_config = example(**_DELIVERY)

    id: int
    message_id: str = Field(description="`webhook-id`, the same at every try.")
    kind: str
    webhook_id: int | None
    url: str | None
    type: str
    status: DeliveryState
    task_id: str | None
    account_id: int | None
    event_id: str | None
    sequence: int | None = Field(description="What is older has a smaller one.")
    retry_count: int
    due_at: Moment | None
    error_message: str | None
    waits: str | None = Field(description="Why it is not delivered yet.")
    created_at: Moment
    updated_at: Moment
    ended_at: Moment | None


class Try(Told):
    """One try to deliver a message."""

    model_config = example(
        attempt=1,
        started_at="2026-11-26T08:00:00Z",
        duration=0.31,
        status=500,
        answer="Internal Server Error",
        error="it answered 500",
    )

    attempt: int
    started_at: Moment
    duration: float = Field(description="In seconds.")
    status: int | None = Field(description="Of its answer; null: there was none.")
    answer: str = Field(description="How it begins.")
    error: str | None


class WholeDelivery(Delivery):
    """A message with its body and its tries."""

    model_config = example(
        **_DELIVERY,
        body={"type": "task.completed", "timestamp": "2026-11-26T08:00:00Z", "data": {}},
        attempts=[
            {
                "attempt": 1,
                "started_at": "2026-11-26T08:00:00Z",
                "duration": 0.31,
                "status": 500,
                "answer": "Internal Server Error",
                "error": "it answered 500",
            }
        ],
    )

    body: dict[str, Any] = Field(description="But for the address of what it is about.")
    attempts: list[Try]


class DeliveryList(PageQuery):
    """Which messages are listed."""

    status: list[DeliveryState] = Field(default=[], max_length=10, description="Any of these.")
    failed: bool = Field(default=False, description="true: what failed for good or was dropped.")
    webhook: int | None = Field(default=None, ge=1, le=MOST_ID, description="Only to this one.")
    task: str | None = Field(default=None, max_length=100, description="A task, by its whole id.")


class Recover(Asked):
    """Since when what did not arrive is sent once more."""

    model_config = example(since="2026-11-24T08:00:00Z", webhook=3)

    since: Moment
    webhook: int | None = Field(
        default=None, ge=1, le=MOST_ID, description="Only to this one; left out: to all."
    )


class Recovered(Told):
    """What was made up for."""

    model_config = example(webhooks=1, resent=2, added=5)

    webhooks: int
    resent: int = Field(description="Messages that had failed.")
    added: int = Field(description="Messages that had never been written.")
