"""`contenthub scheduler …`: looking at schedules and changing them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub.lifecycle import accounts
from contenthub.lifecycle.schedules import definitions
from tests.support.daily import CLEANUP, DAILY, Cli, create, create_daily, info


@pytest.fixture
def daily(cli: Cli) -> dict[str, Any]:
    """A schedule with a list of three topics."""
    return create_daily(cli)


class TestList:
    def test_it_says_when_and_what_is_left(self, cli: Cli, daily: dict[str, Any]) -> None:
        create(cli, *CLEANUP, "--every", "30m", "--paused", name="清理")
        first, second = cli("scheduler", "list", "-f", "json").json
        assert (first["when"], first["topics_left"]) == ("cron 0 8 * * *", 3)
        assert (first["last_status"], first["last_at"]) == (None, None)
        assert (second["name"], second["when"], second["topics_left"]) == (
            "清理",
            "every 30m",
            None,
        )
        table = cli("scheduler", "list").out
        assert "清理" in table
        assert "Asia/Shanghai" in table

    def test_it_can_be_narrowed_and_paged(self, cli: Cli, daily: dict[str, Any]) -> None:
        create(cli, *CLEANUP, "--every", "30m", "--paused", name="b")
        rows = csv.DictReader(
            io.StringIO(cli("scheduler", "list", "--status", "paused", "-f", "csv").out)
        )
        assert [row["name"] for row in rows] == ["b"]
        page = cli("scheduler", "list", "--limit", "1", "-f", "json")
        assert [row["name"] for row in page.json] == ["daily"]
        assert "--offset 1" in page.err
        rest = cli("scheduler", "list", "--offset", "1", "-f", "json")
        assert [row["name"] for row in rest.json] == ["b"]
        assert "no such schedules" in cli("scheduler", "list", "--status", "ended").out
        assert cli("scheduler", "list", "--status", "lost").code == 2

    def test_without_schedules_it_says_how_to_make_one(self, cli: Cli) -> None:
        assert "`contenthub scheduler create`" in cli("scheduler", "list").out
        assert cli("scheduler", "list", "-f", "json").json == []

    def test_a_file_of_topics_that_is_gone_breaks_nothing(self, cli: Cli, tmp_path: Path) -> None:
        topics = tmp_path / "topics.txt"
        topics.write_text("tea\n", encoding="utf-8")
        create(cli, *DAILY, "--params", '{"account_ids": [1], "topics": {"file": "topics.txt"}}')
        topics.unlink()
        assert cli("scheduler", "list", "-f", "json").json[0]["topics_left"] is None
        answer = cli("scheduler", "show", "daily")
        assert answer.code == 0
        assert "topics.txt" in answer.out.partition("topics_error")[2]


class TestInfo:
    def test_a_schedule_is_found_by_id_and_by_name(self, cli: Cli, daily: dict[str, Any]) -> None:
        assert info(cli, "1") == info(cli, "daily") == daily
        assert cli("scheduler", "show", "nightly").code == 3
        assert cli("scheduler", "show", "99").code == 3
        assert cli("scheduler", "show", "\x07").code == 3

    def test_topics_that_an_account_had_are_counted_as_used(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        assert cli("content", "generate", "-t", "Tea!", "--async").code == 0
        assert info(cli)["topics"] == [
            {"account_id": 1, "account": "default", "left": 2, "used": 1}
        ]
        assert cli("scheduler", "list", "-f", "json").json[0]["topics_left"] == 2

    def test_long_lists_are_short_for_people_and_whole_for_programs(self, cli: Cli) -> None:
        topics = [f"topic {word}" for word in "abcdefghijklm"]
        made = create(cli, *DAILY, "--params", json.dumps({"account_ids": [1], "topics": topics}))
        assert made["params"]["topics"] == topics
        shown = cli("scheduler", "show", "daily").out
        assert "topic j, … 3 more" in shown
        assert "topic k" not in shown

    def test_the_password_in_a_feeds_address_is_not_shown(self, cli: Cli) -> None:
        address = "https://me:hunter2@example.org/feed.xml"
        params = json.dumps({"account_ids": [1], "topics": {"feed": address}})
        create(cli, *DAILY, "--params", params)
        for command in (("show", "daily"), ("list",)):
            for fmt in ("table", "json", "csv"):
                answer = cli("scheduler", *command, "-f", fmt)
                assert answer.code == 0
                assert "hunter2" not in answer.out + answer.err
        assert definitions.find("daily").params["topics"] == {"feed": address}

    def test_csv_is_one_row(self, cli: Cli, daily: dict[str, Any]) -> None:
        (row,) = csv.DictReader(io.StringIO(cli("scheduler", "show", "daily", "-f", "csv").out))
        assert (row["id"], row["next_at"]) == ("1", daily["next_at"])
        assert json.loads(row["params"]) == daily["params"]


class TestUpdate:
    def test_only_what_is_given_changes(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli(
            "scheduler",
            "update",
            "daily",
            "--name",
            "täglich",
            "--overlap",
            "skip",
            "--pause-after-failures",
            "2",
            "-f",
            "json",
        )
        assert answer.code == 0, answer.err
        changed = {key for key, value in answer.json.items() if daily[key] != value}
        assert changed == {"name", "overlap", "pause_after_failures", "updated_at"}
        never = cli("scheduler", "update", "täglich", "--pause-after-failures", "0", "-f", "json")
        assert never.json["pause_after_failures"] is None

    def test_single_parameters_are_changed_and_removed(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        answer = cli(
            "scheduler",
            "update",
            "daily",
            "--param",
            "count_per_account=5",
            "--param",
            'tone="warm"',
            "--param",
            "topics=null",
            "-f",
            "json",
        )
        assert answer.json["params"] == {"account_ids": [1], "count_per_account": 5, "tone": "warm"}
        whole = cli(
            "scheduler", "update", "daily", "--params", '{"account_ids": [1]}', "-f", "json"
        )
        assert whole.json["params"] == {"account_ids": [1], "count_per_account": 1}

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "nothing to change"),
            (("--param", "tone"), "allowed: KEY=JSON"),
            (("--param", "tone=warm"), "--param tone is not JSON"),
            (("--param", "colour=1"), "no parameter 'colour'"),
            (("--param", "tone=null", "--param", "tone=null"), "--param tone is given twice"),
            (("--param", "tone=1"), "tone"),
            (("--param", "account_ids=null"), "account_ids is missing"),
            (("--param", "priority=1", "--params", "{}"), "either that or --param"),
            (("--cron", "@daily", "--at", "+1h"), "exclude each other"),
            (("--timezone", "Mars/Olympus"), "unknown time zone"),
            (("--type", "cleanup"), "cleanup has no parameter"),
            (("--at", "2020-01-01"), "has passed"),
        ],
    )
    def test_bad_input_changes_nothing(
        self, cli: Cli, daily: dict[str, Any], arguments: tuple[str, ...], said: str
    ) -> None:
        answer = cli("scheduler", "update", "daily", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert info(cli) == daily

    def test_new_times_count_from_now_on(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli("scheduler", "update", "daily", "--every", "2h", "-f", "json").json
        assert (answer["kind"], answer["trigger"], answer["when"]) == ("every", "7200", "every 2h")
        moved = cli(
            "scheduler",
            "update",
            "daily",
            "--cron",
            "0 8 * * *",
            "--timezone",
            "Europe/Berlin",
            "-f",
            "json",
        ).json
        assert " 08:00:00+0" in moved["next_local"]
        assert moved["timezone"] == "Europe/Berlin"
        other = cli("scheduler", "update", "daily", "--timezone", "UTC", "-f", "json").json
        assert other["next_local"].endswith("08:00:00+00:00")

    def test_another_type_comes_with_its_parameters(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli("scheduler", "update", "daily", *CLEANUP, "-f", "json").json
        assert (answer["type"], answer["params"]) == ("cleanup", {"days": 90})

    def test_pause_and_resume_alone_change_whether_it_fires(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        assert cli("scheduler", "pause", "1").code == 0
        changed = cli("scheduler", "update", "1", "--cron", "@hourly", "-f", "json").json
        assert (changed["status"], changed["trigger"]) == ("paused", "@hourly")
        assert "paused by cli:" in changed["status_reason"]
        for option in ("--enabled", "--disabled", "--paused"):
            answer = cli("scheduler", "update", "1", option)
            assert (answer.code, f"no option {option}" in answer.err) == (2, True)
        assert cli("scheduler", "resume", "1").code == 0
        assert cli("scheduler", "show", "1", "-f", "json").json["status"] == "active"

    def test_an_unknown_schedule_or_a_taken_name_is_refused(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        create(cli, *CLEANUP, "--cron", "@daily", name="b")
        assert cli("scheduler", "update", "c", "--name", "d").code == 3
        answer = cli("scheduler", "update", "b", "--name", "daily")
        assert (answer.code, "'daily' already" in answer.err) == (2, True)

    def test_a_retired_account_keeps_nobody_from_renaming(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        assert cli("account", "update", "default", "--inactive").code == 0
        assert cli("scheduler", "update", "daily", "--name", "d").code == 0
        answer = cli("scheduler", "update", "d", "--param", "priority=7")
        assert answer.code == 2
        assert "is inactive" in answer.err


class TestPauseResumeDelete:
    def test_many_are_paused_and_resumed(self, cli: Cli, daily: dict[str, Any]) -> None:
        create(cli, *CLEANUP, "--cron", "@daily", name="夜")
        answer = cli("scheduler", "pause", "daily", "2", "-f", "json")
        assert [(row["schedule"], row["status"]) for row in answer.json] == [
            ("daily", "paused"),
            ("夜", "paused"),
        ]
        again = cli("scheduler", "pause", "夜")
        assert (again.code, "is paused already" in again.err) == (4, True)
        answer = cli("scheduler", "resume", "夜", "missing", "daily", "-f", "json")
        assert answer.code == 3
        assert [row.get("status") for row in answer.json] == ["active", None, "active"]
        assert "no schedule 'missing'" in answer.json[1]["error_message"]
        assert "no scheduler runs" in answer.err
        assert cli("scheduler", "resume", "daily").code == 4

    def test_deleting_removes_the_history_and_keeps_the_rest(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        assert cli("scheduler", "backfill", "daily", "--from", "2d", "--to", "+0.1s").code == 0
        answer = cli("scheduler", "remove", "daily", "nothing", "--yes", "-f", "json")
        assert answer.code == 3
        assert answer.json[0] == {"schedule": "daily", "id": 1, "removed": True, "ticks": 2}
        assert cli("scheduler", "history", "-f", "json").json == []
        assert cli("scheduler", "show", "daily").code == 3
        assert create(cli, *CLEANUP, "--cron", "@daily")["id"] == 2  # an id is never given again

    def test_it_asks_a_person_and_refuses_where_nobody_can_answer(
        self, cli: Cli, daily: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        answer = cli("scheduler", "remove", "daily")
        assert (answer.code, "add --yes" in answer.err) == (2, True)
        for word, code in (("n", 4), ("y", 0)):
            master, slave = pty.openpty()
            os.write(master, f"{word}\n".encode())
            with os.fdopen(slave, "r") as terminal:
                monkeypatch.setattr(sys, "stdin", terminal)
                assert cli("scheduler", "remove", "daily").code == code
            os.close(master)
        assert cli("scheduler", "show", "daily").code == 3


def test_accounts_say_whether_they_publish_by_themselves(cli: Cli) -> None:
    assert cli("account", "add", "a", "-f", "json").json["auto_publish"] is True
    made = cli("account", "add", "b", "--no-auto-publish", "-f", "json")
    assert made.json["auto_publish"] is False
    changed = cli("account", "update", "b", "--auto-publish", "-f", "json")
    assert changed.json["auto_publish"] is True
    assert accounts.find("b").auto_publish is True
    assert "auto_publish" in cli("account", "show", "b").out


def test_the_next_time_is_in_the_future(cli: Cli, daily: dict[str, Any]) -> None:
    assert datetime.fromisoformat(daily["next_at"]) > datetime.fromisoformat(daily["created_at"])
