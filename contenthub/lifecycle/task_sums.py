"""Sums of the tasks that there are, kept in the transaction that makes, ends, revives or removes
one.

Without them `task stats` would read every task to count them. They say how tasks stand, by the day
on which these were made, and not what happened on a day (``totals``): what is removed counts no
more. Open tasks are the rest of those that were asked for, so that a task on its way writes
nothing here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.records import task_sums as rows
from contenthub.records.task_sums import COUNTS, EVER, KEYS, UNNAMED
from contenthub.states import FINAL_TASK_STATES, TaskState

_COLUMNS = ", ".join((*KEYS, "part", *COUNTS))
_ADD = f" ON CONFLICT ({', '.join(KEYS)}, part) DO UPDATE SET " + ", ".join(
    f"{name} = task_sums.{name} + excluded.{name}" for name in COUNTS
)
_SQL = (
    f"INSERT INTO task_sums ({_COLUMNS})"
    f" VALUES ({', '.join('?' * (len(KEYS) + 1 + len(COUNTS)))}){_ADD}"
)
_TAKE = (
    f"DELETE FROM task_sums WHERE {' AND '.join(f'{key} = ?' for key in KEYS)}"
    f" RETURNING {', '.join(COUNTS)}"
)


class _Of(NamedTuple):
    """Whose tasks, made on which day, of which creator and in which currency."""

    account_id: int
    day: str
    creator: str
    currency: str = ""


class Sums:
    """What one transaction changes; nothing is written before its end."""

    def __init__(self) -> None:
        self._counts: defaultdict[_Of, Counter[str]] = defaultdict(Counter)

    def asked(self, account_id: int, creator: str, made: datetime) -> None:
        """A task was made."""
        self._counts[_Of(account_id, rows.day(made), creator)]["asked"] += 1

    def moved(self, task: Any, after: StrEnum, values: Mapping[str, Any]) -> None:
        """A task, given as it was before, ended or began anew; ``values`` are its new columns.

        A completed one stays completed, and only with that event it gets its amounts.
        """
        of = _Of(task.account_id, rows.day(task.created_at), task.creator)
        if task.state in FINAL_TASK_STATES:
            self._counts[of][task.state.value] -= 1
        if after in FINAL_TASK_STATES:
            ended = {"started_at": task.started_at, **values, "status": after.value}
            self._counts[of._replace(currency=_currency(ended))].update(_of_end(ended))

    def add(self, other: Sums) -> None:
        """Change also what another one does."""
        for of, counts in other._counts.items():
            self._counts[of].update(counts)

    def write(self, part: int) -> None:
        """Change the table, as the last thing of a transaction.

        In one order, so that no two transactions wait for each other. ``part`` is that of the
        transaction, see ``totals``.
        """
        sums: defaultdict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for of, counts in self._counts.items():
            for key in (of, of._replace(day=EVER)):
                sums[*key, part].update(counts)
        changed = [(*key, *(sums[key][name] for name in COUNTS)) for key in sorted(sums)]
        if changed:
            db.execute_many(_SQL, changed)


# what a statement that deletes tasks has to return for ``take_away``; not what SQL makes of it, as
# SQLite 3.40 takes no column of what it returns for NULL
RETURNED = (
    *("account_id", "created_at", "creator", "status", "started_at", "completed_at"),
    *("input_tokens", "output_tokens", "cost_micros", "currency"),
)
_moment = GenerationTask.created_at.python_value


def take_away(removed: Iterable[Sequence[Any]]) -> None:
    """Count no more what was deleted: rows of RETURNED, as the last thing of a transaction.

    The parts of a day become one, and a day of which nothing is left none. In the order of
    ``Sums.write``.
    """
    gone: defaultdict[_Of, Counter[str]] = defaultdict(Counter)
    for values in removed:
        task = dict(zip(RETURNED, values, strict=True))
        task |= {name: _moment(task[name]) for name in RETURNED if name.endswith("_at")}
        made = _Of(task["account_id"], rows.day(task["created_at"]), task["creator"])
        for of in (made, made._replace(day=EVER)):
            gone[of]["asked"] += 1
            gone[of._replace(currency=_currency(task))].update(_of_end(task))
    for of in sorted(gone):
        left = Counter({name: -n for name, n in gone[of].items()})
        if of.day != EVER:
            for part in db.execute(_TAKE, of).fetchall():
                left.update(dict(zip(COUNTS, map(int, part), strict=True)))
        if any(left.values()):
            db.execute(_SQL, (*of, 0, *(left[name] for name in COUNTS)))


def name_currency(currency: str) -> None:
    """Amounts of before there were currencies are in this one; to be called in a transaction."""
    columns = _COLUMNS.replace("currency", "?", 1)
    db.execute(
        f"INSERT INTO task_sums ({_COLUMNS}) SELECT {columns} FROM task_sums"
        f" WHERE currency = ?{_ADD}",
        (currency, UNNAMED),
    )
    db.execute("DELETE FROM task_sums WHERE currency = ?", (UNNAMED,))


def count_anew() -> None:
    """Make all sums from the tasks, an account in a transaction each, while others go on."""
    accounts = db.execute("SELECT id FROM accounts ORDER BY id").fetchall()
    for (account_id,) in accounts:
        with db.transaction():
            # what others have not committed they add afterwards, to what is counted here without it
            if not db.is_sqlite():
                db.execute("LOCK TABLE task_sums IN EXCLUSIVE MODE")
            db.execute("DELETE FROM task_sums WHERE account_id = ?", (account_id,))
            _fill(int(account_id))
    # ids are never given again
    with db.transaction():
        db.execute("DELETE FROM task_sums WHERE account_id NOT IN (SELECT id FROM accounts)")


def _fill(account_id: int) -> None:
    sums = ", ".join(f"SUM({name})" for name in COUNTS)
    days = rows.of_rows(f"t.account_id = {account_id}")
    db.execute(
        f"INSERT INTO task_sums ({_COLUMNS}) SELECT account_id, day, creator, currency, 0, {sums}"
        f" FROM ({days}) AS days GROUP BY 1, 2, 3, 4"
    )
    db.execute(
        f"INSERT INTO task_sums ({_COLUMNS}) SELECT account_id, '', creator, currency, 0, {sums}"
        " FROM task_sums WHERE account_id = ? GROUP BY 1, 3, 4",
        (account_id,),
    )


def _currency(task: Mapping[str, Any]) -> str:
    """The currency under which the end of a task with these columns is counted."""
    if task["status"] != TaskState.COMPLETED:
        return ""
    return task.get("currency") or ("" if task.get("cost_micros") is None else UNNAMED)


def _of_end(task: Mapping[str, Any]) -> dict[str, int]:
    """What a task that ended with these columns counts for, as ``rows.ends`` has it."""
    found = {task["status"]: 1}
    if task["status"] != TaskState.COMPLETED:
        return found
    for name in ("input_tokens", "output_tokens", "cost_micros"):
        found[name] = task.get(name) or 0
    found["priced"] = int(task.get("cost_micros") is not None)
    started, completed = task.get("started_at"), task.get("completed_at")
    if started is not None and completed is not None:
        found |= {"timed": 1, "microseconds": rows.microseconds(started, completed)}
    return found
