"""What can hold secrets is its owner's alone from the moment it exists, whatever the umask."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub import private_files
from contenthub.database import backup, db
from contenthub.settings import Settings

Cli = Callable[..., Any]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct, autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_a_new_home_and_all_in_it_are_its_owners(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "deep" / "home"
    monkeypatch.setenv("CONTENTHUB_HOME", str(home))
    assert cli("account", "add", "Tea").code == 0
    with sqlite3.connect(home / "contenthub.db") as held:  # so that its companions stay
        held.execute("SELECT * FROM accounts").fetchall()
        assert cli("account", "add", "Coffee").code == 0
        assert mode(home) == 0o700
        found = {path.name: mode(path) for path in home.glob("contenthub.db*")}
    held.close()
    assert found == dict.fromkeys(
        ("contenthub.db", "contenthub.db-wal", "contenthub.db-shm"), 0o600
    )


def test_so_is_the_home_of_a_database_elsewhere(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "deep" / "home"
    monkeypatch.setenv("CONTENTHUB_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'line.db'}")
    assert cli("content", "generate", "-t", "The tea trade").code == 0
    assert [path.name for path in home.iterdir()] != []
    assert mode(home) == 0o700


def test_a_database_elsewhere_is_used_without_a_home(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CONTENTHUB_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'line.db'}")
    answer = cli("account", "add", "Tea")
    assert answer.code == 0, answer.err


def test_so_are_a_database_elsewhere_its_backups_and_what_is_restored(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, copy = tmp_path / "line.db", tmp_path / "copy.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{live}")
    assert cli("account", "add", "Tea").code == 0
    assert cli("db", "backup", str(copy)).code == 0
    live.chmod(0o644)  # as older versions left it
    restored = cli("db", "restore", str(copy), "-f", "json")
    assert restored.code == 0, restored.err
    kept = Path(restored.json["replaced_kept_at"])
    assert [mode(path) for path in (live, copy, kept)] == [0o600] * 3
    live.unlink()
    assert cli("db", "restore", str(copy)).code == 0
    assert mode(live) == 0o600


def test_a_database_that_a_group_shares_stays_shared(cli: Cli, database: Settings) -> None:
    live = database.home_folder / "contenthub.db"
    backup.back_up(live, copy := live.with_name("copy"))
    db.close()
    live.chmod(0o660)
    assert cli("db", "restore", str(copy)).code == 0
    assert mode(live) == 0o660


def test_a_copy_is_private_while_it_is_written(
    database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    connect = sqlite3.connect

    def watched(name: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        seen.extend(mode(path) for path in tmp_path.glob(".copy.db.*"))
        return connect(name, *arguments, **options)

    monkeypatch.setattr(sqlite3, "connect", watched)
    backup.back_up(database.home_folder / "contenthub.db", tmp_path / "copy.db")
    assert seen
    assert set(seen) == {0o600}


def test_an_open_home_is_told_with_the_command_that_closes_it(cli: Cli, database: Settings) -> None:
    home = database.home_folder
    (home / ".env").write_text("")
    (home / ".env").chmod(0o644)
    home.chmod(0o755)
    row = next(row for row in cli("doctor", "-f", "json").json if row["check"] == "home")
    assert row["status"] == "warning"
    assert row["advice"] == f"chmod go= {home} {home}/.env"
    for path in (home, home / ".env"):
        path.chmod(mode(path) & 0o700)
    assert private_files.too_open(home) == []
    row = next(row for row in cli("doctor", "-f", "json").json if row["check"] == "home")
    assert row["status"] == "ok"


def test_what_nobody_can_get_at_is_no_trouble(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "x.db").touch()
    (tmp_path / "x.db").chmod(0o644)
    assert private_files.too_open(tmp_path) == []
    assert private_files.too_open(tmp_path / "nothing") == []


def test_a_file_that_is_there_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "there").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        private_files.create(tmp_path / "there")
    assert not (tmp_path / "elsewhere").exists()
