"""`contenthub db …`: migrations, copies that are whole, and what must never be in a database."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contenthub import migrations
from contenthub.database import backup, db
from contenthub.lifecycle import accounts, submission, workers
from contenthub.lifecycle.submission import NewTask
from contenthub.settings import Settings
from tests.support.processes import Processes
from tests.support.servers import Postgres

Cli = Callable[..., Any]


@pytest.fixture
def live(database: Any) -> Path:
    """The file of the database."""
    return db.sqlite_path()


def _topics(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as opened:
        return [row[0] for row in opened.execute("SELECT topic FROM generation_tasks ORDER BY id")]


def _left_by_a_killed_program(live: Path, copy: Path, suffix: str) -> None:
    """A copy of ``live`` with the log that a program left which was killed in a change."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made = copy.with_name("made.db")
    made.write_bytes(live.read_bytes())
    with closing(sqlite3.connect(made, isolation_level=None)) as opened:
        opened.execute(f"PRAGMA journal_mode = {'WAL' if suffix == '-wal' else 'DELETE'}")
        opened.execute("PRAGMA cache_size = 1")  # a change goes to the file before its commit
        opened.execute("BEGIN")
        opened.execute("UPDATE generation_tasks SET topic = hex(randomblob(100000))")
        if suffix == "-wal":
            opened.execute("COMMIT")
        for end in ("", suffix):
            Path(f"{copy}{end}").write_bytes(Path(f"{made}{end}").read_bytes())
    made.unlink()


