"""Which creators, targets and feeds accounts, schedules and open rows have work for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.records import Account, Schedule, Target
from contenthub.states import OPEN_ENTRY_STATES

MOST = 10_000  # accounts that are looked at


@dataclass(frozen=True, slots=True)
class Place:
    """A target of an account, as its publisher has to know it."""

    account: str
    target: str
    publisher: str
    settings: dict[str, Any]
    folder_name: str
    paused: bool = False


def creators(default: str) -> list[str]:
    """The names of the creators that are asked for, the default first where nobody is to say."""
    accounts = _accounts()
    found = [default] if not accounts or any(one.creator is None for one in accounts) else []
    found += [one.creator for one in accounts if one.creator]
    found += [str(one.params["creator"]) for one in _schedules() if one.params.get("creator")]
    found += _column(
        "SELECT DISTINCT creator FROM generation_tasks"
        " WHERE status IN ('pending', 'submitted', 'running')"
    )
    return list(dict.fromkeys(found))


def publishers(default: str) -> list[str]:
    """The names of the publishers of accounts' targets and of publications that wait."""
    found = [one.publisher for one in places(default)] or [default]
    found += _column(
        "SELECT DISTINCT publisher FROM publish_entries"
        f" WHERE status IN ({db.listed(OPEN_ENTRY_STATES)})"
    )
    return list(dict.fromkeys(found))


def places(default: str) -> list[Place]:
    """The targets of the active accounts."""
    accounts = {one.id: one for one in _accounts()}
    return [
        place_of(one, accounts[one.account_id], default)
        for one in records.select(Target, "ORDER BY account_id, id")
        if one.account_id in accounts
    ]


def place_of(target: Target, account: Account, default: str) -> Place:
    """A target of this account; ``default`` is the publisher of those that name none."""
    return Place(
        account.name,
        target.name,
        target.publisher or default,
        target.settings,
        target.folder_below(account),
        target.paused,
    )


def schedules() -> list[Schedule]:
    """The active schedules."""
    return _schedules()


def _accounts() -> list[Account]:
    return records.select(Account, "WHERE active = ? ORDER BY id LIMIT ?", (True, MOST))


def _schedules() -> list[Schedule]:
    return records.select(Schedule, "WHERE status = 'active' ORDER BY id LIMIT ?", (MOST,))


def _column(sql: str) -> Iterable[str]:
    return [row[0] for row in db.execute(sql).fetchall()]
