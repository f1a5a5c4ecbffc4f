"""Totals say what happened: nothing is lost or counted twice, whatever is cleaned up or killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.creators.base import Article
from contenthub.database import db
from contenthub.errors import PermanentError
from contenthub.lifecycle import accounts, by_hand, joined, submission, tasks, totals
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.operations.monitoring import statistics
from contenthub.queries import integrity
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.usage import Cost, Usage
from tests.support import texts, watched
from tests.support.fakes import Direct
from tests.support.line_accounts import line_account

ENDS = ("completed", "failed", "timeout", "cancelled")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return used


def summed(*columns: str, day: str = totals.ALL_TIME, where: str = "1 = 1") -> tuple[Any, ...]:
    """The sums of these columns of a day."""
    sums = ", ".join(f"COALESCE(SUM({name}), 0)" for name in columns)
    row = db.execute(f"SELECT {sums} FROM totals WHERE day = ? AND {where}", (day,)).fetchone()
    return tuple(int(value) for value in row)


def summed_by_day(*columns: str) -> tuple[Any, ...]:
    """The sums of these columns of all days; midnight may pass while a test runs."""
    sums = ", ".join(f"COALESCE(SUM({name}), 0)" for name in columns)
    row = db.execute(f"SELECT {sums} FROM totals WHERE day <> ?", (totals.ALL_TIME,)).fetchone()
    return tuple(int(value) for value in row)


def by_events(*columns: str) -> tuple[int, ...]:
    """The same, as the append-only events have it."""
    return tuple(
        int(
            db.execute(
                "SELECT COUNT(*) FROM events WHERE entity = 'task' AND to_state = ?"
                " AND (from_state IS NULL OR from_state <> to_state)",
                ({"submitted": "pending"}.get(name, name),),
            ).fetchone()[0]
        )
        for name in columns
    )


def _task(task_id: str) -> Task:
    return records.select(Task, "WHERE task_id = ?", (task_id,))[0]


def _submit(settings: Settings, account: Account) -> str:
    return submission.submit([NewTask("tea", account)], settings, "test")[0].task_id


def test_what_the_line_does_is_what_the_totals_say(
    database: Settings, line: Callable[..., Any], submit: Callable[..., str], until: Any
) -> None:
    took = Usage(10, 20, Cost(180, currency="EUR"))
    article = Article(content=texts.ARTICLE, title="A title", usage=took)
    line(creators={"outline": Direct([article]), "command": Direct([PermanentError("no")])})
    for creator in ("outline", "outline", "command"):
        submit(creator=creator)
    until(lambda: summed("published") == (2,), "both publications")
    until(lambda: summed("failed") == (1,), "the failure")
    assert summed("submitted", *ENDS) == (3, 2, 1, 0, 0)
    assert summed(*ENDS) == by_events(*ENDS)
    assert summed("input_tokens", "output_tokens", "cost_micros") == (20, 40, 360)
    assert summed("cost_micros", where="currency = 'EUR'") == (360,)
    assert summed("up_to_5", "longer") == (2, 0)
    assert summed("submitted", *ENDS) == summed_by_day("submitted", *ENDS)
    assert integrity.findings() == []


def test_a_day_is_that_of_the_people_s_zone(settings: Settings, monkeypatch: Any) -> None:
    account = line_account()
    late = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "_zone_name", lambda: "Asia/Shanghai")
    with clock.use(lambda: late):
        _submit(settings, account)
    with clock.use(lambda: late - timedelta(hours=2)):
        _submit(settings, account)
    rows = db.execute("SELECT day, submitted FROM totals WHERE day <> '' ORDER BY day").fetchall()
    assert [tuple(row) for row in rows] == [("2026-12-01", 1), ("2026-12-02", 1)]


def test_a_zone_that_nobody_knows_stops_no_work(settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "_zone_name", lambda: "Nowhere/Land")
    with clock.use(lambda: datetime(2026, 12, 1, 23, tzinfo=UTC)):
        _submit(settings, line_account())
    assert summed("submitted", day="2026-12-01") == (1,)


def test_cleanup_changes_no_total(settings: Settings) -> None:
    account = line_account()
    for _ in range(3):
        by_hand.request_cancel(_submit(settings, account), "test")
    before = summed("submitted", *ENDS)
    assert before == (3, 0, 0, 0, 3)
    assert by_hand.cleanup(clock.now() + timedelta(seconds=1)) == 3
    assert db.execute("SELECT COUNT(*) FROM generation_tasks").fetchone()[0] == 0
    assert summed("submitted", *ENDS) == before


def test_each_end_of_a_task_is_counted_and_none_is_taken_back(settings: Settings) -> None:
    task_id = _submit(settings, line_account())
    for ends in (1, 2):
        by_hand.request_cancel(task_id, "test")
        assert summed("submitted", "cancelled") == (1, ends)
        by_hand.revive(task_id, "test", settings)
    assert summed("submitted", "cancelled") == (1, 2)


def test_a_unit_that_fails_counts_nothing(settings: Settings) -> None:
    task = _task(_submit(settings, line_account()))
    with pytest.raises(RuntimeError), Unit("test") as unit:  # noqa: PT012 - what is undone
        tasks.cancel(unit, task, "no")
        raise RuntimeError
    assert summed("cancelled") == (0,)


def test_units_that_commit_together_count_together_or_not_at_all(settings: Settings) -> None:
    account = line_account()
    ids = [_submit(settings, account) for _ in range(3)]
    with pytest.raises(RuntimeError), joined.one_transaction():  # noqa: PT012 - what is undone
        by_hand.request_cancel(ids[0], "test")
        raise RuntimeError
    assert summed("cancelled") == (0,)
    with joined.one_transaction():
        for task_id in ids[:2]:
            by_hand.request_cancel(task_id, "test")
    assert summed("cancelled") == (2,)
    by_hand.request_cancel(ids[2], "test")
    assert summed("cancelled") == (3,) == by_events("cancelled")


def test_a_cost_that_becomes_known_later_is_counted_once(settings: Settings) -> None:
    account = line_account()
    task_id = _submit(settings, account)
    by_hand.request_cancel(task_id, "test")
    draft = Draft("Tea", "Leaves.", "Leaves.", "en", 1, usage=Usage(1, 2, Cost(5, currency="EUR")))
    for _ in range(2):  # a creator may tell the same result twice
        with Unit("test") as unit:
            tasks.keep_late_result(unit, _task(task_id), draft)
    assert summed("cost_micros", "input_tokens", "output_tokens") == (5, 1, 2)
    dearer = replace(draft, usage=Usage(1, 2, Cost(7, currency="EUR")))
    with Unit("test") as unit:
        tasks.keep_late_result(unit, _task(task_id), dearer)
    ledger = db.execute("SELECT SUM(cost_micros), SUM(input_tokens) FROM ledger").fetchone()
    assert summed("cost_micros", "input_tokens") == tuple(map(int, ledger)) == (7, 1)


def test_many_processes_count_at_the_same_moment(site: Settings) -> None:
    code = _ENDLESS.replace("while True", "for _ in range(20)")
    running = [_process(site, code, name) for name in ("a", "b", "c")]
    assert [len(one.communicate()[0].split()) for one in running] == [20, 20, 20]
    assert summed("submitted", "cancelled") == (60, 60) == by_events("submitted", "cancelled")
    assert integrity.findings() == []


@pytest.mark.parametrize("kills", [6])
def test_a_process_that_is_killed_at_any_moment_loses_and_doubles_nothing(
    settings: Settings, kills: int
) -> None:
    for number in range(kills):
        process = _process(settings, _ENDLESS, f"killed{number}")
        assert process.stdout is not None
        for _ in range(2 + number):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert summed("submitted", "cancelled") == by_events("submitted", "cancelled")
    assert summed("cancelled")[0] >= kills
    assert integrity.findings() == []


_ENDLESS = """
import sys
from pathlib import Path

