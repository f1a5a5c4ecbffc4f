"""The tokens of the API as people see them: never the token itself, nor its digest."""

from __future__ import annotations

from typing import Any

from contenthub import clock, records
from contenthub.models import ApiToken
from contenthub.queries.rows import Columns, read
from contenthub.records import Account

Row = dict[str, Any]

_FIELDS = (
    "id",
    "name",
    "scope",
    "account_ids",
    "who",
    "created_at",
    "expires_at",
    "revoked_at",
    "last_used_at",
)
_COLUMNS: Columns = {name: ("k", ApiToken._meta.combined[name]) for name in _FIELDS}


def listing(limit: int, offset: int = 0) -> list[Row]:
    """In the order they were made."""
    return [_told(row) for row in _read("ORDER BY k.id LIMIT ? OFFSET ?", limit, offset)]


def details(token_id: int) -> Row:
    """One of them."""
    return _told(_read("WHERE k.id = ?", token_id)[0])


def _read(tail: str, *params: Any) -> list[Row]:
    return read(_COLUMNS, f"FROM api_tokens k {tail}", params)


def _told(row: Row) -> Row:
    """With the accounts' names, and whether it still opens anything."""
    accounts = records.by_ids(Account, row.pop("account_ids"))
    return row | {"accounts": [one.name for one in accounts], "status": _status(row)}


def _status(row: Row) -> str:
    if row["revoked_at"] is not None:
        return "revoked"
    ended = row["expires_at"] is not None and row["expires_at"] <= clock.now()
    return "expired" if ended else "active"
