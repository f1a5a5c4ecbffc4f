"""What `task stats` says from sums is what the tasks' own rows say, whatever became of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import accounts, by_hand, handover, slots, submission, task_sums, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.models import GenerationTask
from contenthub.operations import database as operations
from contenthub.queries import integrity, stats
from contenthub.queries.tasks import Filter
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import Entity, TaskEvent, TaskState
from contenthub.usage import Cost, Usage
from tests.support.line_accounts import line_account

START = datetime(2026, 11, 20, 22, tzinfo=UTC)
STATES = [state.value for state in TaskState]
USAGES = (
    Usage(),
    Usage(10, 20),
    Usage(3, None, Cost(180, currency="EUR")),
    Usage(None, 7, Cost(0, currency="EUR")),
    Usage(1, 1, Cost(95, currency="USD")),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return used


class Line:
    """Tasks that live and end as dice say, while the clock goes on by minutes and hours."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.dice = random.Random(seed)
        self.now = START
        self.accounts = [line_account(), line_account("second"), accounts.add("third")]

    def __call__(self) -> datetime:
        return self.now

    def live(self, steps: int) -> None:
        acts: list[Callable[[], None]] = [self.ask, self.dispatch, self.start, self.end, self.end]
        acts += [self.late, self.by_hand, self.by_hand]
        for _ in range(steps):
            self.now += timedelta(seconds=self.dice.choice([0, 61, 7_200, 30_000]), microseconds=7)
            self.dice.choice(acts)()

    def ask(self) -> None:
        account, batch = self.dice.choice(self.accounts), self.dice.choice([None, "a batch"])
        wishes = [
            NewTask(f"tea {n}", account, creator=self.dice.choice(["outline", "command"]))
            for n in range(self.dice.randint(1, 4))
        ]
        submission.submit(wishes, self.settings, "test", batch_id=batch)

    def dispatch(self) -> None:
        slots.dispatch(self.settings, "test")

    def start(self) -> None:
        submitted = self._all(TaskState.SUBMITTED)
        refs = [(task.id, task.attempt) for task in submitted if self.dice.random() < 0.8]
        handover.start_direct(refs, "token", self.settings, "test")

    def end(self) -> None:
        for task in self._all(TaskState.RUNNING, TaskState.SUBMITTED)[:2]:
            with Unit("test") as unit:
                match self.dice.choice(["complete", "complete", "fail", "expire", "hand back"]):
                    case "complete":
                        self._complete(unit, task)
                    case "fail":
                        tasks.fail(unit, task, ValueError("no"))
                    case "expire":
                        tasks.expire(unit, task, "too long", self.settings)
                    case _ if task.state is TaskState.RUNNING:
                        tasks.hand_back(unit, task, self.settings)

    def _complete(self, unit: Unit, task: Task) -> None:
        account = records.accounts_of([task])[task.account_id]
        tasks.complete(unit, task, account, self._draft(), self.settings, [])

    def _draft(self) -> Draft:
        return Draft("Tea", "Leaves.", "", "en", 1, usage=self.dice.choice(USAGES))

    def late(self) -> None:
        for task in self._all(TaskState.TIMEOUT, TaskState.CANCELLED)[:1]:
            with Unit("test") as unit:
                tasks.keep_late_result(unit, task, self._draft())
            if self.dice.random() < 0.5:
                by_hand.adopt(task.task_id, "test", self.settings)

    def by_hand(self) -> None:
        act = self.dice.choice(["cancel", "revive", "cleanup"])
        if act == "cleanup" and self.dice.random() < 0.3:
            by_hand.cleanup(self.now - timedelta(hours=40), late_results=True)
        for task in self._all(TaskState.PENDING)[:1] if act == "cancel" else ():
            by_hand.request_cancel(task.task_id, "test")
        for task in self._all(TaskState.FAILED, TaskState.CANCELLED)[:1] if act == "revive" else ():
            by_hand.revive(task.task_id, "test", self.settings, discard_result=True)

    def _all(self, *states: TaskState) -> list[Task]:
        found = records.select(Task, "ORDER BY id")
        chosen = [task for task in found if task.state in states]
        self.dice.shuffle(chosen)
        return chosen

    def moment(self) -> datetime | None:
        """A midnight, the moment at which a task was made, any other one, or none."""
        made = [task.created_at for task in records.select(Task, "ORDER BY id")]
        day = START.replace(hour=0) + timedelta(days=self.dice.randint(-1, 12))
        any_ = START + timedelta(seconds=self.dice.randint(-90_000, 900_000))
        zoned = datetime.fromisoformat(f"{day:%Y-%m-%d}T00:00+08:00")  # a day begun elsewhere
        return self.dice.choice([None, None, day, any_, zoned, *made[:3], *made[-3:]])

    def filter(self) -> Filter:
        first, second, _ = (account.id for account in self.accounts)
        return Filter(
            statuses=tuple(self.dice.choice([[], [], self.dice.sample(STATES, 2), ["completed"]])),
            account_id=self.dice.choice([None, None, first]),
            batch_id=self.dice.choice([None, None, None, "a batch"]),
            creator=self.dice.choice([None, None, "outline"]),
            since=self.moment(),
            until=self.moment(),
            within=self.dice.choice([None, None, (first, second)]),
        )


