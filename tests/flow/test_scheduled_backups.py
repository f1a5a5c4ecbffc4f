"""Copies by schedule: made, rotated, put back, and what becomes of those that cannot be made."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, clock, records, schedule_types
from contenthub.database import backup, db, pg_dump, rotation, unfinished
from contenthub.database_address import PostgresServer
from contenthub.errors import TransientError, UnreachableError
from contenthub.lifecycle import accounts
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.records import Schedule, Tick
from contenthub.schedule_types.base import Job
from contenthub.schedules.firing import fire_due
from contenthub.settings import Settings
from tests.support import servers
from tests.support.articles import article
from tests.support.line_accounts import line_account
from tests.support.processes import REPOSITORY

Cli = Callable[..., Any]
Until = Callable[..., Any]


def nightly(**params: Any) -> Schedule:
    definition = Definition("nightly", "backup", "every", "86400", "UTC", {"keep": 2} | params)
    return definitions.create(definition, "test")


def work(schedule: Schedule, settings: Settings, days: int = 0) -> Path:
    """Do what a time of the schedule asks for; returns its newest copy."""
    when = clock.now() + timedelta(days=days)
    job = Job(schedule, when, {}, settings, lambda event, arguments: None)
    schedule_types.get("backup").work(job)
    return rotation.copies(settings.home_folder / "backups")[-1]


class TestSqlite:
    def test_the_service_copies_at_its_time_and_an_older_copy_goes(
        self, database: Settings, line: Any, until: Until
    ) -> None:
        schedule = nightly()
        for days in (-3, -2, -1):
            work(schedule, database, days)
        line()
        later = clock.now() + timedelta(days=1, seconds=5)
        with clock.use(lambda: later):
            fire_due(database, lambda: None)
        until(lambda: records.select(Tick, "WHERE status = 'completed'"), "the copy")
        (tick,) = records.select(Tick, "")
        assert tick.result is not None
        newest = Path(tick.result["backup"])
        assert tick.result["size_bytes"] == newest.stat().st_size
        assert rotation.copies(newest.parent)[-1] == newest
        assert len(rotation.copies(newest.parent)) == 2
        assert [oct(path.stat().st_mode & 0o777) for path in (newest.parent, newest)] == [
            "0o700",
            "0o600",
        ]

    def test_a_lost_database_comes_back_with_all_that_it_held(
        self, cli: Cli, database: Settings
    ) -> None:
        """The rehearsal: what a person does after the disk's loss, with the service's own copy."""
        article(database, title="Tea and glue")
        made = work(nightly(), database)
        article(database, title="Written after the copy")
        path = db.sqlite_path()
        db.close()
        for suffix in ("", *unfinished.COMPANIONS):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        path.write_bytes(b"\0" * 8_192)
        assert cli("content", "list").code == 5
        restored = cli("db", "restore", str(made), "-f", "json")
        assert restored.code == 0, restored.err
        assert cli("db", "check").code == 0
        titles = [one["title"] for one in cli("content", "list", "-f", "json").json]
        assert titles == ["Tea and glue"]
        (kept,) = cli("scheduler", "list", "-f", "json").json
        assert (kept["name"], kept["status"]) == ("nightly", "active")

    def test_a_time_that_is_done_again_has_one_copy(self, database: Settings) -> None:
        schedule = nightly()
        first = work(schedule, database)
        assert work(schedule, database, 0).parent == first.parent
        with clock.use(lambda: records.select(Schedule, "")[0].created_at):
            again = [work(schedule, database) for _ in range(2)]
        assert again[0] == again[1]

    def test_a_folder_that_takes_nothing_fails_the_tick_and_the_old_copies_stay(
        self, database: Settings
    ) -> None:
        schedule = nightly()
        kept = work(schedule, database, -1)
        hindrance = kept.parent / "not-a-folder"
        hindrance.write_text("")
        broken = replace(schedule, params={"keep": 1, "folder": str(hindrance)})
        with pytest.raises(TransientError, match="not-a-folder"):
            work(broken, database)
        assert kept.exists()

    def test_a_damaged_database_is_not_copied_over_the_good_ones(
        self, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        schedule = nightly()
        kept = [work(schedule, database, days) for days in (-2, -1)]

        def refuse(source: Path, target: Path, *, force: bool) -> int:
            raise UnreachableError("it is corrupt")

        monkeypatch.setattr(backup, "back_up", refuse)
        with pytest.raises(TransientError, match="corrupt"):
            work(schedule, database)
        assert rotation.copies(kept[0].parent) == kept


class TestParameters:
    @pytest.mark.parametrize(
        ("params", "says"),
        [
            ({"keep": 0}, "keep is 0; allowed: a whole number from 1 to 10000"),
            ({"keep": True}, "keep is true; allowed"),
            ({"folder": ""}, 'folder is ""; allowed: the path of a folder'),
            ({"folder": 7}, "folder is 7; allowed"),
            ({"place": "x"}, "backup has no parameter 'place'; it has: folder, keep"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, cli: Cli, database: Settings, params: dict[str, Any], says: str
    ) -> None:
        import json

        create = ("scheduler", "create", "--name", "n", "--type", "backup", "--every", "1d")
        answer = cli(*create, "--params", json.dumps(params))
        assert answer.code == 2
        assert says in answer.err

    def test_a_relative_folder_starts_where_the_command_was_typed(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        create = ("scheduler", "create", "--name", "n", "--type", "backup", "--every", "1d")
        made = cli(*create, "--params", '{"folder": "copies"}', "-f", "json").json
        assert made["params"] == {"keep": 14, "folder": str(tmp_path / "copies")}


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Path:
    """PostgreSQL's client programs on the path."""
    for folder in servers._program_folders(Path("/nowhere")):
        if (folder / "pg_dump").exists():
            monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
            return folder
    pytest.skip("pg_dump is not installed")


