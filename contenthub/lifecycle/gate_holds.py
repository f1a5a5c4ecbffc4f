"""Counts by the day which checks of the gate held an article, and how that ended.

Without it a check that cries wolf could only be seen by what contents say now: an edit, a removal
or a change of the account's rules would rewrite what happened. It is written in the transaction in
which it happens (``totals``), and kept for as long as ``gate list`` looks back.

A check holds a content from when it finds something on the level ``hold`` in one that is not
approved, until a person approves that all the same, or it finds it no more. What was approved and
waits again, or is rejected, is held anew. So no hold ends more often than it began.

Which contents a check holds by their findings, whatever a person said, is kept beside it: lists
find them by that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from contenthub import clock
from contenthub.database import db
from contenthub.records import Content
from contenthub.states import ReviewState

DAYS = 30  # that count, today's the last; in UTC

_GATE = "gate"  # who approves what nobody had to look at
_HOLD = "hold"  # gate.Level.HOLD; whoever moves other rows needs nothing of the gate
_KEYS = ("day", "account_id", "check_name", "part")
_COUNTS = ("held", "approved", "edited")
_SQL = (
    f"INSERT INTO gate_holds ({', '.join((*_KEYS, *_COUNTS))})"
    f" VALUES ({', '.join('?' * (len(_KEYS) + len(_COUNTS)))})"
    f" ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET "
    + ", ".join(f"{name} = gate_holds.{name} + excluded.{name}" for name in _COUNTS)
)

_HOLDS = (
    "INSERT INTO held_contents (check_name, content_id) VALUES (?, ?)"
    " ON CONFLICT (check_name, content_id) DO NOTHING"
)
_HOLDS_NO_MORE = "DELETE FROM held_contents WHERE check_name = ? AND content_id = ?"


class Change(NamedTuple):
    """The checks whose holds began with a change of a content, and those whose holds ended."""

    held: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()  # by a person, all the same
    edited: frozenset[str] = frozenset()  # gone with another text


def change(content: Content, after: StrEnum, values: Mapping[str, Any]) -> Change:
    """What comes of a content, given as it was, that gets this state and these columns."""
    was_approved = content.state is ReviewState.APPROVED
    before = frozenset() if was_approved else _held_by(content.findings)
    found = _held_by(values.get("findings", content.findings))
    if after is ReviewState.APPROVED:
        by_person = not was_approved and values.get("reviewed_by") != _GATE
        return Change(found - before, found) if by_person else Change()
    is_other_text = values.get("attempt", content.attempt) != content.attempt
    return Change(found - before, edited=before - found if is_other_text else frozenset())


def _held_by(findings: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(one["check"] for one in findings if one.get("level") == _HOLD)


class Holds:
    """What one transaction has to add; nothing is written before its end."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
        self._holding: dict[tuple[str, int], bool] = {}  # by check and content, what changes

    def made(
        self,
        content_id: int,
        account_id: int,
        findings: Iterable[Mapping[str, Any]],
        at: datetime,
    ) -> None:
        """A content came in with these findings, and waits where one of them holds it."""
        held = _held_by(findings)
        self._add(account_id, Change(held), at)
        self._holding |= dict.fromkeys(((check, content_id) for check in held), True)

    def moved(
        self, content: Content, after: StrEnum, values: Mapping[str, Any], at: datetime
    ) -> None:
        """A content, given as it was, came into this state, with these columns."""
        self._add(content.account_id, change(content, after, values), at)
        if "findings" in values:
            before, now = _held_by(content.findings), _held_by(values["findings"])
            changed = before ^ now
            self._holding |= {(check, content.id): check in now for check in changed}

    def add(self, other: Holds) -> None:
        """Count also what another one has."""
        for of, counts in other._counts.items():
            self._counts[of].update(counts)
        self._holding |= other._holding

    def write(self, part: int) -> None:
        """Add it to the table, as the last thing of a transaction.

        In one order, so that no two transactions wait for each other. ``part`` is that of the
        transaction, see ``totals``.
        """
        rows = [
            (*of, part, *(self._counts[of][name] for name in _COUNTS))
            for of in sorted(self._counts)
        ]
        if rows:
            db.execute_many(_SQL, rows)
        for sql, begins in ((_HOLDS_NO_MORE, False), (_HOLDS, True)):
            changed = sorted(of for of, holds in self._holding.items() if holds is begins)
            if changed:
                db.execute_many(sql, changed)

    def _add(self, account_id: int, changed: Change, at: datetime) -> None:
        for name, checks in changed._asdict().items():
            for check in checks:
                self._counts[day(at), account_id, check][name] += 1


def day(at: datetime) -> str:
    """The day, in UTC, under which it is counted."""
    return clock.utc(at).date().isoformat()


def first_day(now: datetime) -> str:
    """The first of the days that count."""
    return day(now - timedelta(days=DAYS - 1))


def forget_old() -> int:
    """Remove the days that count no more; returns how many rows there were."""
    before = first_day(clock.now())
    sql = "SELECT 1 FROM gate_holds WHERE day < ? LIMIT 1"
    if db.execute(sql, (before,)).fetchone() is None:  # mostly, and no lock is needed for that
        return 0
    with db.transaction():
        return int(db.execute("DELETE FROM gate_holds WHERE day < ?", (before,)).rowcount)


def forget_content(content: Content) -> None:
    """No check finds it, within the transaction that removes it; what was counted stays."""
    for check in sorted(_held_by(content.findings)):
        db.execute(_HOLDS_NO_MORE, (check, content.id))


def forget_account(account_id: int) -> None:
    """Remove what was counted for an account, within the transaction that removes it."""
    db.execute("DELETE FROM gate_holds WHERE account_id = ?", (account_id,))
