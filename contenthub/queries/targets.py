"""The places where accounts publish, as people ask for them: all of them, and one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub.database import db
from contenthub.models import Account, PublishEntry, Target
from contenthub.queries import pages
from contenthub.queries.rows import Columns, marks, read, where
from contenthub.records import moment

Row = dict[str, Any]

_TARGET = {name: ("t", field) for name, field in Target._meta.combined.items()}
_COLUMNS: Columns = {
    "id": _TARGET["id"],
    "account": ("a", Account.name),
    **{
        name: _TARGET[name]
        for name in (
            "name",
            "publisher",
            "paused",
            "slots",
            "at_least",
            "at_most",
            "at_once",
            "settings",
            "folder_name",
            "account_id",
            "created_at",
            "updated_at",
        )
    },
}
_FROM = "FROM targets t JOIN accounts a ON a.id = t.account_id"


def listing(
    account_id: int | None,
    limit: int,
    offset: int = 0,
    *,
    after: tuple[int, int] | None = None,
    within: tuple[int, ...] | None = None,
    published_by: tuple[str, str] | None = None,
) -> list[Row]:
    """The targets of an account, or of all (None), account by account as they were made.

    ``after``: only those behind this account's target; ``within``: only those of these accounts;
    ``published_by`` is the publisher of those that name none, and the one that is meant.
    """
    accounts: list[int | None] = [account_id]
    if within is not None:
        accounts = [one for one in sorted(within) if account_id in (None, one)]
    keys: list[tuple[int, int]] = []
    for one in accounts:  # in their order: what is behind those that suffice is not looked at
        if len(keys) < offset + limit:
            keys += _keys(one, published_by, after, min(offset + limit - len(keys), sys.maxsize))
    rows: list[Row] = []
    for ids in db.portions([id_ for _, id_ in keys[offset:]], pages.ROWS):
        tail = f"{_FROM} WHERE t.id IN ({marks(ids)}) ORDER BY t.account_id, t.id"
        rows += read(_COLUMNS, tail, ids)
    return rows


def _keys(
    account_id: int | None,
    published_by: tuple[str, str] | None,
    after: tuple[int, int] | None,
    most: int,
) -> list[tuple[int, int]]:
    """The first targets of an account, or of all: account and id of each, in this order."""
    publishers: list[dict[str, Sequence[str]]] = [{}]
    if published_by is not None:
        usual, wanted = published_by
        publishers = [{"t.publisher = ?": [wanted]}]
        publishers += [{"t.publisher IS NULL": []}] if usual == wanted else []
    index = "target_account" if published_by is None else "target_publisher"
    found: list[tuple[int, int]] = []
    for one in publishers:
        condition, params = where(
            {
                **one,
                "t.account_id = ?": None if account_id is None else [account_id],
                "(t.account_id, t.id) > (?, ?)": after,
            }
        )
        sql = (
            f"SELECT t.account_id, t.id FROM targets t INDEXED BY {index} WHERE {condition}"
            " ORDER BY t.account_id, t.id LIMIT ?"
        )
        found += map(tuple, db.execute(sql, (*params, most)).fetchall())
    return sorted(found)[:most]


def details(target_id: int) -> Row:
    """One target, with the number of its entries in the publish pool by state."""
    return read(_COLUMNS, f"{_FROM} WHERE t.id = ?", (target_id,))[0] | {
        "publications": dict(
            db.execute(
                "SELECT status, COUNT(*) FROM publish_entries WHERE target_id = ?"
                " GROUP BY status ORDER BY status",
                (target_id,),
            ).fetchall()
        )
    }


def taken_times(target_id: int, start: datetime, end: datetime, limit: int) -> list[Row]:
    """What is, or is to go, out at a target from ``start`` until before ``end``, in this order.

    ``by_slot``: the time was given by the target's pace, and not by a person.
    """
    rows = db.execute(
        "SELECT p.scheduled_at, p.content_id, c.title, p.slot_at IS NOT NULL"
        " FROM publish_entries p INDEXED BY entry_target_time"
        " LEFT JOIN contents c ON c.id = p.content_id"
        " WHERE p.target_id = ? AND p.scheduled_at >= ? AND p.scheduled_at < ?"
        " AND p.status NOT IN ('withdrawn', 'failed') ORDER BY p.scheduled_at, p.id LIMIT ?",
        (target_id, moment(start), moment(end), limit),
    ).fetchall()
    at = PublishEntry.scheduled_at.python_value
    return [
        {"at": at(when), "content_id": content_id, "title": title, "by_slot": bool(by_slot)}
        for when, content_id, title, by_slot in rows
    ]


def of_account(account_id: int) -> list[Row]:
    """What is said of each target of an account where the account is shown."""
    names: Columns = {name: _TARGET[name] for name in ("name", "publisher", "paused")}
    return read(names, "FROM targets t WHERE t.account_id = ? ORDER BY t.id", (account_id,))


def named(
    name: str, account_id: int | None = None, within: tuple[int, ...] | None = None
) -> list[int]:
    """The ids of the targets with this name, of one account or of all; ``within``: of these."""
    condition, params = where({"name = ?": [name]} | _whose(account_id, within))
    sql = f"SELECT id FROM targets WHERE {condition} ORDER BY id"
    return [row[0] for row in db.execute(sql, tuple(params)).fetchall()]


def names(account_id: int | None, within: tuple[int, ...] | None = None) -> list[str]:
    """The names of the targets of an account, or of all; ``within``: of these."""
    condition, params = where(_whose(account_id, within))
    sql = f"SELECT DISTINCT name FROM targets WHERE {condition} ORDER BY name LIMIT 2000"
    return [row[0] for row in db.execute(sql, tuple(params)).fetchall()]


def _whose(
    account_id: int | None, within: tuple[int, ...] | None
) -> dict[str, Sequence[int] | None]:
    return {
        "account_id = ?": None if account_id is None else [account_id],
        f"account_id IN ({', '.join('?' * len(within or ()))})": within,
    }


def are_chosen() -> bool:
    """Whether any account has more than its first target: then lists have to say which one."""
    return bool(db.execute("SELECT 1 FROM targets WHERE name <> 'default' LIMIT 1").fetchall())
