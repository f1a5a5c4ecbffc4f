"""A database that was emptied, cut short.

Overwritten or moved away is not mistaken for a new one.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import peewee
import pytest

from contenthub.database import db, sqlite_file
from contenthub.database_watch import CUT_SHORT, MIGRATED, REPLACED, DatabaseWatch
from contenthub.errors import UnreachableError
from contenthub.settings import Settings

Cli = Callable[..., Any]


@pytest.fixture
def stopped(cli: Cli, submit: Any, database: Settings) -> Path:
    """The file of a database that nobody has open, without its log."""
    for number in range(40):
        submit(f"topic {number}")
    db.close()
    path = db.sqlite_path()
    assert sqlite_file.log_size(path) == 0
    return path


def _leave_a_log(path: Path) -> None:
    """As a killed process leaves it: the last commit is in the log alone."""
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE later (n)")
        opened.commit()
        kept = {name: name.read_bytes() for name in (path, sqlite_file.log_of(path))}
    for name, data in kept.items():
        name.write_bytes(data)


@pytest.mark.parametrize("with_log", [True, False])
def test_an_emptied_database_is_not_made_anew(cli: Cli, stopped: Path, with_log: bool) -> None:
    if with_log:
        _leave_a_log(stopped)
    log = sqlite_file.log_of(stopped).read_bytes() if with_log else b""
    stopped.write_bytes(b"")
    for command in (("task", "list"), ("db", "migrate"), ("db", "status"), ("doctor",)):
        answer = cli(*command)
        assert answer.code == 5, answer.out
        assert "is an empty file" in answer.err + answer.out
        assert "db restore" in answer.err + answer.out
    assert stopped.read_bytes() == b""
    if with_log:  # which may be worth more than anything else by now
        assert sqlite_file.log_of(stopped).read_bytes() == log


@pytest.mark.parametrize("keep", [50, 4_096, -4_096, -1])
def test_a_database_that_was_cut_short_is_refused(cli: Cli, stopped: Path, keep: int) -> None:
    data = stopped.read_bytes()
    stopped.write_bytes(data[:keep])
    answer = cli("task", "list")
    assert (answer.code, "cut short" in answer.err) == (5, True)
    assert stopped.read_bytes() == data[:keep]


def test_a_database_that_was_overwritten_is_refused(cli: Cli, stopped: Path) -> None:
    stopped.write_bytes(b"\0" * stopped.stat().st_size)
    answer = cli("task", "list")
    assert (answer.code, "overwritten" in answer.err) == (5, True)


def test_a_log_without_its_database_is_refused(cli: Cli, stopped: Path) -> None:
    _leave_a_log(stopped)
    stopped.rename(stopped.with_name("moved"))
    answer = cli("task", "list")
    assert (answer.code, "is gone" in answer.err) == (5, True)
    stopped.with_name("moved").rename(stopped)
    assert cli("task", "list").code == 0


@pytest.mark.parametrize("with_log", [True, False])
def test_no_new_database_is_made_where_a_link_leads_nowhere(
    cli: Cli, stopped: Path, tmp_path: Path, with_log: bool
) -> None:
    """The disk with the database is not mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    real = disk / "real.db"
    stopped.rename(real)
    stopped.symlink_to(real)
    if with_log:
        _leave_a_log(stopped)
        assert sqlite_file.log_of(stopped).parent == disk
    real.rename(disk / "away.db")
    before = {one.name: one.read_bytes() for one in disk.iterdir()}
    for command in (("task", "list"), ("db", "migrate"), ("db", "status"), ("doctor",)):
        answer = cli(*command)
        assert answer.code == 5, answer.out
        assert "which is not there" in answer.err + answer.out
    assert {one.name: one.read_bytes() for one in disk.iterdir()} == before
    (disk / "away.db").rename(real)
    assert len(cli("task", "list", "-f", "json").json) == 40


def test_a_broken_one_can_be_replaced_by_a_backup(cli: Cli, stopped: Path, tmp_path: Path) -> None:
    assert cli("db", "backup", str(tmp_path / "copy.db")).code == 0
    db.close()
    _leave_a_log(stopped)
    stopped.write_bytes(b"")
    answer = cli("db", "restore", str(tmp_path / "copy.db"), "-f", "json")
    assert answer.code == 0, answer.err
    kept = Path(answer.json["replaced_kept_at"])
    assert sqlite_file.log_size(kept) > 0  # whoever can read it finds it beside the file
    assert len(cli("task", "list", "-f", "json").json) == 40


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()

    def make() -> None:
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("CREATE TABLE t (x)")

    maker = threading.Timer(0.1, make)
    maker.start()
    sqlite_file.demand_whole(path)
    maker.join()
    assert path.stat().st_size > 0


