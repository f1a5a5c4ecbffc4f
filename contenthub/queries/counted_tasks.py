"""Tasks counted by state, with what they took: whole days from their sums, the rest from rows.

So a count costs as much as there are accounts, creators and days in it, not as there are tasks.
Of the days at both edges of a span, of one batch and of what has a slot the rows themselves are
read, each by an index. All of it is one statement, which sees one moment of the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contenthub.database import db
from contenthub.queries import whole_days
from contenthub.queries.rows import marks, where
from contenthub.queries.tasks import Filter
from contenthub.records import moment, task_sums
from contenthub.records.task_sums import COUNTS, EVER, OF_ENDS, UNNAMED
from contenthub.states import SLOT_STATES, TaskState

ACCOUNT, CREATOR, CURRENCY = "account", "creator", "currency"
_COLUMNS = {ACCOUNT: "account_id", CREATOR: "creator", CURRENCY: "currency"}
_SLOTS = tuple(state.value for state in SLOT_STATES)
_TAKEN = f"t.status IN ({db.listed(SLOT_STATES)})"
_Part = tuple[str, Sequence[Any]]  # a SELECT with its parameters


@dataclass(slots=True)
class Counted:
    """Tasks of one group: how many in each state, and what the completed ones of them took."""

    states: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)  # micros by currency; "": not known which

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())


def counted(chosen: Filter, by: str | None = None) -> dict[Any, Counted]:
    """The tasks that a filter means, by account id, creator or currency; without ``by`` under None.

    Tasks that have not completed are of no currency, which is "". Groups without a task are left
    out.
    """
    found: dict[Any, Counted] = {}
    for group, currency, *values in _rows(chosen, by):
        numbers = dict(zip((*COUNTS, *_SLOTS), map(int, values), strict=True))
        unfinished = found.setdefault("" if by == CURRENCY else group, Counted())
        _add_unfinished(unfinished, numbers)
        name = "" if currency == UNNAMED else currency
        _add_completed(
            found.setdefault(name if by == CURRENCY else group, Counted()), name, numbers
        )
    narrowed = {group: _narrowed(one, chosen.statuses) for group, one in found.items()}
    return {group: one for group, one in narrowed.items() if one.total}


def _add_unfinished(into: Counted, numbers: dict[str, int]) -> None:
    """Add all but the completed ones; what was asked for and is nowhere else is pending."""
    ended = {end: numbers[end] for end in task_sums.ENDS}
    taken = {state: numbers[state] for state in _SLOTS}
    pending = numbers["asked"] - sum(ended.values()) - sum(taken.values())
    del ended[TaskState.COMPLETED.value]
    into.states.update({**ended, **taken, TaskState.PENDING.value: pending})


def _add_completed(into: Counted, currency: str, numbers: dict[str, int]) -> None:
    into.states[TaskState.COMPLETED.value] += numbers[TaskState.COMPLETED.value]
    into.amounts.update({name: numbers[name] for name in task_sums.AMOUNTS})
    if numbers["priced"]:
        into.costs[currency] += numbers["cost_micros"]


def _narrowed(one: Counted, statuses: Sequence[str]) -> Counted:
    if not statuses:
        return one
    states = Counter({state: one.states[state] for state in statuses})
    completed = TaskState.COMPLETED.value in statuses
    return replace(one, states=states) if completed else Counted(states)


def _rows(chosen: Filter, by: str | None) -> list[Sequence[Any]]:
    """Group, currency, COUNTS and how many have a slot, from each part of what is asked for."""
    found = list(_parts(chosen, by))
    if not found:
        return []
    sql = " UNION ALL ".join(part for part, _ in found)
    rows: list[Sequence[Any]] = db.execute(
        sql, tuple(value for _, params in found for value in params)
    ).fetchall()
    return rows


def _parts(chosen: Filter, by: str | None) -> Iterator[_Part]:
    if chosen.batch_id is not None or chosen.late:
        index = "task_batch" if chosen.batch_id is not None else "task_late"
        yield _from_tasks(f" INDEXED BY {index}", *chosen.where(statuses=()), by)
        return
    span = whole_days.parts(chosen.since, chosen.until)
    whose = replace(chosen, since=None, until=None)
    if span.days is not None:
        yield _from_sums(whose, span.days, by)
        yield _that_have_a_slot(whose, span.days, by)
    condition, params = whose.where(statuses=())
    for since, until in span.edges:
        made = f"{condition} AND t.created_at >= ? AND t.created_at < ?"
        bounds = (*params, moment(since), moment(until))
        yield _from_tasks(" INDEXED BY task_created", made, bounds, by)


def _from_sums(chosen: Filter, days: whole_days.Days, by: str | None) -> _Part:
    every = days.first is None and days.end is None
    of_days: dict[str, Sequence[Any] | None] = {
        "s.day = ?": [EVER] if every else None,
        "s.day > ?": None if every else [EVER],
        "s.day >= ?": None if days.first is None else [task_sums.day(days.first)],
        "s.day < ?": None if days.end is None else [task_sums.day(days.end)],
    }
    # by the accounts, as the days of each lie together
    whose: dict[str, Sequence[Any] | None] = {
        "s.account_id = ?": None if chosen.account_id is None else [chosen.account_id],
        f"s.account_id IN ({marks(chosen.within or ())})": chosen.within,
        "s.account_id IN (SELECT id FROM accounts)": []
        if chosen.account_id is None and chosen.within is None
        else None,
        "s.creator = ?": None if chosen.creator is None else [chosen.creator],
    }
    condition, params = where(whose | of_days)
    sums = ", ".join(f"SUM(s.{name})" for name in COUNTS)
    group = _group({column: f"s.{column}" for column in _COLUMNS.values()}, by)
    nobody = ", ".join("0" for _ in _SLOTS)
    sql = f"SELECT {group}, s.currency, {sums}, {nobody} FROM task_sums s"
    return f"{sql} WHERE {condition} GROUP BY 1, 2", params


def _that_have_a_slot(chosen: Filter, days: whole_days.Days, by: str | None) -> _Part:
    condition, params = chosen.where(statuses=())
    bounds = {"t.created_at >= ?": days.first, "t.created_at < ?": days.end}
    made = [(sql, moment(at)) for sql, at in bounds.items() if at is not None]
    condition = " AND ".join((condition, _TAKEN, *(sql for sql, _ in made)))
    nothing = ", ".join("0" for _ in COUNTS)
    sql = (
        f"SELECT {_group_of_tasks(by)}, '', {nothing}, {_in_slots()} FROM generation_tasks t"
        f" INDEXED BY task_status WHERE {condition} GROUP BY 1, 2"
    )
    return sql, (*params, *(at for _, at in made))


def _from_tasks(index: str, condition: str, params: Sequence[Any], by: str | None) -> _Part:
    ends = task_sums.ends("t")
    sums = ", ".join(f"SUM({ends[name]})" for name in OF_ENDS)
    currency = task_sums.keys("t")["currency"]
    sql = (
        f"SELECT {_group_of_tasks(by)}, {currency}, COUNT(*), {sums}, {_in_slots()}"
        f" FROM generation_tasks t{index} WHERE {condition} GROUP BY 1, 2"
    )
    return sql, params


def _in_slots() -> str:
    return ", ".join(f"SUM(CASE WHEN t.status = '{state}' THEN 1 ELSE 0 END)" for state in _SLOTS)


def _group_of_tasks(by: str | None) -> str:
    return _group(task_sums.keys("t"), by)


def _group(columns: dict[str, str], by: str | None) -> str:
    return "NULL" if by is None else columns[_COLUMNS[by]]
