"""Settings: where they come from, what is refused, and what nobody gets to see."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.database_address import PostgresServer, SqliteFile
from contenthub.errors import SettingError
from contenthub.settings import SPECS, Settings
from contenthub.settings.reading import load

NO_FILE = Path("/nonexistent/.env")


def read(**environ: str) -> Settings:
    return load(environ, NO_FILE)


def shown(config: Settings) -> dict[str, Any]:
    return {entry["name"]: entry["value"] for entry in config.shown()}


def test_with_nothing_set_the_defaults_stand() -> None:
    assert read() == Settings()
    assert read().max_concurrent_tasks == 5
    assert read().task_timeout == 1800
    assert read().auto_approve
    assert read().embedded


def test_the_six_names_of_the_brief_work_unchanged() -> None:
    config = read(
        ASYNC_CONTENT_GENERATION_ENABLED="false",
        ASYNC_MAX_CONCURRENT_TASKS="10",
        ASYNC_TASK_TIMEOUT="600",
        ASYNC_POLL_INTERVAL="15",
        ASYNC_AUTO_APPROVE="no",
        CREATOR_CLI_PATH="node '/opt/my creator/cli.js'",
    )
    assert not config.async_enabled
    assert config.max_concurrent_tasks == 10
    assert config.task_timeout == 600
    assert config.poll_interval == 15
    assert not config.auto_approve
    assert config.creator_cli_path == ("node", "/opt/my creator/cli.js")


def test_every_variable_has_one_setting_and_a_help() -> None:
    variables = [spec.env for spec in SPECS.values()]
    assert len(set(variables)) == len(variables)
    assert all(spec.help for spec in SPECS.values())


@pytest.mark.parametrize("text", ["1", "true", "TRUE", "Yes", "on"])
def test_true_has_several_spellings(text: str) -> None:
    assert read(ASYNC_AUTO_APPROVE=text).auto_approve


@pytest.mark.parametrize("text", ["0", "false", "False", "NO", "off"])
def test_false_has_several_spellings(text: str) -> None:
    assert not read(ASYNC_AUTO_APPROVE=text).auto_approve


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("ASYNC_AUTO_APPROVE", "maybe", "true or false"),
        ("ASYNC_MAX_CONCURRENT_TASKS", "0", "a whole number from 1 to"),
        ("ASYNC_MAX_CONCURRENT_TASKS", "2.5", "a whole number from 1 to"),
        ("ASYNC_TASK_TIMEOUT", "soon", "a number from 0.05 to"),
        ("ASYNC_TASK_TIMEOUT", "nan", "a number from 0.05 to"),
        ("ASYNC_TASK_TIMEOUT", "inf", "a number from 0.05 to"),
        ("CONTENTHUB_TIMEZONE", "Moon/Base", "an IANA time zone such as"),
        ("CONTENTHUB_TIMEZONE", "../UTC", "an IANA time zone such as"),
        ("CONTENTHUB_CURRENCY", "$", "three letters such as USD"),
        ("CONTENTHUB_CURRENCY", "EURO", "three letters such as USD"),
        ("CONTENTHUB_CURRENCY", "ÄÖÜ", "three letters such as USD"),
        ("CONTENTHUB_FORMAT", "xml", "one of table, json, csv"),
        ("CREATOR_CLI_PATH", "node 'x", "balanced quotes"),
        ("CONTENTHUB_CREATOR_URL", "ftp://x.org", "http:// or https://"),
        ("CONTENTHUB_CREATOR_URL", "http://", "http:// or https://"),
    ],
)
def test_a_bad_value_is_refused_with_name_value_and_what_is_allowed(
    variable: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingError) as refused:
        read(**{variable: value})
    assert str(refused.value).startswith(f"{variable} is {value!r}; allowed: ")
    assert allowed in str(refused.value)


def test_a_refused_secret_is_not_repeated() -> None:
    with pytest.raises(SettingError) as refused:
        read(DATABASE_URL="mysql://root:hunter2@db/x")
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).startswith("DATABASE_URL is (hidden); allowed: ")


@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
def test_no_value_breaks_anything_but_is_taken_or_refused(text: str) -> None:
    for variable in ("ASYNC_TASK_TIMEOUT", "ASYNC_AUTO_APPROVE", "CREATOR_CLI_PATH", "REDIS_URL"):
        with suppress(SettingError):
            read(**{variable: text})


def test_a_currency_is_kept_in_capitals() -> None:
    assert read().currency == "USD"
    assert read(CONTENTHUB_CURRENCY="cny").currency == "CNY"


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_variable_means_the_default(empty: str) -> None:
    assert read(ASYNC_TASK_TIMEOUT=empty).task_timeout == 1800


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        "# comment\nASYNC_TASK_TIMEOUT=60\nexport ASYNC_POLL_INTERVAL='5'\nBARE\nOTHER=x\n"
    )
    config = load({"ASYNC_TASK_TIMEOUT": "90"}, dotenv)
    assert config.task_timeout == 90
    assert config.poll_interval == 5


def test_the_file_is_looked_for_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CONTENTHUB_LEASE=7\n")
    monkeypatch.chdir(tmp_path)
    assert load({}).lease == 7


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTHUB_LEASE", "8")
    assert load(dotenv=NO_FILE).lease == 8


def test_everything_is_kept_below_the_home(tmp_path: Path) -> None:
    config = read(CONTENTHUB_HOME=str(tmp_path))
    assert config.home_folder == tmp_path
    assert config.database == SqliteFile(tmp_path / "contenthub.db")
    assert read(DATABASE_URL="postgresql://h/db").database == PostgresServer("postgresql://h/db")


def test_a_home_is_absolute_and_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert read(CONTENTHUB_HOME="~/hub").home == Path("/home/ada/hub")
    assert read(CONTENTHUB_HOME="hub").home == Path.cwd() / "hub"


def test_the_default_home_is_where_the_platform_keeps_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from platformdirs import user_data_path

    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert Settings().home_folder == user_data_path("contenthub", appauthor=False)
    monkeypatch.setattr("sys.platform", "elsewhere")
    assert Settings().home_folder == user_data_path("contenthub", appauthor=False)


def test_secrets_are_never_shown() -> None:
    config = read(
        DATABASE_URL="postgresql://ada:hunter2@db:5432/hub",
        REDIS_URL="redis://:hunter2@cache:6379/0",
        CONTENTHUB_OPENAI_API_KEY="hunter2",
    )
    assert "hunter2" not in str(config.shown())
    assert shown(config)["DATABASE_URL"] == "postgresql://ada:***@db:5432/hub"
    assert shown(config)["REDIS_URL"] == "redis://:***@cache:6379/0"
    assert not config.embedded


def test_what_is_no_secret_is_shown_as_it_was_written() -> None:
    config = read(CREATOR_CLI_PATH="node '/opt/my creator/cli.js'", CONTENTHUB_HOME="/srv/hub")
    assert shown(config)["CREATOR_CLI_PATH"] == "node '/opt/my creator/cli.js'"
    assert shown(config)["CONTENTHUB_HOME"] == "/srv/hub"
    assert shown(config)["CONTENTHUB_OPENAI_API_KEY"] == ""
    assert set(shown(config)) == {spec.env for spec in SPECS.values()}


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("1.5", 1.5), ("30m", 1800), ("2h", 7200), (" 1d ", 86_400)]
)
def test_durations_are_seconds_or_spans(text: str, seconds: float) -> None:
    assert read(ASYNC_TASK_TIMEOUT=text).task_timeout == seconds
    assert read(CONTENTHUB_PENDING_TIMEOUT=text).pending_timeout == seconds


@pytest.mark.parametrize("text", ["2h", "0.1s", "1x", "2h30m", "-5", "9999999999999d"])
def test_a_span_out_of_bounds_is_refused_with_both_spellings(text: str) -> None:
    with pytest.raises(SettingError, match=r"from 0\.5 to 3600 of seconds, or a span such as 30m"):
        read(CONTENTHUB_LEASE=text)


def test_a_working_directory_that_was_removed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(SettingError, match="working directory is not there any more"):
        read()
