"""`contenthub account …`: what people may store about an account, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.errors import NotFoundError
from contenthub.lifecycle import accounts
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.processes import Processes

Cli = Callable[..., Any]


def shown(cli: Cli, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = cli("account", "show", ref, "-f", "json").json
    return found


class TestAdd:
    def test_all_fields_are_kept_and_answered(self, cli: Cli) -> None:
        answer = cli(
            "account",
            "add",
            "茶馆",
            "--language",
            "zh-Hans",
            "--tone",
            "warm",
            "--audience",
            "readers",
            "--requirements",
            "cite sources",
            "--banned-words",
            "best, cheap",
            "--banned-words",
            "免费，廉价",
            "--required-words",
            "tea",
            "--min-length",
            "10",
            "--max-length",
            "900",
            "--creator",
            "outline",
            "--publisher",
            "files",
            "--publisher-setting",
            "folder=blog",
            "--no-auto-approve",
            "-f",
            "json",
        )
        assert answer.code == 0
        kept = answer.json
        assert kept == shown(cli, "茶馆") == shown(cli, str(kept["id"]))
        assert kept["banned_words"] == ["best", "cheap", "免费", "廉价"]
        assert (kept["min_length"], kept["max_length"]) == (10, 900)
        assert kept["publisher_settings"] == {"folder": "blog"}
        assert (kept["auto_approve"], kept["active"]) == (False, True)
        assert (kept["tasks"], kept["contents"]) == (0, 0)
        assert kept["created_at"].endswith("Z")

    def test_what_is_left_out_follows_the_settings(self, cli: Cli) -> None:
        kept = cli("account", "add", "plain", "-f", "json").json
        assert kept["language"] == "auto"
        assert [kept[n] for n in ("creator", "publisher", "auto_approve", "min_length")] == [
            None
        ] * 4

    def test_a_name_is_taken_once(self, cli: Cli) -> None:
        assert cli("account", "add", "blog").code == 0
        again = cli("account", "add", "blog")
        assert again.code == 2
        assert "already" in again.err

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ([""], "1 to 100 characters"),
            (["x" * 101], "up to 100"),
            (["a\nb"], "one line"),
            (["a\x00b"], "control characters"),
            (["42"], "taken for an id"),
            (["a", "--language", "zh_CN"], "pt-BR"),
            (["a", "--min-length", "9", "--max-length", "3"], "min-length 9"),
            (["a", "--min-length", "0"], "min-length"),
            (["a", "--creator", "nobody"], "outline"),
            (["a", "--publisher", "nobody"], "files"),
            (["a", "--publisher-setting", "folder"], "KEY=VALUE"),
            (["a", "--publisher-setting", "colour=red"], "colour"),
            (["a", "--publisher-setting", "folder=../x"], "folder"),
            (["a", "--publisher-settings", "{"], "not JSON"),
            (["a", "--publisher-settings", '{"folder": "a", "folder": "b"}'], "'folder' is given"),
            (["a", "--publisher-settings", "[" * 100_000], "not JSON"),
            (["a", "--publisher-settings", "[]"], "JSON object"),
            (["a", "--tone", "x" * 20_001], "tone has 20001"),
            (["a", "--tone", "x\x07"], "control characters"),
            (["a", "--banned-words", "x\x07"], "control characters"),
            (["a\tb"], "one line"),
            (["\udcff"], "control characters"),
            (["１２"], "taken for an id"),
            (["a", "--auto-approve", "--auto-approve-default"], "excludes"),
        ],
    )
    def test_bad_input_is_one_line_and_nothing_is_stored(
        self, cli: Cli, arguments: list[str], says: str
    ) -> None:
        answer = cli("account", "add", *arguments)
        assert answer.code == 2
        assert says in answer.err
        assert len(answer.err.splitlines()) == 1
        assert cli("account", "list", "-f", "json").json == []


class TestUpdate:
    def test_only_what_is_given_changes(self, cli: Cli) -> None:
        cli("account", "add", "blog", "--tone", "warm", "--max-length", "900", "--auto-approve")
        answer = cli("account", "update", "blog", "--name", "journal", "--inactive", "-f", "json")
        assert answer.code == 0
        kept = shown(cli, "journal")
        assert (kept["tone"], kept["max_length"], kept["auto_approve"]) == ("warm", 900, True)
        assert kept["active"] is False

    def test_each_field_can_be_emptied(self, cli: Cli) -> None:
        cli(
            "account",
            "add",
            "blog",
            "--tone",
            "warm",
            "--max-length",
            "900",
            "--creator",
            "outline",
            "--banned-words",
            "x",
            "--publisher-setting",
            "folder=b",
            "--auto-approve",
        )
        fields = ("tone", "max-length", "creator", "banned-words", "publisher-settings")
        cleared = [part for field in fields for part in ("--clear", field)]
        assert cli("account", "update", "blog", *cleared, "--auto-approve-default").code == 0
        kept = shown(cli, "blog")
        assert [kept[f.replace("-", "_")] for f in fields] == ["", None, None, [], {}]
        assert kept["auto_approve"] is None

    def test_an_unknown_field_to_empty_is_refused_with_the_known_ones(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        answer = cli("account", "update", "blog", "--clear", "name")
        assert answer.code == 2
        assert "publisher-settings" in answer.err

    def test_a_length_is_held_against_the_one_that_is_kept(self, cli: Cli) -> None:
        cli("account", "add", "blog", "--max-length", "100")
        assert cli("account", "update", "blog", "--min-length", "101").code == 2
        assert (
            cli("account", "update", "blog", "--min-length", "101", "--clear", "max-length").code
            == 0
        )

    def test_a_single_publisher_setting_leaves_the_others(self, cli: Cli, tmp_path: Path) -> None:
        cli("account", "add", "blog", "--publisher-settings", json.dumps({"folder": "a"}))
        answer = cli(
            "account", "update", "blog", "--publisher-setting", f"folder={tmp_path}", "-f", "json"
        )
        assert answer.json["publisher_settings"] == {"folder": str(tmp_path)}

    def test_without_an_option_there_is_nothing_to_change(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        assert cli("account", "update", "blog").code == 2

    def test_a_name_that_is_taken_is_refused(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        cli("account", "add", "journal")
        assert cli("account", "update", "blog", "--name", "journal").code == 2
        assert cli("account", "update", "blog", "--name", "12").code == 2


class TestList:
    def test_pages_and_activity(self, cli: Cli) -> None:
        for name in ("a", "b", "c"):
            cli("account", "add", name)
        cli("account", "update", "b", "--inactive")
        page = cli("account", "list", "--limit", "2", "-f", "json")
        assert [row["name"] for row in page.json] == ["a", "b"]
        assert "--offset 2" in page.err
        assert [r["name"] for r in cli("account", "list", "--inactive", "-f", "json").json] == ["b"]
        assert [r["name"] for r in cli("account", "list", "--offset", "2", "-f", "json").json] == [
            "c"
        ]

    def test_an_empty_list_says_what_to_do(self, cli: Cli) -> None:
        assert "account add" in cli("account", "list").out

    def test_csv_has_the_columns_of_the_table(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        lines = cli("account", "list", "-f", "csv").out.splitlines()
        assert lines[0] == "id,name,language,creator,publisher,auto_approve,active"
        assert len(lines) == 2


class TestRemove:
    def test_an_unused_account_goes(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        assert cli("account", "remove", "blog").code == 0
        assert cli("account", "show", "blog").code == 3

    def test_one_with_contents_stays(self, cli: Cli, database: Settings) -> None:
        article(database)
        answer = cli("account", "remove", "default")
        assert answer.code == 4
        assert "--inactive" in answer.err
        kept = shown(cli, "default")
        assert (kept["tasks"], kept["contents"]) == (1, 1)


@pytest.mark.parametrize("command", ["show", "remove", "update"])
def test_an_unknown_account_is_not_found(cli: Cli, command: str) -> None:
    more = ["--tone", "x"] if command == "update" else []
    for ref in ("nobody", "99", "9" * 40, "", "\udcff"):
        answer = cli("account", command, ref, *more)
        assert answer.code == 3
        assert "account list" in answer.err


def test_an_account_that_is_removed_meanwhile_is_not_found(database: Settings) -> None:
    gone = accounts.add("blog")
    accounts.remove(gone)
    with pytest.raises(NotFoundError):
        accounts.update(gone, tone="warm")


def test_a_new_home_is_made_by_the_first_command(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        added = processes.run("account", "add", "blog", "-f", "json")
        assert added.returncode == 0, added.stderr
        assert json.loads(added.stdout)["name"] == "blog"
        assert added.stderr == ""


class TestGate:
    def test_checks_are_set_kept_and_given_back(self, cli: Cli, database: Settings) -> None:
        def gate(*arguments: str) -> Any:
            answer = cli("account", *arguments, "-f", "json")
            assert answer.code == 0, answer.err
            return answer.json["gate"]

        made = gate("add", "blog", "--gate", "template_draft=off", "--gate", "too-short=warn")
        assert made == {"template_draft": "off", "too_short": "warn"}
        changed = gate("update", "blog", "--gate", "too_short=default", "--gate", "cut_off=warn")
        assert changed == {"template_draft": "off", "cut_off": "warn"}
        assert gate("show", "blog") == changed
        assert gate("update", "blog", "--clear", "gate", "--gate", "thoughts=hold") == {
            "thoughts": "hold"
        }
        assert gate("update", "blog", "--clear", "gate") == {}

    @pytest.mark.parametrize(
        "text", ["cut_off", "cut_off:off", "cut_off=", "cut_off=maybe", "nothing=off", "=off"]
    )
    def test_what_is_no_check_or_no_level_is_refused_with_what_there_is(
        self, cli: Cli, database: Settings, text: str
    ) -> None:
        answer = cli("account", "add", "blog", "--gate", text)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)
        assert "cut_off" in answer.err

    @pytest.mark.parametrize("text", ["of_topic=warn", "OFF_TOPIC=OFF", "offtopic=warn"])
    def test_a_check_whose_name_is_nearly_right_is_told_by_its_name_alone(
        self, cli: Cli, database: Settings, text: str
    ) -> None:
        answer = cli("account", "add", "blog", "--gate", text)
        check = text.partition("=")[0]
        told = f"--gate '{text}': no check '{check}'; did you mean 'off_topic'?"
        assert (answer.code, answer.err.strip()) == (2, f"contenthub: {told}")

    def test_no_name_is_no_check(self, cli: Cli, database: Settings) -> None:
        answer = cli("account", "add", "blog", "--gate", "=off")
        assert "allowed: CHECK=LEVEL, such as cut_off=warn" in answer.err

    @pytest.mark.parametrize("second", ["too_short=hold", "too-short=off", " too_short =default"])
    def test_a_check_that_is_named_twice_is_refused_and_nothing_changes(
        self, cli: Cli, database: Settings, second: str
    ) -> None:
        cli("account", "add", "blog", "--gate", "too_short=warn")
        answer = cli("account", "update", "blog", "--gate", "too_short=off", "--gate", second)
        assert (answer.code, "--gate too_short is given twice" in answer.err) == (2, True)
        assert cli("account", "show", "blog", "-f", "json").json["gate"] == {"too_short": "warn"}


def test_words_are_separated_as_people_of_each_script_separate_them(
    cli: Cli, database: Settings
) -> None:
    made = cli(
        "account",
        "add",
        "茶",
        "--banned-words",
        "最好、便宜，免费；第一,best price、 C++",
        "-f",
        "json",
    ).json
    assert made["banned_words"] == ["最好", "便宜", "免费", "第一", "best price", "C++"]
