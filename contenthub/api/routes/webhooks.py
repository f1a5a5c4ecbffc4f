"""Webhooks: addresses that are told what happens, and the messages to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.shapes import webhooks as shapes
from contenthub.api.shapes.base import Page
from contenthub.operations import deliveries, reasons, webhooks
from contenthub.operations.tokens import Scope
from contenthub.validation import MOST_ID

Row = dict[str, Any]
Id = Annotated[int, Path(ge=1, le=MOST_ID, description="The webhook's id.")]
DeliveryId = Annotated[int, Path(ge=1, le=MOST_ID, description="The delivery's id.")]
ONE = "/webhooks/{webhook_id}"

resource = Resource("webhooks")


@resource.get("/webhooks", Page[shapes.Webhook])
def list_(access: Access, wanted: Annotated[shapes.WebhookList, Query()]) -> Row:
    """List webhooks, in the order they were made; those of single tasks are left out."""

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return webhooks.listed(most, after, access.accounts)

    return paging.page("webhooks", wanted, access.accounts, read)


# Before what takes an id: "secret" is none.
@resource.get("/webhooks/secret", shapes.CommonSecret, scope=Scope.ADMIN)
def secret(access: Access) -> Row:
    """The secret by which messages are signed that an order's `webhook` asks for."""
    access.demand_all_accounts()
    return webhooks.common_secret(access.caller)


@resource.get(ONE, shapes.WholeWebhook, tagged=True, errors=(404,))
def show(access: Access, webhook_id: Id) -> Row:
    """One webhook, how its receiver takes it, and how many messages are in which state."""
    return webhooks.details(webhook_id, access.accounts)


@resource.post("/webhooks", shapes.MadeWebhook, scope=Scope.WRITE, status=201, errors=(404, 409))
def add(access: Access, wanted: shapes.NewWebhook) -> Reply:
    """Tell an address of what happens, from now on; this answer alone has its secret.

    With less than the scope admin only public addresses are called.
    """
    whose = visible.account_to_write_for(access, wanted.account)
    made = webhooks.add(access.caller, wanted.url, wanted.events, whose, wanted.description)
    return visible.made(access, f"webhooks/{made['id']}", made)


@resource.post(
    f"{ONE}/test", shapes.TestedWebhook, scope=Scope.WRITE, repeatable=False, errors=(404,)
)
def test(access: Access, webhook_id: Id) -> Row:
    """Send one message of the type `webhook.test` there, now, and tell what was answered."""
    return asdict(webhooks.tried(access.caller, webhook_id, access.accounts))


@resource.post(f"{ONE}/rotate", shapes.MadeWebhook, scope=Scope.WRITE, errors=(404, 409))
def rotate(access: Access, webhook_id: Id) -> Row:
    """Give it a new secret, which this answer alone has; the old one signs as well for a day."""
    _demand_reach(access, webhook_id)
    return webhooks.rotate(access.caller, webhook_id, access.accounts)


@resource.post(f"{ONE}/pause", shapes.WholeWebhook, scope=Scope.WRITE, errors=(404, 409))
def pause(access: Access, webhook_id: Id, wanted: shapes.Pause) -> Row:
    """Send nothing more there: what is on its way waits, what happens meanwhile is not for it."""
    why = reasons.optional(wanted.reason)
    return webhooks.pause(access.caller, webhook_id, why, access.accounts)


@resource.post(f"{ONE}/resume", shapes.WholeWebhook, scope=Scope.WRITE, errors=(404, 409))
def resume(access: Access, webhook_id: Id) -> Row:
    """Send there again, what waits at once."""
    return webhooks.resume(access.caller, webhook_id, access.accounts)


@resource.delete(ONE, shapes.RemovedWebhook, scope=Scope.WRITE, errors=(404,))
def remove(access: Access, webhook_id: Id) -> Row:
    """Tell this address nothing any more; what is on its way there is dropped."""
    _demand_reach(access, webhook_id)
    return webhooks.remove(access.caller, webhook_id, access.accounts)


def _demand_reach(access: Access, webhook_id: int) -> None:
    """What the operator may send into private networks is the operator's to change."""
    if not webhooks.details(webhook_id, access.accounts)["public_only"]:
        access.demand(Scope.ADMIN)


@resource.get("/deliveries", Page[shapes.Delivery])
def list_deliveries(access: Access, wanted: Annotated[shapes.DeliveryList, Query()]) -> Row:
    """List messages to webhooks, newest first; they are kept for 30 days after their end."""
    chosen = deliveries.which(
        wanted.status,
        failed=wanted.failed,
        webhook_id=wanted.webhook,
        task_id=wanted.task,
        within=access.accounts,
    )

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return deliveries.listed(chosen, most, after)

    return paging.page("deliveries", wanted, access.accounts, read)


@resource.get("/deliveries/{delivery_id}", shapes.WholeDelivery, tagged=True, errors=(404,))
def show_delivery(access: Access, delivery_id: DeliveryId) -> Row:
    """One message, with its body and what each try came to."""
    return deliveries.details(delivery_id, access.accounts)


@resource.post(
    "/deliveries/{delivery_id}/resend",
    shapes.WholeDelivery,
    scope=Scope.WRITE,
    errors=(404, 409),
)
def resend(access: Access, delivery_id: DeliveryId) -> Row:
    """Send a message once more, under the same id, whatever became of it."""
    return deliveries.resend(access.caller, delivery_id, access.accounts)


@resource.post("/webhooks/recover", shapes.Recovered, scope=Scope.WRITE, errors=(404, 409))
def recover(access: Access, wanted: shapes.Recover) -> Row:
    """Send what has happened since then and did not arrive, also while a webhook was paused."""
    done = deliveries.recover(access.caller, wanted.since, wanted.webhook, access.accounts)
    return asdict(done)
