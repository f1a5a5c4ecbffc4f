"""One zone on all commands: what is typed, what is printed and what schedules get by default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.settings import Settings
from tests.support.articles import article

Cli = Callable[..., Any]

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_shanghai_on_a_machine_in_new_york(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("CONTENTHUB_TIMEZONE", "Asia/Shanghai")


@pytest.mark.parametrize(
    "command",
    [
        ("content", "approve", "{id}", "--at"),
        ("publish-pool", "add", "{id}", "--at"),
        ("publish-pool", "schedule", "{id}", "--at"),
    ],
)
def test_a_time_is_read_in_that_zone_and_said_again(
    cli: Cli, database: Settings, command: tuple[str, ...]
) -> None:
    made = article(database, "Tea", approved=command[0] == "publish-pool")
    if "add" in command:
        assert cli("publish-pool", "remove", str(made)).code == 0
    with clock.use(lambda: NOW):
        words = [word.format(id=made) for word in command]
        answer = cli(*words, "2026-11-26 08:00", "-f", "json")
    assert answer.code == 0, answer.err
    assert "--at: 2026-11-26 08:00:00+08:00 (Asia/Shanghai)" in answer.err.splitlines()
    assert "2026-11-26T00:00:00" in answer.out
    assert "2026-11-26 08:00:00" in cli("publish-pool", "list").out


def test_lists_are_filtered_and_printed_in_that_zone(cli: Cli, database: Settings) -> None:
    with clock.use(lambda: NOW):
        article(database, "Tea")
        for since, expected in (("2026-07-01 19:59", 1), ("2026-07-01 20:01", 0)):
            answer = cli("content", "list", "--since", since, "-f", "json")
            assert len(answer.json) == expected
            assert f"--since: {since}:00+08:00 (Asia/Shanghai)" in answer.err
            assert len(cli("task", "list", "--since", since, "-f", "json").json) == expected
        assert "2026-07-01 20:00:00" in cli("content", "list").out


def test_a_schedule_gets_that_zone(cli: Cli, database: Settings) -> None:
    made = cli(
        "scheduler",
        "create",
        "--name",
        "x",
        "--type",
        "publish_due",
        "--cron",
        "0 8 * * *",
        "-f",
        "json",
    )
    assert made.code == 0, made.err
    assert made.json["timezone"] == "Asia/Shanghai"
    assert datetime.fromisoformat(made.json["next_at"]).hour == 0


def test_a_machine_whose_zone_nobody_can_know_is_told_what_to_set(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = article(database, "Tea")
    monkeypatch.setenv("TZ", "Mars/Base")
    monkeypatch.delenv("CONTENTHUB_TIMEZONE")
    for command in (
        ("content", "approve", str(made), "--at", "2096-11-26 08:00"),
        ("content", "list"),
        ("scheduler", "create", "--name", "x", "--type", "publish_due", "--cron", "0 8 * * *"),
    ):
        answer = cli(*command)
        assert answer.code == 2
        assert answer.err.count("\n") == 1
        assert "'Mars/Base'" in answer.err
        assert "set CONTENTHUB_TIMEZONE" in answer.err
    assert cli("content", "list", "-f", "json").json[0]["review_status"] == "pending"
    doctor = cli("doctor", "-f", "json")
    assert [row["status"] for row in doctor.json if "Mars/Base" in row["detail"]] == ["failed"]


def test_a_machine_in_a_zone_that_is_only_a_rule_shows_its_clocks(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTENTHUB_TIMEZONE")
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    with clock.use(lambda: NOW):
        article(database, "Tea")
        assert f"{NOW - timedelta(hours=4):%Y-%m-%d %H:%M:%S}" in cli("content", "list").out
    refused = cli(
        "scheduler", "create", "--name", "x", "--type", "publish_due", "--cron", "0 8 * * *"
    )
    assert refused.code == 2
    assert "has no name; set CONTENTHUB_TIMEZONE" in refused.err
