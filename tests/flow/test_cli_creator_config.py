"""`contenthub creator …` and `contenthub config show`: what is set up, and what is in force."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.settings import SPECS
from tests.support.servers import free_port

Cli = Callable[..., Any]


def by_name(answer: Any) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in answer.json}


class TestCreatorList:
    def test_each_is_told_with_its_kind_and_whether_it_is_set_up(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_COMMAND", sys.executable)
        found = by_name(cli("creator", "list", "-f", "json"))
        assert found["outline"] == {
            "name": "outline",
            "kind": "direct",
            "configured": True,
            "default": True,
        }
        assert found["command"]["configured"] is True
        assert found["openai"]["configured"] is False
        assert found["content-creator-http"]["kind"] == "remote"

    def test_csv_and_table_have_the_same_columns(self, cli: Cli) -> None:
        lines = cli("creator", "list", "-f", "csv").out.splitlines()
        assert lines[:2] == ["name,kind,configured,default", "outline,direct,true,true"]
        assert cli("creator", "list").out.split()[:4] == ["name", "kind", "configured", "default"]

    def test_the_default_is_the_settings(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTENTHUB_CREATOR", "openai")
        found = by_name(cli("creator", "list", "-f", "json"))
        assert [name for name, row in found.items() if row["default"]] == ["openai"]


class TestCreatorCheck:
    def test_all_that_are_set_up_are_asked(self, cli: Cli) -> None:
        answer = cli("creator", "check", "-f", "json")
        assert answer.code == 0
        assert [row["name"] for row in answer.json] == ["outline"]

    def test_one_that_does_not_answer_is_told_by_the_exit_code(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_CREATOR_URL", f"http://127.0.0.1:{free_port()}")
        one = cli("creator", "check", "content-creator-http")
        assert one.code == 5
        assert len(one.err.splitlines()) == 1
        found = cli("creator", "check", "-f", "json")
        assert found.code == 5
        assert [row["ok"] for row in found.json] == [True, False]

    @pytest.mark.parametrize(
        ("name", "missing"),
        [
            ("command", "CONTENTHUB_COMMAND"),
            ("openai", "CONTENTHUB_OPENAI_BASE_URL"),
            ("content-creator-cli", "CREATOR_CLI_PATH"),
            ("content-creator-http", "CONTENTHUB_CREATOR_URL"),
        ],
    )
    def test_one_that_is_not_set_up_says_what_is_missing(
        self, cli: Cli, name: str, missing: str
    ) -> None:
        answer = cli("creator", "check", name, "-f", "csv")
        assert answer.code == 5
        assert missing in answer.err
        assert len(answer.err.splitlines()) == 1
        assert answer.out.splitlines()[0] == "name,ok,detail"
        assert answer.out.splitlines()[1].startswith(f"{name},false,")

    def test_a_password_in_the_address_is_not_told(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = f"http://me:hidden@127.0.0.1:{free_port()}/v1?key=hidden"
        monkeypatch.setenv("CONTENTHUB_OPENAI_BASE_URL", address)
        monkeypatch.setenv("CONTENTHUB_OPENAI_MODEL", "m")
        monkeypatch.setenv("CONTENTHUB_CREATOR_URL", address)
        answer = cli("creator", "check")
        assert answer.code == 5
        assert "hidden" not in answer.out + answer.err

    def test_a_default_that_cannot_work_is_asked_too(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_CREATOR", "nobody")
        answer = cli("creator", "check")
        assert answer.code == 5
        assert "nobody" in answer.err

    def test_an_unknown_name_is_refused_with_the_known_ones(self, cli: Cli) -> None:
        answer = cli("creator", "check", "nobody")
        assert answer.code == 2
        assert "outline" in answer.err


class TestCreatorTrial:
    @pytest.fixture
    def program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A program that says in `ran` how often it was started."""
        path = tmp_path / "writer.py"
        path.write_text(
            "import json, sys\nrequest = json.load(sys.stdin)\n"
            "open('ran', 'a').write('x')\n"
            "json.dump({'title': 'Of water', 'content': 'It is wet.'}, sys.stdout)\n"
        )
        monkeypatch.setenv("CONTENTHUB_COMMAND", f"{sys.executable} {path}")
        return path

    def test_without_it_nothing_is_written(self, cli: Cli, program: Path, tmp_path: Path) -> None:
        assert cli("creator", "check", "command").code == 0
        assert not (tmp_path / "ran").exists()

    def test_an_article_is_written_told_and_thrown_away(
        self, cli: Cli, program: Path, tmp_path: Path
    ) -> None:
        answer = cli("creator", "check", "command", "--trial", "-f", "json")
        assert answer.code == 0
        assert "wrote 3 words" in answer.json[0]["detail"]
        assert "Of water" in answer.json[0]["detail"]
        assert (tmp_path / "ran").read_text() == "x"
        assert cli("content", "list", "-f", "json").json == []
        assert cli("task", "list", "-f", "json").json == []

    @pytest.mark.parametrize(
        ("ends", "said"),
        [
            ("sys.exit('the model is away')", "the model is away"),
            ("print(json.dumps({'content': '<think>hm'}))", "thoughts"),
            ("print(json.dumps({'content': 'half', 'finish_reason': 'error'}))", "error"),
        ],
    )
    def test_what_came_instead_of_an_article_is_told(
        self, cli: Cli, program: Path, ends: str, said: str
    ) -> None:
        program.write_text(f"import json, sys\njson.load(sys.stdin)\n{ends}\n")
        answer = cli("creator", "check", "command", "--trial")
        assert answer.code == 5
        assert said in answer.err
        assert len(answer.err.splitlines()) == 1

    def test_what_fails_the_check_is_not_tried(
        self, cli: Cli, program: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program.unlink()
        answer = cli("creator", "check", "command", "--trial")
        assert answer.code == 5
        assert "writer.py" in answer.err

    def test_every_creator_can_be_tried(self, cli: Cli) -> None:
        answer = cli("creator", "check", "outline", "--trial", "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["detail"].startswith("wrote ")


class TestConfigShow:
    def test_every_setting_says_where_it_comes_from(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / ".env").write_text("ASYNC_TASK_TIMEOUT=60\nASYNC_POLL_INTERVAL=9\n")
        monkeypatch.setenv("ASYNC_POLL_INTERVAL", "7")
        found = by_name(cli("config", "show", "-f", "json"))
        assert set(found) == {spec.env for spec in SPECS.values()}
        assert all(row["help"] for row in found.values())
        shown = {name: (row["value"], row["source"]) for name, row in found.items()}
        assert shown["ASYNC_TASK_TIMEOUT"] == (60.0, ".env")
        assert shown["ASYNC_POLL_INTERVAL"] == (7.0, "environment")
        assert shown["ASYNC_MAX_CONCURRENT_TASKS"] == (5, "default")
        assert shown["CONTENTHUB_HOME"] == (str(tmp_path / "home"), "environment")

    def test_no_secret_is_shown_in_any_format(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_OPENAI_API_KEY", "sk-hidden")
        monkeypatch.setenv("REDIS_URL", "redis://me:hidden@example.org/0")
        monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden@example.org/x")
        for fmt in ("table", "json", "csv"):
            answer = cli("config", "show", "-f", fmt)
            assert answer.code == 0
            assert "hidden" not in answer.out
            assert "example.org" in answer.out

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("CONTENTHUB_COMMAND", "gen --api-key hidden --model small"),
            ("CONTENTHUB_COMMAND", "gen --password='hidden hidden' --model small"),
            ("CONTENTHUB_COMMAND", "env API_TOKEN=hidden gen"),
            ("CONTENTHUB_COMMAND", "curl -H 'Authorization: Bearer hidden' https://example.org"),
            ("CREATOR_CLI_PATH", "gen --to https://me:hidden@example.org/?token=hidden"),
            ("CONTENTHUB_CREATOR_URL", "https://me:hidden@example.org/?api_key=hidden&x=1"),
            ("CONTENTHUB_OPENAI_BASE_URL", "https://:hidden@example.org/v1"),
            ("DATABASE_URL", "postgresql://me:hidden@example.org/x?sslpassword=hidden"),
            ("DATABASE_URL", "postgresql://me:hid%20den@example.org/x?hidden"),
            ("REDIS_URL", "redis://hidden@example.org/0"),
            ("CONTENTHUB_CREATOR_URL", "http://hidden@example.org/p"),
            ("CONTENTHUB_CREATOR_URL", "https://example.org/p?sig=hidden#hidden"),
            ("CONTENTHUB_OPENAI_BASE_URL", "https://hidden:x-oauth-basic@example.org/v1"),
            ("CONTENTHUB_COMMAND", "gen --auth hidden"),
            ("CONTENTHUB_COMMAND", "curl -u me:hidden -H 'Cookie: s=hidden' -phidden hidden"),
        ],
    )
    def test_no_secret_inside_an_address_or_a_command_is_shown(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        for fmt in ("table", "json", "csv"):
            out = cli("config", "show", "-f", fmt).out
            assert "***" in out
            assert "hidden" not in out

    def test_what_only_looks_like_a_secret_is_shown(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = "gen --keywords tea --max-tokens 5 --to https://example.org:8443/a@b"
        monkeypatch.setenv("CONTENTHUB_COMMAND", words)
        monkeypatch.setenv("REDIS_URL", "redis://example.org:6379/0?db=1")
        found = by_name(cli("config", "show", "-f", "json"))
        assert found["CONTENTHUB_COMMAND"]["value"] == words
        assert found["REDIS_URL"]["value"] == "redis://example.org:6379/0?db=1"

    def test_an_unknown_format_is_refused(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        assert cli("config", "show", "-f", "xml").code == 2
        monkeypatch.setenv("CONTENTHUB_FORMAT", "xml")
        answer = cli("config", "show")
        assert (answer.code, "table, json, csv" in answer.err) == (2, True)

    def test_a_bad_value_is_one_line(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASYNC_TASK_TIMEOUT", "soon")
        answer = cli("config", "show")
        assert answer.code == 2
        assert "ASYNC_TASK_TIMEOUT" in answer.err


class TestConfigCheck:
    def test_well_is_said_and_ends_with_0(self, cli: Cli) -> None:
        answer = cli("config", "check")
        assert (answer.code, answer.out, answer.err) == (0, "all settings are allowed\n", "")

    def test_each_problem_of_all_places_is_a_line(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / ".env").write_text(
            "CONTENTHUB_LEASE=0\nDATABASE_URL=mysql://hidden@h\n"
        )
        (tmp_path / ".env").write_text("ASYNC_AUTO_APROVE=false\nCONTENTHUB_LEASE=9\n")
        monkeypatch.setenv("ASYNC_TASK_TIMEOUT", "soon")
        monkeypatch.setenv("REDIS_URI", "redis://hidden@other")
        answer = cli("config", "check")
        assert (answer.code, answer.out) == (2, "")
        lines = answer.err.splitlines()
        assert len(lines) == 6
        assert "REDIS_URI" in lines[0]
        assert sum("ASYNC_AUTO_APPROVE?" in line for line in lines) == 1
        assert sum("'0'" in line and "(hidden by another place)" in line for line in lines) == 1
        assert lines[-1] == "contenthub: 4 problems in the settings, see above"
        assert "hidden@" not in answer.err

    def test_a_hidden_bad_value_alone_stops_no_other_command(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / ".env").write_text("CONTENTHUB_LEASE=never\n")
        monkeypatch.setenv("CONTENTHUB_LEASE", "9")
        assert cli("config", "check").code == 2
        assert cli("content", "list").code == 0


def test_a_home_that_cannot_be_made_names_the_variable(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for home in ("/proc/foo", str(tmp_path / "file" / "home")):
        monkeypatch.setenv("CONTENTHUB_HOME", home)
        answer = cli("account", "list")
        assert answer.code == 5
        assert answer.err.startswith(f"contenthub: the data home {home} cannot be made (")
        assert "set CONTENTHUB_HOME to a folder that you may write to" in answer.err
