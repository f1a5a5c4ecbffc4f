"""Webhooks as people see them: without their secrets, and with how their receivers take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import masking
from contenthub.database import db
from contenthub.delivery_states import GAVE_UP
from contenthub.models import Account, DeliveryLane, Webhook
from contenthub.queries.rows import Columns, marks, read, where

Row = dict[str, Any]

HIDDEN_SECRET = "whsec_***"  # noqa: S105 - what is shown instead of one
_WEBHOOK = {name: ("w", field) for name, field in Webhook._meta.combined.items()}
_LANE = {name: ("l", field) for name, field in DeliveryLane._meta.combined.items()}
_COLUMNS: Columns = {
    "id": _WEBHOOK["id"],
    "url": _WEBHOOK["url"],
    "events": _WEBHOOK["event_types"],
    "account": ("a", Account.name),
    **{
        name: _WEBHOOK[name]
        for name in ("account_id", "description", "status", "status_reason", "public_only")
    },
    **{name: _LANE[name] for name in ("failing_since", "failures", "held_until", "last_error")},
    **{name: _WEBHOOK[name] for name in ("previous_until", "who", "created_at", "updated_at")},
}
_JOINED = (
    "FROM webhooks w{} LEFT JOIN accounts a ON a.id = w.account_id"
    " LEFT JOIN delivery_lanes l ON l.lane = w.lane"
)
_FROM, _FROM_STANDING = _JOINED.format(""), _JOINED.format(" INDEXED BY webhook_standing")
_GAVE_UP = f"(w.status = 'paused' AND w.status_reason LIKE '{GAVE_UP}%')"
_STANDING = "w.task_id IS NULL AND w.status <> 'removed'"


def listing(
    limit: int,
    offset: int = 0,
    *,
    after: int | None = None,
    within: tuple[int, ...] | None = None,
) -> list[Row]:
    """In the order they were made; those of single tasks are left out.

    ``after``: only those behind this id; ``within``: only those of these accounts.
    """
    condition, params = where(
        {
            "w.id > ?": None if after is None else [after],
            f"w.account_id IN ({marks(within or ())})": within,
        }
    )
    tail = f"{_FROM_STANDING} WHERE {_STANDING} AND {condition} ORDER BY w.id LIMIT ? OFFSET ?"
    return [_told(row) for row in read(_COLUMNS, tail, (*params, limit, offset))]


def details(webhook_id: int) -> Row:
    """One of them, with the number of its messages by state."""
    (row,) = read(_COLUMNS, f"{_FROM} WHERE w.id = ?", (webhook_id,))
    sql = (
        "SELECT status, COUNT(*) FROM deliveries WHERE webhook_id = ? GROUP BY status"
        " ORDER BY status"
    )
    return _told(row) | {"deliveries": dict(db.execute(sql, (webhook_id,)).fetchall())}


def _told(row: Row) -> Row:
    return row | {"url": masking.address(row["url"]), "secret": HIDDEN_SECRET}


def ids_within(account_ids: Sequence[int] | None) -> list[int]:
    """The webhooks of these accounts, or all, that are told of what happens."""
    condition, params = where({f"w.account_id IN ({marks(account_ids or ())})": account_ids})
    rows = f"FROM webhooks w INDEXED BY webhook_standing WHERE {_STANDING} AND {condition}"
    sql = f"SELECT w.id {rows} ORDER BY w.id"
    return [row[0] for row in db.execute(sql, tuple(params)).fetchall()]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A webhook at which messages do not arrive; ``status`` is active, paused or ended."""

    id: int
    url: str  # as people may see it
    account_id: int | None
    status: str
    reason: str
    failing_since: datetime | None
    paused_by_failures: bool


def troubles(limit: int = 100) -> list[Trouble]:
    """Those that fail at present, that were paused as everything failed, or whose receiver is gone.

    What a person paused is none.
    """
    sql = (
        "SELECT w.id, w.url, w.account_id, w.status, w.status_reason, l.failing_since,"
        f" l.last_error, {_GAVE_UP} {_FROM} WHERE {_STANDING}"
        f" AND (w.status = 'ended' OR {_GAVE_UP}"
        " OR (w.status = 'active' AND l.failures > 0))"
        " ORDER BY w.id LIMIT ?"
    )
    since = DeliveryLane.failing_since.python_value
    return [
        Trouble(
            id_, masking.address(url), account, status, why or error or "", since(at), bool(gave_up)
        )
        for id_, url, account, status, why, at, error, gave_up in db.execute(
            sql, (limit,)
        ).fetchall()
    ]
