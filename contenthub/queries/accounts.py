"""Accounts as people ask for them: all of them, and one with what belongs to it."""

from __future__ import annotations

from typing import Any

from contenthub.database import db
from contenthub.models import Account, Target
from contenthub.queries import targets
from contenthub.queries.counted_tasks import counted
from contenthub.queries.rows import Columns, read, where
from contenthub.queries.tasks import Filter
from contenthub.states import EntryState

_ACCOUNT = {name: ("a", field) for name, field in Account._meta.combined.items()}
_COLUMNS: Columns = {
    **{name: _ACCOUNT[name] for name in ("id", "name", "language", "creator")},
    "publisher": ("t", Target.publisher),
    **{
        name: _ACCOUNT[name]
        for name in (
            "auto_approve",
            "auto_publish",
            "active",
            "tone",
            "audience",
            "requirements",
            "banned_words",
            "required_words",
            "min_length",
            "max_length",
            "min_quality",
            "gate",
        )
    },
    "publisher_settings": ("t", Target.settings),
    **{name: _ACCOUNT[name] for name in ("folder_name", "created_at", "updated_at")},
}
_FROM = "FROM accounts a{} LEFT JOIN targets t ON t.account_id = a.id AND t.name = 'default'"


def listing(
    active: bool | None,
    limit: int,
    offset: int = 0,
    *,
    after: int | None = None,
    within: tuple[int, ...] | None = None,
) -> list[dict[str, Any]]:
    """The accounts in the order they were made; ``active`` None means all.

    ``after``: only those behind this id; ``within``: only those of these ids.
    """
    condition, params = where(
        {
            "a.active = ?": None if active is None else [active],
            "a.id > ?": None if after is None else [after],
            f"a.id IN ({', '.join('?' * len(within or ()))})": within,
        }
    )
    by_use = active is not None and within is None
    hint = " INDEXED BY account_active" if by_use else " NOT INDEXED"
    tail = f"{_FROM.format(hint)} WHERE {condition} ORDER BY a.id LIMIT ? OFFSET ?"
    return read(_COLUMNS, tail, (*params, limit, offset))


def details(account_id: int) -> dict[str, Any]:
    """One account, with the number of its tasks and contents, and its targets."""
    account = read(_COLUMNS, f"{_FROM.format('')} WHERE a.id = ?", (account_id,))[0]
    return account | {
        "tasks": sum(one.total for one in counted(Filter(account_id=account_id)).values()),
        "contents": _contents(account_id),
        "targets": targets.of_account(account_id),
    }


def _contents(account_id: int) -> int:
    sql = "SELECT COUNT(*) FROM contents WHERE account_id = ?"
    return int(db.execute(sql, (account_id,)).fetchone()[0])


def in_pool(account_id: int) -> int:
    """How many of its contents wait in the publish pool, at one target or several."""
    sql = (
        "SELECT COUNT(DISTINCT content_id) FROM publish_entries INDEXED BY entry_content_status"
        " WHERE status = ? AND account_id = ?"
    )
    return int(db.execute(sql, (EntryState.QUEUED.value, account_id)).fetchone()[0])