def _restoring_lines() -> tuple[list[str], list[str]]:
    """How docs/deployment.md makes the empty database, and puts a copy into it."""
    text = (REPOSITORY / "docs/deployment.md").read_text(encoding="utf-8")
    (create,) = re.findall(r"^sudo -u postgres (createdb .*)$", text, re.MULTILINE)
    (restore,) = re.findall(r"^as-contenthub (pg_restore .*)$", text, re.MULTILINE)
    return shlex.split(create), shlex.split(restore)


class TestPostgresql:
    def test_a_copy_holds_all_rows_and_goes_into_another_database(
        self, site: Settings, programs: Path, postgresql: servers.Postgres
    ) -> None:
        line_account("tea-blog")
        made = work(nightly(), site)
        assert made.suffix == ".dump"
        assert made.stat().st_mode & 0o777 == 0o600
        other = postgresql.create_database()
        done = subprocess.run(
            [programs / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={other}", made],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        db.open_database(PostgresServer(other))
        assert db.execute("SELECT name FROM accounts").fetchall() == [("tea-blog",)]
        assert db.execute("SELECT name FROM schedules").fetchall() == [("nightly",)]

    def test_the_page_puts_a_copy_back_so_that_the_service_can_use_it(
        self,
        site: Settings,
        programs: Path,
        postgresql: servers.Postgres,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Its lines as they are typed, but for who types them and the name of the copy."""
        line_account("tea-blog")
        made = work(nightly(), site)
        create, restore = _restoring_lines()
        monkeypatch.setenv("PGHOST", "127.0.0.1")
        monkeypatch.setenv("PGPORT", str(postgresql.port))
        monkeypatch.setenv("PGUSER", "postgres")
        postgresql.execute("CREATE ROLE contenthub LOGIN PASSWORD 'password'")
        try:
            for words in (create, [*restore[:-1], str(made)]):
                done = subprocess.run(words, capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stderr
            url = (
                f"postgresql://contenthub:password@127.0.0.1:{postgresql.port}/contenthub_restored"
            )
            boot.open_database(replace(site, database_url=url))
            assert accounts.find("tea-blog").name == "tea-blog"
            line_account("another")  # it may write
        finally:
            db.close()
            postgresql.execute("DROP DATABASE IF EXISTS contenthub_restored WITH (FORCE)")
            postgresql.execute("DROP ROLE contenthub")

    def test_a_copy_is_not_taken_for_one_of_the_other_database(
        self, cli: Cli, site: Settings, programs: Path, tmp_path: Path, monkeypatch: Any
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", site.database_url)
        copy = tmp_path / "my copy.db"
        assert cli("db", "backup", str(copy)).code == 0
        there = cli("db", "restore", str(copy))
        assert there.code == 2
        assert f"--dbname=NAME '{copy}'`" in there.err
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
        here = cli("db", "restore", str(copy))
        assert here.code == 2
        assert "is a copy of a PostgreSQL, and the database is SQLite" in here.err

    def test_the_command_makes_one_as_well_and_replaces_none_unasked(
        self, cli: Cli, site: Settings, programs: Path, tmp_path: Path, monkeypatch: Any
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", site.database_url)
        copy = tmp_path / "copy.dump"
        assert cli("db", "backup", str(copy)).code == 0
        assert copy.read_bytes().startswith(b"PGDMP")
        assert cli("db", "backup", str(copy)).code == 2
        assert cli("db", "backup", str(copy), "--force").code == 0

    def test_where_the_program_is_missing_the_tick_says_what_to_install(
        self, site: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(TransientError, match="cannot be copied here"):
            work(nightly(), site)
        assert rotation.copies(site.home_folder / "backups") == []

    def test_a_server_that_refuses_leaves_no_file_and_no_password_in_the_error(
        self, programs: Path, tmp_path: Path
    ) -> None:
        server = PostgresServer("postgresql://ann:se%40cret@127.0.0.1:1/none")
        with pytest.raises(UnreachableError) as caught:
            pg_dump.dump(server, tmp_path / "copy.dump")
        assert "pg_dump failed" in str(caught.value)
        assert "cret" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []
