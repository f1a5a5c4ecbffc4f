"""Where settings come from: three places, one order, and no name that is silently ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub.codes import Code
from contenthub.commands.console import advice as console
from contenthub.creators import content_creator_program
from contenthub.errors import SettingError
from contenthub.programs import environment
from contenthub.settings import SPECS, names
from contenthub.settings.places import Place
from contenthub.settings.reading import DEFAULT, Reading, load, read

NAMES = {spec.env for spec in SPECS.values()}


class Places:
    """A home, a working directory and an environment."""

    def __init__(self, folder: Path) -> None:
        self.home, self.folder = folder / "home", folder
        self.home.mkdir(exist_ok=True)
        self.environ = {"CONTENTHUB_HOME": str(self.home)}

    def say(self, environment: str = "", dotenv: str = "", home: str = "") -> Places:
        self.environ |= dict(line.split("=", 1) for line in environment.splitlines())
        (self.folder / ".env").write_text(dotenv)
        (self.home / ".env").write_text(home)
        return self

    def read(self) -> Reading:
        return read(self.environ)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


NAME = "ASYNC_TASK_TIMEOUT"


@pytest.mark.parametrize(
    ("environment", "dotenv", "home", "value", "source"),
    [
        ("7", "8", "9", 7.0, "environment"),
        ("", "8", "9", 8.0, ".env"),
        (" ", " ", "9", 9.0, "{home}/.env"),
        (None, None, "9", 9.0, "{home}/.env"),
        (None, "", "", None, "default"),
        ("7", None, None, 7.0, "environment"),
    ],
)
def test_the_first_place_that_says_something_wins(
    places: Places,
    environment: str | None,
    dotenv: str | None,
    home: str | None,
    value: float | None,
    source: str,
) -> None:
    lines = ["" if text is None else f"{NAME}={text}" for text in (environment, dotenv, home)]
    found = places.say(*lines).read()
    assert found.problems == []
    assert found.values.get("task_timeout") == value
    assert found.sources[NAME] == source.format(home=places.home)


def test_the_files_home_may_be_said_by_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / ".env").write_text(f"{NAME}=9\n")
    (tmp_path / ".env").write_text("CONTENTHUB_HOME=there\n")
    settings = load({})
    assert settings.home_folder == tmp_path / "there"
    assert settings.task_timeout == 9


def test_a_home_that_names_another_home_is_refused(places: Places) -> None:
    [problem] = places.say(home="CONTENTHUB_HOME=/elsewhere").read().problems
    assert str(problem).startswith(f"CONTENTHUB_HOME stands in {places.home}/.env")
    assert places.say(home=f"CONTENTHUB_HOME={places.home}").read().problems == []
    assert places.say(home="CONTENTHUB_HOME=").read().problems == []


def test_in_the_home_itself_its_file_is_read_once(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.say(home="ASYNC_AUTO_APROVE=false\nCONTENTHUB_LEASE=9")
    monkeypatch.chdir(places.home)
    found = places.read()
    assert len(found.problems) == 1
    assert found.sources["CONTENTHUB_LEASE"] == ".env"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("ASYNC_AUTO_APROVE", "did you mean ASYNC_AUTO_APPROVE?"),
        ("ASYNC_TIMEOUT", "did you mean ASYNC_TASK_TIMEOUT?"),
        ("CONTENTHUB_CREATER", "did you mean CONTENTHUB_CREATOR?"),
        ("CONTENTHUB_MAX_RETRYS", "did you mean CONTENTHUB_MAX_RETRIES?"),
        ("contenthub_lease", "did you mean CONTENTHUB_LEASE?"),
        ("CONTENTHUB_XYZZY", "`contenthub config show` lists all"),
        ("CONTENTHUB_REDIS_URL", None),  # any advice
        ("DATABSE_URL", "did you mean DATABASE_URL?"),
        ("DATABASE_ULR", "did you mean DATABASE_URL?"),
        ("EDIS_URL", "did you mean REDIS_URL?"),
        ("CREATOR_CLI", "did you mean CREATOR_CLI_PATH?"),
        ("CREATOR_CLI_PATHS", "did you mean CREATOR_CLI_PATH?"),
    ],
)
def test_a_misspelled_name_is_an_error_wherever_it_stands(
    tmp_path: Path, name: str, advice: str | None
) -> None:
    for place in ("environment", "dotenv", "home"):
        [problem] = Places(tmp_path).say(**{place: f"{name}=x"}).read().problems
        line = console.line(problem)
        assert repr(name) in line
        assert "is no setting; " in line
        assert (advice or "") in line


@pytest.mark.parametrize(
    "name",
    [
        "REDIS_URI",
        "DATABASE_URI",
        "REDIS_URLS",  # other programs' spellings
        "ASYNC_STORAGE_BUCKET",
        # what Kubernetes sets for services called contenthub and contenthub-redis
        "CONTENTHUB_PORT",
        "CONTENTHUB_SERVICE_HOST",
        "CONTENTHUB_SERVICE_PORT_HTTP",
        "CONTENTHUB_PORT_18010_TCP_ADDR",
        "CONTENTHUB_REDIS_SERVICE_PORT",
        "CONTENTHUB_TEST_X",
        "CONTENTHUB_WORKER_PARENT",
        "CONTENTHUB_LOG_STATE",
        "OTHER",
        "DATABASE_USER",
        "REDIS_HOST",
        "DATABASE_URL_TEST",
        "PATH",
        "",
    ],
)
def test_what_may_be_meant_for_others_is_no_error_in_the_environment(
    places: Places, name: str
) -> None:
    assert places.say(environment=f"{name}=x").read().problems == []


@pytest.mark.parametrize("name", ["REDIS_URI", "DATABASE_URI", "ASYNC_STORAGE_BUCKET"])
def test_it_is_told_there_and_an_error_in_our_own_file(tmp_path: Path, name: str) -> None:
    found = Places(tmp_path).say(environment=f"{name}=x").read()
    assert [name in remark.message for remark in found.remarks] == [True]
    found = Places(tmp_path).say(home=f"{name}=x").read()
    assert len(found.problems) == 1 or found.remarks


def test_a_name_that_is_nearly_right_beside_the_right_one_is_somebody_elses(
    places: Places,
) -> None:
    found = places.say(dotenv="REDIS_URL=redis://h/0\nREDIS_URI=redis://other/0").read()
    assert found.problems == []


def test_names_of_services_are_no_settings_in_a_file() -> None:
    assert names.refusal("CONTENTHUB_PORT", NAMES, Place.HOME)


def test_all_problems_are_found_at_once(places: Places) -> None:
    found = places.say(
        environment=f"{NAME}=soon\nASYNC_AUTO_APROVE=false",
        dotenv="CONTENTHUB_LEASE=never",
        home="CONTENTHUB_LEASE=-1\nCONTENTHUB_FORMAT=xml",
    ).read()
    assert len(found.problems) == 4
    assert any(
        str(problem).startswith("CONTENTHUB_LEASE in .env is 'never'") for problem in found.problems
    )
    assert [
        f"CONTENTHUB_LEASE in {places.home}/.env is '-1'" in str(one) for one in found.hidden
    ] == [True]
    with pytest.raises(SettingError, match=r"\(and 3 more\)$") as refused:
        load(places.environ)
    assert refused.value.code is Code.BAD_SETTINGS


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"A=\xff\xfe", "UTF-8"),
        (b"CONTENTHUB_LEASE='7\n", "line 1, cannot be understood"),
        (b"A=" + b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_with_its_name(
    places: Places, content: bytes, why: str
) -> None:
    (places.home / ".env").write_bytes(content)
    [problem] = places.read().problems
    assert str(problem).startswith(f"{places.home}/.env")
    assert why in str(problem)


def test_a_folder_called_dotenv_is_no_file(places: Places) -> None:
    (places.home / ".env").mkdir()
    assert places.read().problems == []


def test_a_relative_database_starts_where_its_file_is(places: Places) -> None:
    places.say(home="DATABASE_URL=sqlite:line.db")
    assert load(places.environ).database.shown == f"sqlite:///{places.home}/line.db"
    places.say(dotenv="DATABASE_URL=sqlite:///line.db")
    assert load(places.environ).database.shown == f"sqlite:///{places.folder}/line.db"


class TestSecretsElsewhere:
    def test_a_secret_may_stand_in_another_variable(
        self, places: Places, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        places.say("OPENAI_KEY=sk-1234567", home="CONTENTHUB_OPENAI_API_KEY=env:OPENAI_KEY")
        assert load(places.environ).openai_api_key == "sk-1234567"
        monkeypatch.setenv("OPENAI_KEY", "sk-1234567")
        for given in (environment.safe(), content_creator_program._environment()):
            assert "OPENAI_KEY" not in given

    def test_a_secret_may_stand_in_a_file(self, places: Places, tmp_path: Path) -> None:
        (tmp_path / "url").write_text("redis://:pass@h/0\n")
        places.say(f"REDIS_URL=file:{tmp_path}/url")
        assert load(places.environ).redis_url == "redis://:pass@h/0"

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            ("env:NOBODY", "'NOBODY' is not"),
            ("file:/no/such/file", "No such file"),
            ("file:relative", "begins with /"),
            ("file:/dev/null", "empty or too large"),
            ("file:/dev/zero", "empty or too large"),
            ("file:/", "Is a directory"),
        ],
    )
    def test_what_is_not_there_is_refused(self, places: Places, value: str, why: str) -> None:
        [problem] = places.say(f"CONTENTHUB_OPENAI_API_KEY={value}").read().problems
        assert "CONTENTHUB_OPENAI_API_KEY is (hidden)" in str(problem)
        assert why in str(problem)

    def test_other_settings_are_taken_as_they_are(self, places: Places) -> None:
        assert load({**places.environ, "CONTENTHUB_OPENAI_MODEL": "env:X"}).openai_model == "env:X"


def test_the_default_is_told_where_nothing_is_said(places: Places) -> None:
    found = places.read()
    assert set(found.sources) == NAMES
    said = {name for name, source in found.sources.items() if source != DEFAULT}
    assert said == {"CONTENTHUB_HOME"}