from contenthub import boot
from contenthub.lifecycle import accounts, by_hand, submission
from contenthub.lifecycle.submission import NewTask
from contenthub.settings import Settings
from tests.support.line_accounts import line_account

settings = Settings(home=Path(sys.argv[1]), database_url=sys.argv[2])
boot.open_database(settings)
account = line_account(sys.argv[3])
while True:
    task_id = submission.submit([NewTask("tea", account)], settings, "test")[0].task_id
    by_hand.request_cancel(task_id, "test")
    print(task_id, flush=True)
"""


def _process(settings: Settings, code: str, name: str) -> subprocess.Popen[str]:
    arguments = [str(settings.home), settings.database_url, name]
    command = [sys.executable, "-c", code, *arguments]
    root = __file__.partition("/tests/")[0]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def test_amounts_without_a_currency_get_the_one_that_is_set(settings: Settings) -> None:
    account = line_account()
    for currency in ("?", "EUR"):
        with Unit("test") as unit:
            work = totals.Work(unit.now, account.id, "outline", None)
            unit.totals.took(work, currency, {"cost_micros": 5, "input_tokens": None})
    with db.transaction():
        totals.name_currency("EUR")
    assert summed("cost_micros", where="currency = 'EUR'") == (10,)
    assert summed_by_day("cost_micros") == (10,)


def test_what_a_schedule_asked_for_is_counted_as_its_own(settings: Settings) -> None:
    account = line_account()
    ids = {name: watched.schedule(name) for name in ("own", "both", "idle")}
    for name in ("own", "own", "both"):
        batch = f"{name} tick"
        if not db.execute("SELECT 1 FROM ticks WHERE tick_id = ?", (batch,)).fetchall():
            watched.tick(ids[name], batch)
        wish = NewTask("tea", account)
        made = submission.submit([wish], settings, "test", batch_id=batch)
        by_hand.request_cancel(made[0].task_id, "test")
    _submit(settings, account)
    by = {row["schedule"]: row for row in statistics.statistics(1, by="schedule")}
    assert {name: row["cancelled"] for name, row in by.items()} == {"own": 2, "both": 1, None: 0}
    assert by[None]["submitted"] == 1


def test_names_of_schedules_that_a_caller_does_not_see_are_not_told(settings: Settings) -> None:
    one, other = line_account(), line_account("other")
    for name, asked in (("own", [one.id]), ("both", [one.id, other.id])):
        id_ = watched.schedule(name, params=json.dumps({"account_ids": asked}))
        watched.tick(id_, f"{name} tick")
        submission.submit([NewTask("tea", one)], settings, "test", batch_id=f"{name} tick")
    seen = statistics.statistics(1, by="schedule", within=(one.id,))
    assert [row["schedule"] for row in seen] == ["own"]
    assert {row["schedule"] for row in statistics.statistics(1, by="schedule")} == {"own", "both"}


def test_a_removed_account_stays_in_the_statistics(settings: Settings) -> None:
    account = line_account("short-lived")
    with Unit("test") as unit:
        unit.totals.submitted(account.id, "outline", None, unit.now)
    accounts.remove(account)
    (row,) = statistics.statistics(1, by="account")
    assert (row["account"], row["submitted"]) == (f"removed account {account.id}", 1)
