"""`contenthub scheduler …`: making schedules, looking at them, changing them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import schedule_types
from contenthub.commands.scheduler_types import PARAMETERS
from contenthub.errors import InputError
from contenthub.lifecycle import accounts, schedules
from contenthub.lifecycle.workers import beat
from contenthub.settings import Settings

Cli = Callable[..., Any]

DAILY = ("--type", "async_content_generation", "--cron", "0 8 * * *")
PARAMS = '{"account_ids": ["default"], "topics": ["tea", "coffee", "bread"]}'
CLEANUP = ("--type", "cleanup", "--params", '{"days": 90}')


def create(cli: Cli, *arguments: str, name: str = "daily") -> dict[str, Any]:
    answer = cli("scheduler", "create", "--name", name, *arguments, "-f", "json")
    assert answer.code == 0, answer.err
    made: dict[str, Any] = answer.json
    return made


def info(cli: Cli, ref: str = "daily") -> dict[str, Any]:
    found: dict[str, Any] = cli("scheduler", "info", ref, "-f", "json").json
    return found


@pytest.fixture
def daily(cli: Cli) -> dict[str, Any]:
    """A schedule with a list of three topics."""
    params = PARAMS.replace('"default"', "1")
    return create(cli, *DAILY, "--timezone", "Asia/Shanghai", "--params", params)


class TestCreate:
    def test_the_call_of_the_handbook_works_on_a_fresh_home(self, cli: Cli) -> None:
        answer = cli(
            "scheduler", "create", "--name", "每日生成", "--type", "async_content_generation",
            "--cron", "0 8 * * *", "--params", '{"account_ids":[1],"count_per_account":3}',
        )  # fmt: skip
        assert answer.code == 0, answer.err
        assert "每日生成" in answer.out
        assert "no scheduler runs: start `contenthub scheduler run`" in answer.err
        found = info(cli, "每日生成")
        assert found["params"] == {"account_ids": [1], "count_per_account": 3}
        assert (found["status"], found["when"]) == ("active", "cron 0 8 * * *")

    def test_what_makes_the_topics_is_said_when_none_are_given(self, cli: Cli) -> None:
        accounts_made = [cli("account", "add", "blog"), cli("account", "add", "茶馆")]
        assert [answer.code for answer in accounts_made] == [0, 0]
        answer = cli("scheduler", "create", "--name", "x", *DAILY, "--params",
                     '{"account_ids": ["blog", "茶馆"], "category": "tea"}')  # fmt: skip
        assert 'the template "{account}: {category} {date}' in answer.err
        assert '"blog: tea 20' in answer.err
        assert "茶馆 tea" in answer.err
        assert "--param 'topics=[" in answer.err
        answer = cli("scheduler", "create", "--name", "y", *DAILY, "--params",
                     '{"account_ids": ["blog"], "topics": ["a"]}')  # fmt: skip
        assert "template" not in answer.err

    def test_it_shows_the_next_time_in_the_schedules_zone_and_in_utc(
        self, daily: dict[str, Any]
    ) -> None:
        assert daily["next_at"].endswith("T00:00:00.000000Z")
        assert daily["next_local"].endswith(" 08:00:00+08:00 CST")
        assert daily["when"] == "cron 0 8 * * *"

    def test_a_home_with_accounts_gets_no_further_one(self, cli: Cli) -> None:
        assert cli("account", "add", "blog").code == 0
        refused = cli("scheduler", "create", "--name", "x", *DAILY, "--params", PARAMS)
        assert (refused.code, "account_ids[0]: no account 'default'" in refused.err) == (2, True)
        assert [row["name"] for row in cli("account", "list", "-f", "json").json] == ["blog"]

    def test_all_options_are_kept(self, cli: Cli) -> None:
        made = create(
            cli, *CLEANUP, "--every", "90m", "--timezone", "Europe/Berlin", "--catch-up", "all",
            "--catch-up-window", "2h", "--overlap", "queue", "--pause-after-failures", "3",
            "--description", "räumt auf", "--disabled",
        )  # fmt: skip
        assert made["trigger"] == "5400"
        assert made["when"] == "every 90m"
        assert (made["catch_up"], made["catch_up_window"], made["overlap"]) == (
            "all",
            7200,
            "queue",
        )
        assert (made["pause_after_failures"], made["description"]) == (3, "räumt auf")
        assert (made["status"], made["timezone"]) == ("paused", "Europe/Berlin")

    def test_the_zone_is_the_setting_where_none_is_given(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_TIMEZONE", "America/New_York")
        made = create(cli, *CLEANUP, "--at", "2126-12-01 08:00")
        assert (made["timezone"], made["trigger"]) == ("America/New_York", "2126-12-01T13:00:00Z")
        assert made["when"] == "at 2126-12-01 08:00:00-05:00 EST"

    def test_a_living_scheduler_needs_no_hint(self, cli: Cli, database: Settings) -> None:
        beat("scheduler", "embedded", [], 0)
        answer = cli("scheduler", "create", "--name", "x", *CLEANUP, "--cron", "@daily")
        assert (answer.code, answer.err) == (0, "")

    def test_parameters_come_from_a_file_or_from_stdin(
        self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "茶.json").write_text('\ufeff{"days": 7}', encoding="utf-8")
        made = create(cli, "--type", "cleanup", "--every", "1d", "--params", "@茶.json")
        assert made["params"] == {"days": 7}
        stdin = io.TextIOWrapper(io.BytesIO(b'{"history_days": 8}'), encoding="ascii")
        monkeypatch.setattr(sys, "stdin", stdin)
        made = create(cli, "--type", "cleanup", "--every", "1d", "--params", "-", name="b")
        assert made["params"] == {"history_days": 8}

    def test_topics_of_a_file_are_found_wherever_the_scheduler_runs(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        (tmp_path / "topics.txt").write_text("tea\ncoffee\n", encoding="utf-8")
        made = create(cli, *DAILY, "--params", '{"account_ids": [1], "topics": "topics.txt"}')
        assert made["params"]["topics"] == {"file": str(tmp_path / "topics.txt")}
        assert made["topics"] == [{"account_id": 1, "account": "default", "left": 2, "used": 0}]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((*CLEANUP,), "say when: --cron"),
            ((*CLEANUP, "--cron", "@daily", "--every", "1d"), "--cron and --every exclude"),
            ((*CLEANUP, "--cron", "61 8 * * *"), "minute is 61"),
            ((*CLEANUP, "--cron", "0 0 30 2 *"), "never fires"),
            ((*CLEANUP, "--every", "0.1s"), "1s to 366d"),
            ((*CLEANUP, "--every", "soon"), "no span of time"),
            ((*CLEANUP, "--at", "2020-01-01"), "has passed"),
            ((*CLEANUP, "--cron", "@daily", "--timezone", "Berlin"), "Europe/Berlin"),
            ((*CLEANUP, "--cron", "@daily", "--timezone", ""), "unknown time zone"),
            ((*CLEANUP, "--cron", "@daily", "--catch-up", "some"), "--catch-up"),
            ((*CLEANUP, "--cron", "@daily", "--catch-up-window", "9999d"), "up to 366d"),
            ((*CLEANUP, "--cron", "@daily", "--overlap", "maybe"), "--overlap"),
            ((*CLEANUP, "--cron", "@daily", "--pause-after-failures", "-1"), "--pause-after"),
            ((*CLEANUP, "--cron", "@daily", "--name", "7"), "taken for an id"),
            ((*CLEANUP, "--cron", "@daily", "--name", " "), "the schedule's name is ' '"),
            ((*CLEANUP, "--cron", "@daily", "--name", "a\nb"), "one line"),
            ((*CLEANUP, "--cron", "@daily", "--description", "\x07"), "control characters"),
            (("--type", "magic", "--cron", "@daily"), "there are: async_content_generation"),
            (("--type", "cleanup", "--cron", "@daily"), "needs days"),
        ],
    )
    def test_bad_input_is_one_line_and_exit_code_2(
        self, cli: Cli, arguments: tuple[str, ...], said: str
    ) -> None:
        answer = cli("scheduler", "create", "--name", "x", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert len(answer.err.splitlines()) == 1
        assert cli("scheduler", "list", "-f", "json").json == []

    @pytest.mark.parametrize(
        ("params", "said"),
        [
            ("{days: 1}", "--params is not JSON: Expecting property name enclosed in double quotes"
             " at line 1, character 2"),
            ('{\n"days": 1,\n', "at line 3, character 1"),
            ('{"days": 1, "days": 2}', "'days' is given twice"),
            ('{"days": NaN}', "NaN is no number"),
            ("[1]", "has to be a JSON object"),
            ("[" * 100_000, "nested too deeply"),
            ('{"days": ' + "9" * 5_000 + "}", "too long"),
            ('{"days": "many"}', 'days is "many"; allowed: a whole number from 1'),
            ('{"day": 1}', "cleanup has no parameter 'day'; it has: days, history_days"),
            ("@missing.json", "cannot read missing.json: No such file"),
            ("@.", "cannot read .: Is a directory"),
            ("@latin.json", "latin.json is not UTF-8"),
        ],
    )  # fmt: skip
    def test_bad_parameters_say_where(
        self, cli: Cli, tmp_path: Path, params: str, said: str
    ) -> None:
        (tmp_path / "latin.json").write_bytes(b'{"d\xe4ys": 1}')
        answer = cli("scheduler", "create", "--name", "x", "--type", "cleanup", "--cron", "@daily",
                     "--params", params)  # fmt: skip
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)
        assert said in answer.err

    @pytest.mark.parametrize(
        ("params", "said"),
        [
            ("{}", "account_ids is missing"),
            ('{"account_ids": [9]}', "account_ids[0]: no account '9'"),
            ('{"account_ids": [1], "count_per_account": 0}', "count_per_account is 0"),
            ('{"account_ids": [1], "topics": ["a", ""]}', "topics[1]: the topic is empty"),
            (
                '{"account_ids": [1], "topics": {"template": "{colour}"}}',
                "topics: unknown variable",
            ),
            ('{"account_ids": [1], "creator": "nobody"}', 'creator is "nobody"'),
            ('{"account_ids": [1], "priority": 11}', "priority is 11"),
            ('{"account_ids": [1], "topic_similarity": 10}', "topic_similarity is 10"),
        ],
    )
    def test_each_error_of_a_parameter_names_the_field(
        self, cli: Cli, params: str, said: str
    ) -> None:
        answer = cli("scheduler", "create", "--name", "x", *DAILY, "--params", params)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)
        assert said in answer.err

    @pytest.mark.parametrize(
        ("params", "said"),
        [
            ('{"event": "nothing"}', "event: no event 'nothing'; there are: dispatch"),
            ('{"event": "poll"}', "event: poll needs the argument 'refs'"),
            ('{"event": "poll", "arguments": {"refs": [1]}}', "event: refs is [1]"),
        ],
    )
    def test_an_event_is_checked_like_a_message_that_is_sent(
        self, cli: Cli, params: str, said: str
    ) -> None:
        answer = cli("scheduler", "create", "--name", "x", "--type", "send", "--every", "1h",
                     "--params", params)  # fmt: skip
        assert answer.code == 2
        assert said in answer.err
        made = create(cli, "--type", "send", "--every", "1h", "--params", '{"event": "dispatch"}')
        assert made["params"] == {"event": "dispatch", "arguments": {}}

    def test_a_name_is_taken_once(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli("scheduler", "create", "--name", "daily", *CLEANUP, "--cron", "@daily")
        assert answer.code == 2
        assert "there is a schedule 'daily' already" in answer.err


class TestTypes:
    def test_each_type_is_there_with_the_parameters_that_it_takes(self) -> None:
        assert list(PARAMETERS) == list(schedule_types.TYPES)
        for name, parameters in PARAMETERS.items():
            with pytest.raises(InputError) as refused:
                schedule_types.check(name, {"?": 1}, None)  # type: ignore[arg-type]
            assert str(refused.value).partition("it has: ")[2] == ", ".join(parameters)

    def test_they_are_shown_in_each_format(self, cli: Cli) -> None:
        table = cli("scheduler", "types").out
        assert "count_per_account" in table
        assert "removes ended tasks" in table
        found = cli("scheduler", "types", "-f", "json").json
        assert [one["type"] for one in found] == list(PARAMETERS)
        assert found[2]["parameters"][0]["name"] == "days"
        rows = list(csv.DictReader(io.StringIO(cli("scheduler", "types", "-f", "csv").out)))
        assert {row["parameter"] for row in rows if row["type"] == "send"} == {
            "", "event", "arguments",
        }  # fmt: skip


class TestList:
    def test_it_says_when_and_what_is_left(self, cli: Cli, daily: dict[str, Any]) -> None:
        create(cli, *CLEANUP, "--every", "30m", "--disabled", name="清理")
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
        create(cli, *CLEANUP, "--every", "30m", "--disabled", name="b")
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
        answer = cli("scheduler", "info", "daily")
        assert answer.code == 0
        assert "topics.txt" in answer.out.partition("topics_problem")[2]


class TestInfo:
    def test_a_schedule_is_found_by_id_and_by_name(self, cli: Cli, daily: dict[str, Any]) -> None:
        assert info(cli, "1") == info(cli, "daily") == daily
        assert cli("scheduler", "info", "nightly").code == 3
        assert cli("scheduler", "info", "99").code == 3
        assert cli("scheduler", "info", "\x07").code == 3

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
        shown = cli("scheduler", "info", "daily").out
        assert "topic j, … 3 more" in shown
        assert "topic k" not in shown

    def test_the_password_in_a_feeds_address_is_not_shown(self, cli: Cli) -> None:
        address = "https://me:hunter2@example.org/feed.xml"
        params = json.dumps({"account_ids": [1], "topics": {"feed": address}})
        create(cli, *DAILY, "--params", params)
        for command in (("info", "daily"), ("list",)):
            for fmt in ("table", "json", "csv"):
                answer = cli("scheduler", *command, "-f", fmt)
                assert answer.code == 0
                assert "hunter2" not in answer.out + answer.err
        assert schedules.find("daily").params["topics"] == {"feed": address}

    def test_csv_is_one_row(self, cli: Cli, daily: dict[str, Any]) -> None:
        (row,) = csv.DictReader(io.StringIO(cli("scheduler", "info", "daily", "-f", "csv").out))
        assert (row["id"], row["next_at"]) == ("1", daily["next_at"])
        assert json.loads(row["params"]) == daily["params"]


class TestUpdate:
    def test_only_what_is_given_changes(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli("scheduler", "update", "daily", "--name", "täglich", "--overlap", "skip",
                     "--pause-after-failures", "2", "-f", "json")  # fmt: skip
        assert answer.code == 0, answer.err
        changed = {key for key, value in answer.json.items() if daily[key] != value}
        assert changed == {"name", "overlap", "pause_after_failures", "updated_at"}
        never = cli("scheduler", "update", "täglich", "--pause-after-failures", "0", "-f", "json")
        assert never.json["pause_after_failures"] is None

    def test_single_parameters_are_changed_and_removed(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        answer = cli("scheduler", "update", "daily", "--param", "count_per_account=5", "--param",
                     'tone="warm"', "--param", "topics=null", "-f", "json")  # fmt: skip
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
        moved = cli("scheduler", "update", "daily", "--cron", "0 8 * * *", "--timezone",
                    "Europe/Berlin", "-f", "json").json  # fmt: skip
        assert " 08:00:00+0" in moved["next_local"]
        assert moved["timezone"] == "Europe/Berlin"
        other = cli("scheduler", "update", "daily", "--timezone", "UTC", "-f", "json").json
        assert other["next_local"].endswith("08:00:00+00:00 UTC")

    def test_another_type_comes_with_its_parameters(self, cli: Cli, daily: dict[str, Any]) -> None:
        answer = cli("scheduler", "update", "daily", *CLEANUP, "-f", "json").json
        assert (answer["type"], answer["params"]) == ("cleanup", {"days": 90})

    def test_it_pauses_and_resumes(self, cli: Cli, daily: dict[str, Any]) -> None:
        paused = cli("scheduler", "update", "1", "--disabled", "-f", "json").json
        assert paused["status"] == "paused"
        assert "paused by cli:" in paused["status_reason"]
        assert cli("scheduler", "update", "1", "--disabled").code == 0
        both = cli("scheduler", "update", "1", "--enabled", "--cron", "@hourly", "-f", "json").json
        assert (both["status"], both["trigger"]) == ("active", "@hourly")
        assert cli("scheduler", "update", "1", "--enabled").code == 0

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
            ("daily", "paused"), ("夜", "paused"),
        ]  # fmt: skip
        again = cli("scheduler", "pause", "夜")
        assert (again.code, "is paused already" in again.err) == (4, True)
        answer = cli("scheduler", "resume", "夜", "missing", "daily", "-f", "json")
        assert answer.code == 3
        assert [row.get("status") for row in answer.json] == ["active", None, "active"]
        assert "no schedule 'missing'" in answer.json[1]["error"]
        assert "no scheduler runs" in answer.err
        assert cli("scheduler", "resume", "daily").code == 4

    def test_deleting_removes_the_history_and_keeps_the_rest(
        self, cli: Cli, daily: dict[str, Any]
    ) -> None:
        assert cli("scheduler", "backfill", "daily", "--from", "2d", "--to", "+0.1s").code == 0
        answer = cli("scheduler", "delete", "daily", "nothing", "--yes", "-f", "json")
        assert answer.code == 3
        assert answer.json[0] == {"schedule": "daily", "id": 1, "deleted": True, "ticks": 2}
        assert cli("scheduler", "history", "-f", "json").json == []
        assert cli("scheduler", "info", "daily").code == 3
        assert create(cli, *CLEANUP, "--cron", "@daily")["id"] == 2  # an id is never given again

    def test_it_asks_a_person_and_refuses_where_nobody_can_answer(
        self, cli: Cli, daily: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        answer = cli("scheduler", "delete", "daily")
        assert (answer.code, "add --yes" in answer.err) == (2, True)
        for word, code in (("n", 130), ("y", 0)):
            master, slave = pty.openpty()
            os.write(master, f"{word}\n".encode())
            with os.fdopen(slave, "r") as terminal:
                monkeypatch.setattr(sys, "stdin", terminal)
                assert cli("scheduler", "delete", "daily").code == code
            os.close(master)
        assert cli("scheduler", "info", "daily").code == 3


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
