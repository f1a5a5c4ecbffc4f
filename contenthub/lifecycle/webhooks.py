"""Webhooks: addresses that are told what happens; made, paused, resumed, removed, their secrets."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from contenthub import clock, records, signing
from contenthub.codes import Code
from contenthub.database import db
from contenthub.delivery_states import WebhookEvent, WebhookState
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import installation_keys, lanes
from contenthub.lifecycle.statements import default_values, insert_row, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import Webhook as WebhookTable
from contenthub.records import Webhook, moment
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity
from contenthub.wording import counted

SECRET_BYTES = 32
PREVIOUS_SECRET = 86_400.0  # seconds for which a secret that was replaced still signs as well


_COMMON = "webhooks"  # the installation's key by which the messages about single tasks are signed
# What is told at an address that was given with one task: how it ends, and what becomes of it.
ENDS_OF_A_TASK = (
    "content.approved",
    "content.rejected",
    "entry.failed",
    "entry.handed_over",
    "entry.published",
    "task.cancelled",
    "task.completed",
    "task.failed",
    "task.timeout",
)


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """An address that is to be told, checked. None and nothing do not narrow."""

    url: str
    types: Sequence[str] = ()
    account_id: int | None = None
    description: str = ""
    public_only: bool = True


@dataclass(frozen=True, slots=True)
class TaskAddress:
    """Where somebody wants to be told how the task ends that they ask for."""

    url: str
    public_only: bool = True


def new_secret() -> str:
    """A secret that nobody else has."""
    return _as_secret(secrets.token_bytes(SECRET_BYTES))


def common_secret() -> str:
    """The secret by which all messages are signed that are about one task alone."""
    return _as_secret(installation_keys.made(_COMMON))


def _as_secret(key: bytes) -> str:
    return signing.PREFIX + base64.b64encode(key).decode()


def demand_room(wanted: NewWebhook, settings: Settings) -> None:
    """Make sure that there may be one more; whatever happens is written for each of them.

    What tokens make (``public_only``) is bounded by account as well, so that the token of one does
    not take the room of all. Raises NotAllowedError.
    """
    standing = "FROM webhooks WHERE task_id IS NULL AND status <> 'removed'"
    (count,) = db.execute(f"SELECT COUNT(*) {standing}").fetchone()
    if count >= settings.max_webhooks:
        there = "there is" if count == 1 else "there are"
        raise _too_many(f"{there} {counted(count, 'webhook')}", "CONTENTHUB_MAX_WEBHOOKS")
    if not wanted.public_only:
        return
    whose, params = "account_id IS NULL", []
    if wanted.account_id is not None:
        whose, params = "account_id = ?", [wanted.account_id]
    sql = f"SELECT COUNT(*) {standing} AND public_only AND {whose}"
    (count,) = db.execute(sql, tuple(params)).fetchone()
    if count >= settings.max_webhooks_per_account:
        told = "all accounts together" if wanted.account_id is None else "this account"
        raise _too_many(
            f"tokens have made {counted(count, 'webhook')} for {told}",
            "CONTENTHUB_MAX_WEBHOOKS_PER_ACCOUNT",
        )


def _too_many(what: str, setting: str) -> NotAllowedError:
    return NotAllowedError(
        f"{what}, and {setting} allows no more: remove one that is not needed",
        code=Code.TOO_MANY_WEBHOOKS,
    )


def add(unit: Unit, wanted: NewWebhook) -> Webhook:
    """Tell this address from now on."""
    values = {
        "url": wanted.url,
        "lane": "",
        "secret": new_secret(),
        "event_types": sorted(set(wanted.types)),
        "account_id": wanted.account_id,
        "description": wanted.description,
        "public_only": wanted.public_only,
        **_made(unit),
    }
    id_ = insert_row(WebhookTable, values)
    lane = f"webhook:{id_}"
    db.execute("UPDATE webhooks SET lane = ? WHERE id = ?", (lane, id_))
    lanes.make(lane)
    unit.created(
        Entity.WEBHOOK,
        id_,
        str(id_),
        WebhookEvent.CREATE,
        WebhookState.ACTIVE,
        account_id=wanted.account_id,
    )
    return records.by_ids(Webhook, [id_])[0]


def add_for_tasks(unit: Unit, wanted: Mapping[str, tuple[int, TaskAddress]]) -> None:
    """Tell how each of these new tasks ends, by its ``task_id``; with the account it is of.

    No event tells of these: they live and go with their task. Those of one account at one host
    share a lane.
    """
    if not wanted:
        return
    common = default_values(WebhookTable) | {
        "secret": common_secret(),
        "event_types": list(ENDS_OF_A_TASK),
        **_made(unit),
    }
    rows = [
        common
        | {
            "url": to.url,
            "lane": _lane_of(to, account_id),
            "task_id": task_id,
            "account_id": account_id,
            "public_only": to.public_only,
        }
        for task_id, (account_id, to) in wanted.items()
    ]
    for name in sorted({row["lane"] for row in rows}):
        lanes.make(name)
    insert_rows(WebhookTable, tuple(rows[0]), [tuple(row.values()) for row in rows])


def _lane_of(to: TaskAddress, account_id: int) -> str:
    """Accounts share none: what is amiss at the address of one is nothing to another one."""
    return f"{lanes.SHARED}{account_id}:{urlsplit(to.url).netloc.lower()}"[:255]


def _made(unit: Unit) -> dict[str, object]:
    return {
        "who": unit.who,
        "status": WebhookState.ACTIVE,
        "created_at": unit.now,
        "updated_at": unit.now,
    }


def find(id_: int, account_ids: Sequence[int] | None = None) -> Webhook:
    """The webhook of this id that is not removed; ``account_ids`` are the only ones there are.

    Raises NotFoundError.
    """
    found = records.by_ids(Webhook, [id_])
    if not found or found[0].state is WebhookState.REMOVED:
        raise unknown(id_)
    if account_ids is not None and found[0].account_id not in account_ids:
        raise unknown(id_)
    return found[0]


def unknown(id_: int) -> NotFoundError:
    """The error for a webhook that is not there."""
    return NotFoundError(f"no webhook {id_}", code=Code.NO_WEBHOOK)


def pause(unit: Unit, id_: int, reason: str) -> None:
    """Send it nothing more. What is on its way waits; what happens meanwhile is not for it."""
    webhook = _locked(id_)
    if webhook.state is not WebhookState.ACTIVE:
        raise _not_allowed(webhook, "paused")
    unit.move(Entity.WEBHOOK, webhook, WebhookEvent.PAUSE, reason=reason, status_reason=reason)


def resume(unit: Unit, id_: int) -> None:
    """Send to it again, at once what waits."""
    lanes.open_again(find(id_).lane)  # before the webhook: who sends locks them in that order
    webhook = _locked(id_)
    if webhook.state is WebhookState.ACTIVE:
        raise _not_allowed(webhook, "resumed")
    unit.move(Entity.WEBHOOK, webhook, WebhookEvent.RESUME, status_reason="")
    db.execute(
        "UPDATE deliveries SET due_at = ? WHERE webhook_id = ? AND status = 'pending'"
        " AND due_at IS NULL AND lease_owner IS NULL",
        (moment(unit.now), id_),
    )
    unit.ring(ActorName.DELIVER, (0, 0))


def rotate(unit: Unit, id_: int) -> Webhook:
    """Give it a new secret; the present one signs as well for a day. Returns it as it is now.

    Raises NotAllowedError during that day: the one before was promised it.
    """
    webhook = _locked(id_)
    until = webhook.previous_until
    if until is not None and unit.now < until:
        raise NotAllowedError(
            f"webhook {id_} has a new secret already, and its old one signs as well until"
            f" {clock.utc_text(until)}; then it can be given another one",
            code=Code.WEBHOOK_STATE,
            webhook_id=id_,
        )
    unit.move(
        Entity.WEBHOOK,
        webhook,
        WebhookEvent.ROTATE,
        secret=new_secret(),
        previous_secret=webhook.secret,
        previous_until=clock.after(PREVIOUS_SECRET, unit.now),
    )
    return records.by_ids(Webhook, [id_])[0]


def remove(unit: Unit, id_: int, reason: str = "") -> None:
    """Take it away: what is on its way to it is dropped when its turn comes, which is now."""
    lanes.locked(find(id_).lane)  # before the webhook: who sends locks them in that order
    webhook = _locked(id_)
    unit.move(Entity.WEBHOOK, webhook, WebhookEvent.REMOVE, reason=reason)
    db.execute(
        "UPDATE deliveries SET due_at = ? WHERE webhook_id = ? AND status = 'pending'",
        (moment(unit.now), id_),
    )
    unit.ring(ActorName.DELIVER, (0, 0))


def _locked(id_: int) -> Webhook:
    webhook = records.locked(Webhook, id_)
    if webhook is None or webhook.state is WebhookState.REMOVED:
        raise unknown(id_)
    return webhook


def _not_allowed(webhook: Webhook, done: str) -> NotAllowedError:
    return NotAllowedError(
        f"webhook {webhook.id} is {webhook.state}: it cannot be {done}",
        code=Code.WEBHOOK_STATE,
        webhook_id=webhook.id,
    )