def test_pages_that_are_only_in_the_log_after_a_crash_are_not_missed(
    cli: Cli, stopped: Path
) -> None:
    """A checkpoint writes the new number of pages first."""
    whole = stopped.read_bytes()
    with closing(sqlite3.connect(stopped)) as opened:
        opened.execute("PRAGMA wal_autocheckpoint = 0")
        opened.execute("CREATE TABLE later AS SELECT * FROM generation_tasks")
        opened.commit()
        log = sqlite_file.log_of(stopped).read_bytes()
        opened.execute("PRAGMA wal_checkpoint(PASSIVE)")
        half = stopped.read_bytes()[: len(whole)]
    stopped.write_bytes(half)
    sqlite_file.log_of(stopped).write_bytes(log)
    assert sqlite_file.shape(stopped) is sqlite_file.Shape.SHORT
    watch = DatabaseWatch()
    assert cli("task", "list").code == 0
    assert watch.fault() is None
    watch.close()
    assert cli("db", "check").code == 0


class TestWhileAProcessWorks:
    @pytest.fixture
    def watch(self, submit: Any, database: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setattr("contenthub.database_watch.LOOK", 0)
        for number in range(40):
            submit(f"topic {number}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        watch = DatabaseWatch()
        assert watch.fault() is None
        yield watch
        watch.close()

    def test_a_file_in_its_place_is_noticed(self, watch: DatabaseWatch) -> None:
        path = db.sqlite_path()
        shutil.copy(path, path.with_name("other"))
        path.with_name("other").rename(path)
        assert watch.fault() is REPLACED

    @pytest.mark.parametrize("keep", [0, 4_096, 40_960])
    def test_a_file_that_is_cut_short_is_noticed(self, watch: DatabaseWatch, keep: int) -> None:
        with db.sqlite_path().open("r+b") as opened:
            opened.truncate(keep)
        assert watch.fault() is CUT_SHORT

    def test_a_file_that_is_overwritten_is_noticed(self, watch: DatabaseWatch) -> None:
        with db.sqlite_path().open("r+b") as opened:
            opened.write(b"\0" * 4_096)
        assert watch.fault() is CUT_SHORT

    def test_a_file_that_grows_and_shrinks_by_itself_is_in_order(
        self, watch: DatabaseWatch
    ) -> None:
        for statement in (
            "CREATE TABLE t AS SELECT * FROM events",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            "DROP TABLE t",
            "VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
            db.execute(statement)
            assert watch.fault() is None

    def test_a_newer_schema_is_noticed(self, watch: DatabaseWatch) -> None:
        db.execute("INSERT INTO schema_migration (name, applied) VALUES ('0099_x', '2026-01-01')")
        assert watch.fault() is MIGRATED

    def test_a_look_leaves_the_locks_of_the_process(self, watch: DatabaseWatch) -> None:
        """Or another program that ends would take the log away as the last one that has it open."""
        path = db.sqlite_path()
        db.execute("SELECT COUNT(*) FROM accounts").fetchone()
        before = _locks(path)
        assert before
        assert watch.fault() is None
        sqlite_file.demand_whole(path)
        sqlite_file.prepare(path)
        assert _locks(path) == before


def _locks(path: Path) -> list[str]:
    """The locks on the file, as Linux tells them."""
    mark = f":{path.stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return [line.partition(":")[2] for line in lines if mark in line]


@pytest.mark.parametrize("said", ["database disk image is malformed", "file is not a database"])
def test_a_broken_file_is_a_database_that_is_away(database: Settings, said: str) -> None:
    """So what has cost something is put on disk, for the day when the file is repaired."""
    with pytest.raises(UnreachableError, match="restore"), db.transaction():
        raise peewee.DatabaseError(said)


def test_a_statement_that_breaks_a_rule_is_no_broken_file(database: Settings) -> None:
    with pytest.raises(peewee.IntegrityError), db.transaction():
        db.execute("INSERT INTO accounts (name) VALUES (NULL)")