Row = dict[str, Any]


def _meant(chosen: Filter) -> list[Row]:
    columns = GenerationTask._meta.columns
    found = db.execute(f"SELECT {', '.join(columns)} FROM generation_tasks").fetchall()
    rows = [
        {name: columns[name].python_value(value) for name, value in zip(columns, row, strict=True)}
        for row in found
    ]
    return [
        row
        for row in rows
        if (not chosen.statuses or row["status"] in chosen.statuses)
        and chosen.account_id in (None, row["account_id"])
        and (chosen.within is None or row["account_id"] in chosen.within)
        and chosen.batch_id in (None, row["batch_id"])
        and chosen.creator in (None, row["creator"])
        and (chosen.since is None or row["created_at"] >= chosen.since)
        and (chosen.until is None or row["created_at"] < chosen.until)
    ]


def _reckoned(rows: list[Row]) -> Row:
    """The same figures from rows, one by one."""
    states = {state: sum(row["status"] == state for row in rows) for state in STATES}
    ended = states["completed"] + states["failed"] + states["timeout"]
    took = [
        (row["completed_at"] - row["started_at"]).total_seconds()
        for row in rows
        if row["status"] == "completed" and row["started_at"] is not None
    ]
    costs: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row["cost_micros"] is not None:
            costs[row["currency"] or "unknown"] += row["cost_micros"]
    return {
        "total": len(rows),
        **states,
        "success_rate": round(states["completed"] / ended, 4) if ended else None,
        "mean_seconds": pytest.approx(sum(took) / len(took), abs=0.001) if took else None,
        "input_tokens": sum(row["input_tokens"] or 0 for row in rows),
        "output_tokens": sum(row["output_tokens"] or 0 for row in rows),
        "cost": sum(costs.values()) / 1e6 if len(costs) == 1 else None,
        "currency": ", ".join(sorted(costs)) or None,
    }


def _agree(chosen: Filter, names: dict[int, str]) -> None:
    rows = _meant(chosen)
    said = stats.summary(chosen)
    assert {name: said[name] for name in _reckoned(rows)} == _reckoned(rows), chosen
    for group in ("creator", "account"):
        parts: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            key = names[row["account_id"]] if group == "account" else row[group]
            parts[key].append(row)
        said_by = {one.pop(group): one for one in stats.by(group, chosen)}
        assert said_by == {key: _reckoned(part) for key, part in parts.items()}, (group, chosen)


