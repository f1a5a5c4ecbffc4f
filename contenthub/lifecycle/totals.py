"""Counts what happens, by the day and of all time, in the transaction in which it happens.

Without it a figure would last as long as the rows it is counted from, and `task cleanup` would
change the past; and a scrape of all that ever was would read all that ever was. A number that is
committed with what it counts is neither lost nor counted twice, whenever a process is killed.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle.gate_holds import Holds
from contenthub.lifecycle.task_sums import Sums
from contenthub.models import Total
from contenthub.monitoring import durations
from contenthub.records import Content
from contenthub.states import FINAL_TASK_STATES, Entity, EntryState, TaskState

ALL_TIME = ""  # the day under which everything is counted once more
PARTS = 16  # rows of one kind on PostgreSQL
_UNNAMED = "?"  # the currency of amounts from before there were currencies

_KEYS = ("day", "account_id", "creator", "schedule_id", "currency", "part")
_COUNTS = tuple(f.column_name for f in Total._meta.sorted_fields if f.column_name not in _KEYS)
_COLUMNS = ", ".join((*_KEYS, *_COUNTS))
_ADD = f" ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET " + ", ".join(
    f"{name} = totals.{name} + excluded.{name}" for name in _COUNTS
)
_SQL = (
    f"INSERT INTO totals ({_COLUMNS}) VALUES ({', '.join('?' * (len(_KEYS) + len(_COUNTS)))}){_ADD}"
)


class _Of(NamedTuple):
    """Whose numbers they are."""

    day: str
    account_id: int
    creator: str = ""
    batch_id: str = ""
    currency: str = ""


class Work(NamedTuple):
    """When something was done, and for whom by which creator."""

    at: datetime
    account_id: int
    creator: str
    batch_id: str | None


class Tally:
    """What one transaction has to add; nothing is written before its end."""

    def __init__(self) -> None:
        self._counts: defaultdict[_Of, Counter[str]] = defaultdict(Counter)
        self._sums = Sums()
        self.holds = Holds()  # of the gate

    def submitted(self, account_id: int, creator: str, batch_id: str | None, at: datetime) -> None:
        """A task was asked for."""
        self._of(at, account_id, creator, batch_id)["submitted"] += 1
        self._sums.asked(account_id, creator, at)

    def moved(
        self, entity: Entity, row: Any, after: StrEnum, at: datetime, values: Mapping[str, Any]
    ) -> None:
        """A row came into this state, with these columns; what is no end of anything is not
        counted.
        """
        if entity is Entity.CONTENT and isinstance(row, Content):
            self.holds.moved(row, after, values, at)
        if row.state is after:
            return
        if entity is Entity.TASK and not FINAL_TASK_STATES.isdisjoint((row.state, after)):
            self._sums.moved(row, after, values)
        if entity is Entity.TASK and after in FINAL_TASK_STATES:
            counts = self._of(at, row.account_id, row.creator, row.batch_id)
            counts[after.value] += 1
            if after is TaskState.COMPLETED and row.started_at is not None:
                _add_duration(counts, (at - row.started_at).total_seconds())
        elif entity is Entity.ENTRY and after is EntryState.PUBLISHED and not row.published_at:
            self._of(at, row.account_id)["published"] += 1
        elif entity is Entity.ENTRY and after is EntryState.FAILED:
            self._of(at, row.account_id)["publish_failed"] += 1

    def took(self, work: Work, currency: str, amounts: Mapping[str, int | None]) -> None:
        """An attempt took these tokens, and cost so much; what is not known is None.

        An amount that is taken back is less than nothing.
        """
        known = {name: amount for name, amount in amounts.items() if amount}
        if known:
            self._of(*work, currency).update(known)

    def add(self, other: Tally) -> None:
        """Count also what another one has."""
        for of, counts in other._counts.items():
            self._counts[of].update(counts)
        self._sums.add(other._sums)
        self.holds.add(other.holds)

    def write(self) -> None:
        """Add it to the table, as the last thing of a transaction.

        In one order, so that no two transactions wait for each other.
        """
        part = 0 if db.is_sqlite() else secrets.randbelow(PARTS)
        if self._counts:
            self._write(part)
        self._sums.write(part)
        self.holds.write(part)

    def _write(self, part: int) -> None:
        schedules = _schedules({of.batch_id for of in self._counts} - {""})
        sums: defaultdict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for of, counts in self._counts.items():
            schedule_id = schedules.get(of.batch_id, 0)
            for day in (of.day, ALL_TIME):
                key = (day, of.account_id, of.creator, schedule_id, of.currency, part)
                sums[key].update(counts)
        rows = [(*key, *(sums[key][name] for name in _COUNTS)) for key in sorted(sums)]
        db.execute_many(_SQL, rows)

    def _of(
        self,
        at: datetime,
        account_id: int,
        creator: str = "",
        batch_id: str | None = None,
        currency: str = "",
    ) -> Counter[str]:
        return self._counts[_Of(clock.day(at), account_id, creator, batch_id or "", currency)]


def name_currency(currency: str) -> None:
    """Amounts of before there were currencies are in this one; to be called in a transaction."""
    columns = _COLUMNS.replace("currency", "?", 1)
    db.execute(
        f"INSERT INTO totals ({_COLUMNS}) SELECT {columns} FROM totals WHERE currency = ?{_ADD}",
        (currency, _UNNAMED),
    )
    db.execute("DELETE FROM totals WHERE currency = ?", (_UNNAMED,))


def _add_duration(counts: Counter[str], seconds: float) -> None:
    seconds = max(0.0, seconds)
    counts["milliseconds"] += round(seconds * 1000)
    counts[durations.step(seconds)] += 1


def _schedules(batch_ids: Iterable[str]) -> dict[str, int]:
    """Which schedules asked for these batches, by batch; those of nobody's are left out."""
    found: dict[str, int] = {}
    for part in db.portions(sorted(batch_ids)):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT tick_id, schedule_id FROM ticks WHERE tick_id IN ({marks})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found