class TestStatus:
    def test_it_tells_address_migrations_and_rows(self, cli: Cli, submit: Any, live: Path) -> None:
        submit()
        told = cli("db", "status", "-f", "json").json
        assert told["address"] == f"sqlite:///{live}"
        assert (told["kind"], told["up_to_date"]) == ("sqlite", True)
        assert told["size_bytes"] > 0
        assert told["migrations"][0]["migration"] == "0001_initial"
        assert told["migrations"][0]["applied_at"].endswith("Z")
        assert {"table": "generation_tasks", "rows": 1} in told["tables"]
        assert "0001_initial" in cli("db", "status").out

    def test_a_newer_database_can_still_be_looked_at(self, cli: Cli, database: Any) -> None:
        db.execute(
            "INSERT INTO schema_migration (name, applied) VALUES ('0099_later', '2026-01-01')"
        )
        answer = cli("db", "status", "-f", "json")
        assert (answer.code, answer.json["up_to_date"]) == (0, False)
        assert "upgrade contenthub" in answer.err
        refused = cli("task", "list")
        assert (refused.code, "upgrade contenthub" in refused.err) == (4, True)

    def test_what_an_older_one_waits_for_is_said(self, cli: Cli, database: Any) -> None:
        newest = migrations.names()[-1]
        db.execute("DELETE FROM schema_migration WHERE name = ?", (newest,))
        answer = cli("db", "status", "-f", "json")
        assert (answer.code, answer.json["up_to_date"]) == (0, False)
        assert "then run `contenthub db migrate`" in answer.err
        assert cli("db", "status", "-f", "csv").code == 0

    def test_the_password_is_not_shown(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/x")
        answer = cli("db", "status")
        assert answer.code == 5
        assert "hunter2" not in answer.out + answer.err


class TestMigrate:
    def test_an_empty_home_is_migrated_by_the_first_command(self, cli: Cli) -> None:
        assert cli("db", "migrate", "-f", "json").json["applied"] == migrations.names()
        assert cli("db", "migrate", "-f", "json").json == {"applied": [], "backup": None}
        assert cli("db", "migrate").out == "nothing to do: the database is of this version\n"

    def test_an_older_database_is_backed_up_and_migrated(
        self, cli: Cli, submit: Any, newer_program: None
    ) -> None:
        submit("kept")
        refused = cli("task", "list")
        assert (refused.code, "contenthub db migrate" in refused.err) == (4, True)
        told = cli("db", "migrate", "-f", "json").json
        assert told["applied"] == ["9000_note"]
        assert _topics(Path(told["backup"])) == ["kept"]
        assert cli("db", "status", "-f", "json").json["up_to_date"] is True

    def test_it_waits_until_the_service_is_stopped(
        self, cli: Cli, database: Any, newer_program: None
    ) -> None:
        workers.beat("up", "embedded", ["line"], 1)
        answer = cli("db", "migrate")
        assert answer.code == 4
        assert f"pid {os.getpid()}" in answer.err


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any) -> Iterator[None]:
    """A program that has one more migration than the database."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in migrations.FOLDER.glob("0*.py"):
        (folder / path.name).write_text(path.read_text())
    (folder / "9000_note.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE note (id INTEGER)')\n"
    )
    monkeypatch.setattr(migrations, "FOLDER", folder)
    return


class TestBackup:
    def test_it_holds_everything_and_stands_alone(
        self, cli: Cli, submit: Any, tmp_path: Path
    ) -> None:
        submit("茶")
        copy = tmp_path / "copy.db"
        told = cli("db", "backup", str(copy), "-f", "json").json
        assert told == {"backup": str(copy), "size_bytes": copy.stat().st_size, "integrity": "ok"}
        assert _topics(copy) == ["茶"]
        assert sorted(p.name for p in tmp_path.glob("*copy*")) == ["copy.db"]
        assert copy.stat().st_mode & 0o777 == 0o600

    def test_an_existing_file_is_replaced_only_by_force(
        self, cli: Cli, submit: Any, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        copy.write_text("precious")
        refused = cli("db", "backup", str(copy))
        assert (refused.code, copy.read_text()) == (2, "precious")
        assert "--force" in refused.err
        submit("new")
        assert cli("db", "backup", str(copy), "--force").code == 0
        assert _topics(copy) == ["new"]

    def test_bad_targets_are_refused(self, cli: Cli, live: Path, tmp_path: Path) -> None:
        folder = cli("db", "backup", str(tmp_path))
        assert (folder.code, "is a folder" in folder.err) == (2, True)
        itself = cli("db", "backup", str(live), "--force")
        assert (itself.code, "is the database itself" in itself.err) == (2, True)
        nowhere = cli("db", "backup", str(tmp_path / "no" / "folder.db"))
        assert (nowhere.code, "cannot be written" in nowhere.err) == (5, True)

    def test_a_pipe_or_a_device_is_not_replaced_by_a_file(
        self, cli: Cli, live: Path, tmp_path: Path
    ) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        refused = cli("db", "backup", str(pipe), "--force")
        assert (refused.code, "is no file" in refused.err) == (2, True)
        assert pipe.is_fifo()
        printed = cli("db", "backup", "-")
        assert (printed.code, "cannot be printed" in printed.err) == (2, True)

    @pytest.mark.parametrize("there", [True, False])
    def test_a_link_stays_and_its_file_is_written(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path, there: bool
    ) -> None:
        submit("copied")
        link, file = tmp_path / "latest.db", tmp_path / "disk" / "copy.db"
        file.parent.mkdir()
        if there:
            file.write_text("older")
        link.symlink_to(file)
        assert cli("db", "backup", str(link), *(["--force"] if there else [])).code == 0
        assert (link.is_symlink(), _topics(file)) == (True, ["copied"])

    def test_it_is_consistent_while_others_write(
        self, cli: Cli, account: Any, database: Any, tmp_path: Path
    ) -> None:
        stop, written = threading.Event(), threading.Event()

        def write() -> None:
            while not stop.is_set():
                requests = [NewTask(f"t{n}", account) for n in range(20)]
                submission.submit(requests, database, "test")
                written.set()
            db.close()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert written.wait(60)
            with Processes(tmp_path) as processes:
                for number in range(3):
                    target = tmp_path / f"copy{number}.db"
                    done = processes.run("db", "backup", str(target))
                    assert done.returncode == 0, done.stderr
        finally:
            stop.set()
            writer.join()
        for copy in tmp_path.glob("copy*.db"):
            with closing(sqlite3.connect(copy)) as opened:
                assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                tasks, events = opened.execute(
                    "SELECT (SELECT COUNT(*) FROM generation_tasks), (SELECT COUNT(*) FROM events)"
                ).fetchone()
            assert tasks == events  # each submit wrote both, in one transaction
            assert tasks % 20 == 0

    @pytest.mark.parametrize("suffix", ["-wal", "-journal"])
    def test_a_copy_does_not_take_over_the_log_of_what_it_replaces(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path, suffix: str
    ) -> None:
        copy = tmp_path / "copy.db"
        submit("new")
        _left_by_a_killed_program(live, copy, suffix)
        assert cli("db", "backup", str(copy), "--force").code == 0
        assert _topics(copy) == ["new"]
        assert [p.name for p in tmp_path.glob("copy.db?*")] == []

    @pytest.mark.parametrize("force", [[], ["--force"]])
    @pytest.mark.parametrize("suffix", ["-wal", "-journal"])
    def test_a_name_whose_log_is_left_over_is_refused(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path, suffix: str, force: list[str]
    ) -> None:
        copy = tmp_path / "copy.db"
        submit("old")
        _left_by_a_killed_program(live, copy, suffix)
        copy.unlink()
        refused = cli("db", "backup", str(copy), *force)
        assert refused.code == 2
        assert f"copy.db{suffix} beside it is" in refused.err
        assert not copy.exists()

    def test_a_database_that_another_program_has_open_is_not_replaced(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        submit("of the other program")
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        submit("new")
        with closing(sqlite3.connect(copy)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("SELECT COUNT(*) FROM accounts").fetchone()
            refused = cli("db", "backup", str(copy), "--force")
        assert refused.code == 4
        assert "another program has the database open" in refused.err
        assert _topics(copy) == ["of the other program"]


class TestRestore:
    def test_the_backup_takes_the_place_and_the_replaced_one_is_kept(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        submit("before")
        live.chmod(0o640)
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        submit("after")
        told = cli("db", "restore", str(copy), "-f", "json")
        assert told.code == 0, told.err
        assert [r["topic"] for r in cli("task", "list", "-f", "json").json] == ["before"]
        kept = Path(told.json["replaced_kept_at"])
        assert kept.parent == live.parent
        assert _topics(kept) == ["before", "after"]
        assert copy.is_file()
        assert live.stat().st_mode & 0o777 == 0o640
        assert cli("db", "check").code == 0

    def test_a_log_that_a_crash_left_behind_is_not_lost(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        submit("only in the log")
        left = {s: Path(f"{live}{s}").read_bytes() for s in ("", "-wal")}
        db.close()
        for suffix, data in left.items():  # as a killed process leaves them
            Path(f"{live}{suffix}").write_bytes(data)
        told = cli("db", "restore", str(copy), "-f", "json").json
        assert _topics(Path(told["replaced_kept_at"])) == ["only in the log"]
        assert _topics(live) == []

    def test_the_log_of_a_database_that_is_gone_is_not_written_into_the_backup(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        submit("saved")
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        other = tmp_path / "other.db"
        _left_by_a_killed_program(live, other, "-wal")
        db.close()
        live.unlink()
        left = Path(f"{other}-wal").read_bytes()
        Path(f"{live}-wal").write_bytes(left)
        told = cli("db", "restore", str(copy), "-f", "json")
        assert told.code == 0, told.err
        assert _topics(live) == ["saved"]
        kept = Path(told.json["replaced_kept_at"])
        assert (kept.name.endswith("-wal"), kept.read_bytes()) == (True, left)

    def test_a_broken_database_can_be_replaced(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        submit("saved")
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        db.close()
        live.write_text("ruined" * 1000)
        told = cli("db", "restore", str(copy), "-f", "json")
        assert told.code == 0, told.err
        assert "cannot be read" in told.err
        assert Path(told.json["replaced_kept_at"]).read_text().startswith("ruined")
        assert _topics(live) == ["saved"]

    def test_a_link_to_another_disk_stays_one(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        submit("saved")
        copy, moved = tmp_path / "copy.db", tmp_path / "disk" / "moved.db"
        cli("db", "backup", str(copy))
        db.close()
        moved.parent.mkdir()
        live.rename(moved)
        live.symlink_to(moved)
        told = cli("db", "restore", str(copy), "-f", "json")
        assert told.code == 0, told.err
        assert (live.is_symlink(), _topics(moved)) == (True, ["saved"])
        assert Path(told.json["replaced_kept_at"]).parent == moved.parent

    def test_into_an_empty_home(
        self, cli: Cli, submit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submit("moved")
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        monkeypatch.setenv("CONTENTHUB_HOME", str(tmp_path / "new" / "home"))
        answer = cli("db", "restore", str(copy), "-f", "json")
        assert (answer.code, answer.json["replaced_kept_at"]) == (0, None)
        assert [r["topic"] for r in cli("task", "list", "-f", "json").json] == ["moved"]

    def test_not_while_a_service_runs(self, cli: Cli, live: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        workers.beat("up", "embedded", ["line"], 1)
        answer = cli("db", "restore", str(copy))
        assert answer.code == 4
        assert "while a service runs" in answer.err

    def test_not_while_another_program_has_it_open(
        self, cli: Cli, live: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        with closing(sqlite3.connect(live)) as other:
            other.execute("SELECT COUNT(*) FROM accounts").fetchone()
            answer = cli("db", "restore", str(copy))
        assert answer.code == 4
        assert "another program has the database open" in answer.err
        assert [p.name for p in live.parent.glob("*replaced*")] == []

    def test_what_is_no_backup_is_refused(self, cli: Cli, live: Path, tmp_path: Path) -> None:
        (tmp_path / "text").write_text("hello")
        with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
            other.execute("CREATE TABLE t (x)")
        for name, says in [
            ("text", "is no SQLite database"),
            ("other.db", "not a ContentHub database"),
            ("missing.db", "cannot be read"),
            (str(live), "is the database itself"),
        ]:
            answer = cli("db", "restore", str(tmp_path / name))
            assert (answer.code, says in answer.err) == (2, True), answer.err

    def test_a_corrupt_backup_is_refused(
        self, cli: Cli, submit: Any, live: Path, tmp_path: Path
    ) -> None:
        for n in range(200):
            submit(f"topic {n}")
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        size = copy.stat().st_size
        with copy.open("r+b") as file:
            file.seek(size // 2)
            file.write(os.urandom(size // 4))
        answer = cli("db", "restore", str(copy))
        assert answer.code == 2
        assert "is corrupt" in answer.err
        assert len(_topics(live)) == 200

    def test_a_newer_backup_is_refused(self, cli: Cli, live: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        with closing(sqlite3.connect(copy)) as opened, opened:
            opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('0099_x', '')")
        answer = cli("db", "restore", str(copy))
        assert (answer.code, "upgrade contenthub" in answer.err) == (4, True)

    def test_an_older_backup_is_restored_and_waits_for_its_migration(
        self, cli: Cli, live: Path, tmp_path: Path, newer_program: None
    ) -> None:
        copy = tmp_path / "copy.db"
        backup.back_up(live, copy)
        answer = cli("db", "restore", str(copy))
        assert answer.code == 0
        assert "run `contenthub db migrate` now" in answer.err

    def test_two_in_one_second_keep_both(self, cli: Cli, live: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        cli("db", "backup", str(copy))
        kept = {
            cli("db", "restore", str(copy), "-f", "json").json["replaced_kept_at"] for _ in range(3)
        }
        assert len(kept) == 3


class TestCheck:
    def test_a_database_after_real_work_is_in_order(
        self, cli: Cli, submit: Any, line: Any, until: Any, story: Any
    ) -> None:
        line()
        task_id = submit()
        until(lambda: story.published(task_id), "the publication")
        answer = cli("db", "check")
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith("in order:")

    @pytest.mark.parametrize(
        ("damage", "check"),
        [
            ("UPDATE generation_tasks SET content_id = NULL", "a completed task has its content"),
            (
                "UPDATE generation_tasks SET status = 'failed'",
                "a content's task is completed and knows it",
            ),
            ("UPDATE publish_entries SET proof = ''", "what is published has its proof"),
            (
                "UPDATE publish_entries SET maybe_published_since = created_at",
                "doubt ends with proof",
            ),
            (
                "UPDATE generation_tasks SET lease_owner = 'x', lease_until = created_at",
                "what has ended is held by nobody",
            ),
            (
                "UPDATE generation_tasks SET status = 'pending', content_id = NULL",
                "what is open will be looked at and has a deadline",
            ),
            (
                "UPDATE generation_tasks SET lease_until = created_at",
                "a lease has an owner and an end",
            ),
            ("UPDATE contents SET review_status = 'maybe'", "every state is one that exists"),
            ("DELETE FROM events", "every task has its story"),
            ("DROP INDEX task_due", "schema"),
            ("UPDATE contents SET account_id = 99", "references"),
        ],
    )
    def test_each_kind_of_damage_is_found(
        self,
        cli: Cli,
        submit: Any,
        line: Any,
        until: Any,
        story: Any,
        live: Path,
        damage: str,
        check: str,
    ) -> None:
        line()
        task_id = submit()
        until(lambda: story.published(task_id), "the publication")
        with closing(sqlite3.connect(live)) as opened, opened:
            opened.execute(damage)
        answer = cli("db", "check", "-f", "json")
        assert answer.code == 1
        assert check in {row["check"] for row in answer.json}
        assert "finding" in answer.err

    def test_a_damaged_file_is_found(self, cli: Cli, submit: Any, live: Path) -> None:
        for n in range(50):
            submit(f"topic {n}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        with closing(sqlite3.connect(live)) as opened:
            (page,) = opened.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'task_status'"
            ).fetchone()
            (size,) = opened.execute("PRAGMA page_size").fetchone()
        with live.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(os.urandom(size))
        answer = cli("db", "check", "-f", "json")
        assert (answer.code, answer.out[:1]) == (1, "["), answer.err
        assert {row["check"] for row in answer.json} == {"integrity"}


def test_postgresql_is_told_to_use_its_own_tools(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@127.0.0.1:1/x")
    answer = cli("db", "restore", str(tmp_path / "copy.db"))
    assert (answer.code, "pg_restore" in answer.err) == (2, True)


def test_the_commands_read_and_check_postgresql_as_well(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgresql: Postgres
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql.create_database())
    assert cli("task", "list", "-f", "json").json == []
    submission.submit([NewTask("tea", accounts.default())], Settings(), "test", "b1")
    listed = cli("task", "list", "-s", "pending", "-s", "failed", "--since", "1h", "-f", "json")
    assert [row["topic"] for row in listed.json] == ["tea"]
    assert cli("task", "status", listed.json[0]["task_id"]).code == 0
    assert cli("task", "stats", "-f", "json").json["pending"] == 1
    assert cli("task", "stats", "--by", "account", "-f", "json").json[0]["total"] == 1
    assert cli("task", "cancel", "--batch", "b1", "-f", "json").json[0]["status"] == "cancelled"
    assert cli("task", "watch", "--account", "default").code == 0
    assert cli("task", "events", listed.json[0]["task_id"]).code == 0
    assert cli("db", "check").code == 0
    assert cli("db", "status", "-f", "json").json["kind"] == "postgresql"
    monkeypatch.setenv("PATH", str(tmp_path))  # without PostgreSQL's programs
    backed_up = cli("db", "backup", str(tmp_path / "copy.db"))
    assert (backed_up.code, "pg_dump" in backed_up.err) == (5, True)
    found = {row["check"]: row["status"] for row in cli("doctor", "-f", "json").json}
    assert found["database"] == "ok"
    db.close()
