"""`contenthub monitor` and `task explain` on a line whose state is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from contenthub import boot, clock
from contenthub.commands.monitor.stats import bar
from contenthub.database import db
from contenthub.lifecycle import by_hand, workers
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support import watched
from tests.support.line_accounts import line_account

Cli = Callable[..., Any]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, database: Settings) -> Settings:
    monkeypatch.setenv("CONTENTHUB_HOME", str(database.home))
    return database


def again(settings: Settings) -> None:
    """Open the database that a command has closed."""
    boot.open_database(settings)


@pytest.mark.parametrize("group", ["monitor", "task"])
def test_the_help_names_all_that_figures_are_told_by(cli: Cli, group: str) -> None:
    refused = cli(group, "stats", "--by", "colour")
    assert refused.code == 2
    named = refused.err.partition("allowed: ")[2].split("\n")[0].replace(",", " ").split()
    (shown,) = re.findall(r"^ *--by (\S+)", cli(group, "stats", "--help").out, re.MULTILINE)
    assert len(named) >= 3
    assert sorted(shown.split("|")) == sorted(named)


def test_an_empty_line_is_healthy_and_has_figures(cli: Cli) -> None:
    assert cli("monitor", "health").code == 0
    assert cli("monitor", "health").out == "healthy\n"
    found = cli("monitor", "metrics", "-f", "json").json
    assert [row["window"] for row in found["windows"]] == ["15m", "1h", "24h"]
    assert (found["waiting"], found["creators"]) == (0, [])
    assert cli("monitor", "recent").out == "no task has ended since then\n"
    assert cli("monitor", "pending").out == "no task waits\n"
    assert cli("monitor", "failed").out == "none failed\n"


def test_metrics_tell_rates_lengths_and_costs(cli: Cli, settings: Settings) -> None:
    account = line_account()
    for seconds in (10, 20, 300):
        watched.ended(settings, account, "completed", ago=60, seconds=seconds)
    watched.ended(settings, account, "failed", ago=60)
    db.execute(
        "INSERT INTO ledger (task_id, kind, attempt, account_id, creator, outcome, ended_at,"
        " cost_micros, currency) VALUES ('x', 'generation', 1, ?, 'outline', 'complete', ?,"
        " 1500000, 'EUR')",
        (account.id, clock.now().isoformat(timespec="microseconds")),
    )
    found = cli("monitor", "metrics", "-f", "json").json
    quarter = found["windows"][0]
    assert (quarter["completed"], quarter["failed"], quarter["success_rate"]) == (3, 1, 0.75)
    assert (quarter["cost"], quarter["currency"]) == (1.5, "EUR")
    (creator,) = [row for row in found["creators"] if row["window"] == "15m"]
    assert (creator["p50_seconds"], creator["p95_seconds"]) == (20.0, 300.0)
    assert "success rate" in cli("monitor", "metrics").out


def test_an_unhealthy_line_says_so_by_its_exit_code(cli: Cli, settings: Settings) -> None:
    watched.put(
        watched.ended(settings, line_account(), "pending", ago=0),
        due_at=clock.now(),
        completed_at=None,
    )
    answer = cli("monitor", "health", "-f", "json")
    assert answer.code == 6
    assert answer.json["health"] == "unhealthy"
    assert [one["subject"] for one in answer.json["reasons"]] == ["worker"]
    assert "unhealthy: worker" in answer.err


def test_a_few_that_all_failed_are_unhealthy_and_thresholds_are_the_settings(
    cli: Cli, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = line_account()
    watched.ended(settings, account, "failed", ago=60, error="401")
    assert cli("monitor", "health").code == 0
    assert "warning" in cli("monitor", "health").out
    watched.ended(settings, account, "failed", ago=50, error="401")
    assert cli("monitor", "health").code == 6
    watched.ended(settings, account, "completed", ago=10)
    assert cli("monitor", "health").out == "healthy\n"
    for _ in range(3):
        watched.ended(settings, account, "completed", ago=10)
    assert cli("monitor", "health").out == "healthy\n"
    monkeypatch.setenv("CONTENTHUB_ALERT_LEAST_ENDED", "6")
    assert cli("monitor", "health").code == 6
    monkeypatch.setenv("CONTENTHUB_ALERT_FAILURE_RATE", "50")
    assert cli("monitor", "health").out == "healthy\n"


def test_failures_are_grouped_by_cause_and_retried_together(cli: Cli, settings: Settings) -> None:
    account = line_account()
    ids = [
        watched.ended(settings, account, "failed", ago=60 - n, error=f"answered 401 (call {n})")
        for n in range(3)
    ]
    watched.ended(settings, account, "timeout", ago=60, error="no answer within 30 s")
    watched.ended(settings, account, "failed", ago=100_000, error="answered 401 (call 9)")
    first, second = cli("monitor", "failed", "-f", "json").json
    assert (first["tasks"], first["cause"], first["task_id"]) == (3, "answered 401 (call …", ids[2])
    assert (second["tasks"], second["status"]) == (1, "timeout")
    answer = cli("monitor", "failed", "--retry-group", first["group"], "-f", "json")
    assert [(row["task_id"], row["status"]) for row in answer.json] == [
        (one, "pending") for one in ids
    ]
    assert [row["group"] for row in cli("monitor", "failed", "-f", "json").json] == [
        second["group"]
    ]
    assert cli("monitor", "failed", "--retry-group", first["group"]).code == 3


def test_a_late_result_is_not_thrown_away_by_a_retry_of_its_group(
    cli: Cli, settings: Settings
) -> None:
    task_id = watched.ended(settings, line_account(), "timeout", ago=60, error="too long")
    watched.put(task_id, result='{"late": true, "article": {}}')
    (group,) = cli("monitor", "failed", "-f", "json").json
    answer = cli("monitor", "failed", "--retry-group", group["group"], "-f", "json")
    assert answer.code == 4
    again(settings)
    status = db.execute("SELECT status FROM generation_tasks").fetchone()[0]
    assert status == "timeout"


def test_the_last_tasks_are_told_and_how_long_they_took(cli: Cli, settings: Settings) -> None:
    account = line_account()
    old = watched.ended(settings, account, "completed", ago=600, seconds=45)
    new = watched.ended(settings, account, "failed", ago=60, error="no")
    watched.ended(settings, account, "completed", ago=100_000)
    rows = cli("monitor", "recent", "-f", "json").json
    assert [(row["task_id"], row["took_seconds"]) for row in rows] == [(new, 30.0), (old, 45.0)]
    assert len(cli("monitor", "recent", "--since", "7d", "-f", "json").json) == 3
    back = watched.ended(
        settings, account, "completed", ago=5, seconds=-20
    )  # the clock was set back
    (last,) = cli("monitor", "recent", "--limit", "1", "-f", "json").json
    assert (last["task_id"], last["took_seconds"]) == (back, 0.0)
    assert len(cli("monitor", "recent", "--limit", "1", "-f", "json").json) == 1


def test_each_open_task_says_why_it_waits(cli: Cli, settings: Settings) -> None:
    account, now = line_account(), clock.now()
    ids = [watched.ended(settings, account, "pending", ago=0) for _ in range(4)]
    for task_id in ids:
        watched.put(task_id, completed_at=None, started_at=None, due_at=now)
    watched.put(ids[1], priority=9)
    watched.put(ids[3], due_at=now + timedelta(hours=1))
    watched.put(
        ids[2],
        status="running",
        started_at=now,
        lease_owner="x",
        lease_until=now + timedelta(hours=1),
    )
    workers.beat("worker", "embedded", ["line"], 4, slots=1)
    rows = cli("monitor", "pending", "-f", "json").json
    assert [row["task_id"] for row in rows] == [ids[2], ids[1], ids[0], ids[3]]
    assert [row["waits"].partition(" since")[0] for row in rows] == [
        "the creator outline works on it",
        "all 1 slot are taken; it is the next one",
        "all 1 slot are taken; 1 task before it",
        "its time has not come",
    ]
    told = cli("task", "explain", ids[0][:8], "-f", "json").json
    assert told["waits"] == rows[2]["waits"]
    assert cli("task", "explain", "nothing").code == 3


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_statistics_are_by_the_day_of_people_and_outlive_their_tasks(
    cli: Cli, settings: Settings, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("CONTENTHUB_TIMEZONE", zone)
    monkeypatch.setattr(clock, "_zone_name", lambda: zone)
    account, now = line_account(), clock.now()
    for ago in (0, 0, 1):
        with clock.use(partial(datetime.fromisoformat, (now - timedelta(days=ago)).isoformat())):
            by_hand.request_cancel(watched.ended(settings, account, "pending", ago=0), "test")
    by_hand.cleanup(now + timedelta(days=1))
    with clock.use(lambda: now):  # midnight may pass on the machine
        _told_by_day(cli, account)


def _told_by_day(cli: Cli, account: Account) -> None:
    rows = cli("monitor", "stats", "--days", "3", "-f", "json").json
    assert [row["cancelled"] for row in rows] == [0, 1, 2]
    assert rows[-1]["day"] == clock.day(clock.now())
    weeks = cli("monitor", "stats", "--weekly", "--days", "3", "-f", "json").json
    assert sum(row["cancelled"] for row in weeks) == 3
    for group, name in (("account", account.name), ("creator", "outline"), ("schedule", None)):
        (row,) = cli("monitor", "stats", "--by", group, "-f", "json").json
        assert (row[group], row["cancelled"]) == (name, 3)
    assert cli("monitor", "stats", "--by", "moon").code == 2
    assert cli("monitor", "stats", "--by", "account", "--weekly").code == 2


@pytest.mark.parametrize(
    ("value", "most", "text"),
    [(0, 0, ""), (0, 5, ""), (5, 5, "█" * 20), (1, 1_000_000, "▏"), (1, 2, "█" * 10)],
)
def test_a_bar_is_as_long_as_its_value(value: int, most: int, text: str) -> None:
    assert bar(value, most) == text
