"""`contenthub scheduler create` and `types`: what is taken, and what is refused and how."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from contenthub import schedule_types
from contenthub.errors import InputError
from contenthub.lifecycle.workers import beat
from contenthub.operations.schedules import types
from contenthub.settings import Settings
from tests.support.daily import CLEANUP, DAILY, Cli, create, create_daily, info


@pytest.fixture
def daily(cli: Cli) -> dict[str, Any]:
    """A schedule with a list of three topics."""
    return create_daily(cli)


class TestCreate:
    def test_the_call_of_the_handbook_works_on_a_fresh_home(self, cli: Cli) -> None:
        answer = cli(
            "scheduler",
            "create",
            "--name",
            "每日生成",
            "--type",
            "async_content_generation",
            "--cron",
            "0 8 * * *",
            "--params",
            '{"account_ids":[1],"count_per_account":3}',
        )
        assert answer.code == 0, answer.err
        assert "每日生成" in answer.out
        assert "no scheduler runs: start `contenthub scheduler run`" in answer.err
        found = info(cli, "每日生成")
        assert found["params"] == {"account_ids": [1], "count_per_account": 3}
        assert (found["status"], found["when"]) == ("active", "cron 0 8 * * *")

    def test_what_makes_the_topics_is_said_when_none_are_given(self, cli: Cli) -> None:
        accounts_made = [cli("account", "add", "blog"), cli("account", "add", "茶馆")]
        assert [answer.code for answer in accounts_made] == [0, 0]
        answer = cli(
            "scheduler",
            "create",
            "--name",
            "x",
            *DAILY,
            "--params",
            '{"account_ids": ["blog", "茶馆"], "category": "tea"}',
        )
        assert 'the template "{account}: {category} {schedule} {date}' in answer.err
        assert '"blog: tea x 20' in answer.err
        assert "茶馆 tea x" in answer.err
        assert "--param 'topics=[" in answer.err
        answer = cli(
            "scheduler",
            "create",
            "--name",
            "y",
            *DAILY,
            "--params",
            '{"account_ids": ["blog"], "topics": ["a"]}',
        )
        assert "template" not in answer.err

    def test_it_shows_the_next_time_in_the_schedules_zone_and_in_utc(
        self, daily: dict[str, Any]
    ) -> None:
        assert daily["next_at"].endswith("T00:00:00.000000Z")
        assert daily["next_local"].endswith(" 08:00:00+08:00")
        assert daily["when"] == "cron 0 8 * * *"

    def test_a_home_with_accounts_gets_no_further_one(self, cli: Cli) -> None:
        assert cli("account", "add", "blog").code == 0
        refused = cli(
            "scheduler", "create", "--name", "x", *DAILY, "--params", '{"account_ids": ["default"]}'
        )
        assert (refused.code, "account_ids[0]: no account 'default'" in refused.err) == (2, True)
        assert [row["name"] for row in cli("account", "list", "-f", "json").json] == ["blog"]

    def test_all_options_are_kept(self, cli: Cli) -> None:
        made = create(
            cli,
            *CLEANUP,
            "--every",
            "90m",
            "--timezone",
            "Europe/Berlin",
            "--catch-up",
            "all",
            "--catch-up-window",
            "2h",
            "--overlap",
            "queue",
            "--pause-after-failures",
            "3",
            "--description",
            "räumt auf",
            "--paused",
        )
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
        assert made["when"] == "at 2126-12-01 08:00:00-05:00"

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [("1.5s", "1.5s"), ("60s", "1m"), ("90s", "90s"), ("24h", "1d"), ("14d", "2w")],
    )
    def test_a_span_is_shown_in_the_largest_unit_that_fits(
        self, cli: Cli, typed: str, shown: str
    ) -> None:
        assert create(cli, *CLEANUP, "--every", typed)["when"] == f"every {shown}"

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
        named = () if "--name" in arguments else ("--name", "x")
        answer = cli("scheduler", "create", *named, *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert len(answer.err.splitlines()) == 1
        assert cli("scheduler", "list", "-f", "json").json == []

    @pytest.mark.parametrize(
        ("params", "said"),
        [
            (
                "{days: 1}",
                "--params is not JSON: Expecting property name enclosed in double quotes"
                " at line 1, character 2",
            ),
            ('{\n"days": 1,\n', "at line 3, character 1"),
            ('{"days": 1, "days": 2}', "'days' is given twice"),
            ('{"days": NaN}', "NaN is no number"),
            ("[1]", "has to be a JSON object"),
            ("[" * 100_000, "nested too deeply"),
            ('{"days": ' + "9" * 5_000 + "}", "too long"),
            ('{"days": "many"}', 'days is "many"; allowed: a whole number from 1'),
            ('{"day": 1}', "cleanup has no parameter 'day'; it has: days, history_days"),
            ("@missing.json", "there is no file missing.json"),
            ("@.", ". is a folder; name a file in it"),
            ("@latin.json", "latin.json is not UTF-8"),
        ],
    )
    def test_bad_parameters_say_where(
        self, cli: Cli, tmp_path: Path, params: str, said: str
    ) -> None:
        (tmp_path / "latin.json").write_bytes(b'{"d\xe4ys": 1}')
        answer = cli(
            "scheduler",
            "create",
            "--name",
            "x",
            "--type",
            "cleanup",
            "--cron",
            "@daily",
            "--params",
            params,
        )
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
        answer = cli(
            "scheduler",
            "create",
            "--name",
            "x",
            "--type",
            "send",
            "--every",
            "1h",
            "--params",
            params,
        )
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
        for name in types.names():
            parameters = types.parameters(name)
            assert parameters
            with pytest.raises(InputError) as refused:
                schedule_types.check(name, {"?": 1}, None)  # type: ignore[arg-type]
            assert str(refused.value).partition("it has: ")[2] == ", ".join(parameters)

    def test_they_are_shown_in_each_format(self, cli: Cli) -> None:
        table = cli("scheduler", "types").out
        assert "count_per_account" in table
        assert "removes ended tasks" in table
        found = cli("scheduler", "types", "-f", "json").json
        assert [one["type"] for one in found] == list(types.names())
        assert found[2]["parameters"][0]["name"] == "days"
        rows = list(csv.DictReader(io.StringIO(cli("scheduler", "types", "-f", "csv").out)))
        assert {row["parameter"] for row in rows if row["type"] == "send"} == {
            "",
            "event",
            "arguments",
        }