@pytest.mark.parametrize("seed", range(4))
def test_sums_say_what_the_rows_say(settings: Settings, seed: int) -> None:
    line = Line(settings, seed)
    names = {account.id: account.name for account in line.accounts}
    with clock.use(line):
        for _ in range(4):
            line.live(40)
            for _ in range(25):
                _agree(line.filter(), names)
            wrong = {one.check for one in integrity.findings()} & set(integrity.SUMS)
            assert wrong == set()
    assert len(_meant(Filter())) > 10


def test_by_currency_only_what_completed_is_of_one(settings: Settings) -> None:
    line = Line(settings, 1)
    with clock.use(line):
        line.live(150)
    parts: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in _meant(Filter()):
        parts[row["currency"]].append(row)
    assert len(parts) > 1
    said = {one["currency"] or None: one for one in stats.by("currency", Filter())}
    for currency, rows in parts.items():
        assert said[currency]["total"] == len(rows)
        assert said[currency]["pending"] == _reckoned(rows)["pending"]
    assert len(said) == len(parts)


def _submit(settings: Settings, account: Account, times: int = 1) -> list[str]:
    wishes = [NewTask("tea", account)] * times
    return [one.task_id for one in submission.submit(wishes, settings, "test")]


def _days() -> int:
    return int(db.execute("SELECT COUNT(*) FROM task_sums WHERE day <> ''").fetchone()[0])


def test_of_a_day_whose_tasks_were_all_removed_nothing_is_left(settings: Settings) -> None:
    for task_id in _submit(settings, line_account(), 3) + _submit(settings, line_account()):
        by_hand.request_cancel(task_id, "test")
    assert _days() > 0
    assert by_hand.cleanup(clock.after(1)) == 4
    assert (_days(), stats.summary(Filter())["total"]) == (0, 0)
    assert integrity.findings() == []


def test_a_repair_counts_anew_what_was_counted_wrong(settings: Settings) -> None:
    for task_id in _submit(settings, line_account(), 3)[:2]:
        by_hand.request_cancel(task_id, "test")
    right = stats.summary(Filter())
    db.execute("UPDATE task_sums SET asked = asked + 5 WHERE day = ''")
    db.execute("UPDATE task_sums SET cancelled = cancelled + 1 WHERE day <> ''")
    found = integrity.findings()
    assert {one.check for one in found} == set(integrity.SUMS)
    assert operations.repair(found) == []
    again = stats.summary(Filter())
    assert {name: again[name] for name in STATES} == {name: right[name] for name in STATES}


def test_a_repair_leaves_what_it_cannot_mend(settings: Settings) -> None:
    _submit(settings, line_account())
    db.execute("DELETE FROM events")
    db.execute("DELETE FROM task_sums")
    (left,) = operations.repair(integrity.findings())
    assert left.check == "every task has its story"


def test_amounts_without_a_currency_get_the_one_that_is_set(settings: Settings) -> None:
    _submit(settings, line_account())
    with db.transaction():
        db.execute("UPDATE generation_tasks SET status = 'completed', cost_micros = 2500000")
    task_sums.count_anew()
    assert stats.summary(Filter())["currency"] == "unknown"
    with db.transaction():
        db.execute("UPDATE generation_tasks SET currency = 'EUR'")
        task_sums.name_currency("EUR")
    said = stats.summary(Filter())
    assert (said["cost"], said["currency"]) == (2.5, "EUR")
    wrong = {one.check for one in integrity.findings()} & set(integrity.SUMS)
    assert wrong == set()


def test_a_unit_that_fails_changes_no_sum(settings: Settings) -> None:
    (task_id,) = _submit(settings, line_account())
    (task,) = records.select(Task, "WHERE task_id = ?", (task_id,))
    with pytest.raises(RuntimeError), Unit("test") as unit:  # noqa: PT012 - what is undone
        unit.move(Entity.TASK, task, TaskEvent.CANCEL, completed_at=unit.now)
        raise RuntimeError
    assert stats.summary(Filter())["pending"] == 1
    assert integrity.findings() == []
