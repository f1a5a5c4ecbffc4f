"""What tests of webhooks share: a clock that they set, receivers that are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import boot
from contenthub.delivery_states import WebhookState
from contenthub.lifecycle import lanes, submission, webhooks
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.queries import deliveries as stored
from contenthub.records import Webhook
from tests.support.line_accounts import line_account


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-26T08:00:00+00:00")

    def __call__(self) -> datetime:
        return self.now


def add(url: str, *types: str) -> Webhook:
    with Unit("test") as one:
        return webhooks.add(one, NewWebhook(url, types, public_only=False))


def happen(count: int = 1) -> None:
    """Let something happen that webhooks are told of."""
    requests = [NewTask(f"tea {number}", line_account()) for number in range(count)]
    submission.submit(requests, boot.current().settings, "test")


def only() -> dict[str, Any]:
    """The only message, as people see it."""
    (row,) = stored.listing(stored.Filter(), 10)
    return stored.details(row["id"])


def go_to_next_try(watch: Watch) -> None:
    """Let the time come at which the only message is due, and its receiver may be called."""
    moments = [only()["due_at"], lanes.next_release(watch.now)]
    watch.now = max(one for one in moments if one is not None)


def state_of(webhook: Webhook) -> WebhookState:
    return webhooks.find(webhook.id).state
