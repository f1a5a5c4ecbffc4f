"""Which creators, targets and feeds accounts, schedules and open rows have work for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.records import Account, Schedule

MOST = 10_000  # accounts that are looked at


@dataclass(frozen=True, slots=True)
class Target:
    """Where the publications of an account go."""

    account: str
    publisher: str
    settings: dict[str, Any]
    folder_name: str


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
    """The names of the publishers of accounts and of publications that wait."""
    accounts = _accounts()
    found = [one.publisher or default for one in accounts] or [default]
    found += _column(
        "SELECT DISTINCT publisher FROM publish_entries"
        " WHERE status IN ('queued', 'publishing', 'unverified')"
    )
    return list(dict.fromkeys(found))


def targets(default: str) -> list[Target]:
    """The target of each active account."""
    return [
        Target(one.name, one.publisher or default, one.publisher_settings, one.folder_name)
        for one in _accounts()
    ]


def schedules() -> list[Schedule]:
    """The active schedules."""
    return _schedules()


def _accounts() -> list[Account]:
    return records.select(Account, "WHERE active = ? ORDER BY id LIMIT ?", (True, MOST))


def _schedules() -> list[Schedule]:
    return records.select(Schedule, "WHERE status = 'active' ORDER BY id LIMIT ?", (MOST,))


def _column(sql: str) -> Iterable[str]:
    return [row[0] for row in db.execute(sql).fetchall()]
