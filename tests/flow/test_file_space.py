"""A SQLite file does not grow for ever: nor its log, nor copies that a killed program left."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contenthub import clock
from contenthub.boot import App
from contenthub.database import backup, compacting, db, sqlite_file, unfinished, upkeep
from contenthub.lifecycle import by_hand, portions, submission, task_sums, workers
from contenthub.lifecycle.submission import NewTask
from contenthub.processes.sweep import Sweeper
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support.processes import Processes, wait_until

Cli = Callable[..., Any]
_READER = """
import sqlite3, sys
opened = sqlite3.connect(sys.argv[1], isolation_level=None)
opened.execute("BEGIN")
opened.execute("SELECT COUNT(*) FROM accounts").fetchone()
print("reading", flush=True)
sys.stdin.readline()
"""


def _ended_tasks(count: int, account: Account, settings: Settings) -> None:
    requests = [
        replace(NewTask(f"topic {n}", account), requirements="x" * 2_000) for n in range(count)
    ]
    submission.submit(requests, settings, "test")
    db.execute(
        "UPDATE generation_tasks SET status = 'failed', completed_at = ?, due_at = NULL",
        ("2026-01-01T00:00:00.000000+00:00",),
    )
    task_sums.count_anew()


def _size() -> int:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return db.sqlite_path().stat().st_size


def _make_old() -> None:
    """As databases were made before: free pages stay in the file."""
    db.close()
    with closing(sqlite3.connect(db.sqlite_path(), isolation_level=None)) as opened:
        opened.execute("PRAGMA auto_vacuum = NONE")
        opened.execute("VACUUM")


class TestCleanup:
    def test_it_gives_space_back_in_a_new_home(
        self, cli: Cli, account: Account, database: Settings
    ) -> None:
        _ended_tasks(1_000, account, database)
        full = _size()
        told = cli("task", "cleanup", "--days", "1", "-f", "json").json
        assert told["removed"] == 1_000
        assert told["given_back_bytes"] > full / 4
        assert _size() <= full - told["given_back_bytes"]
        assert cli("db", "check").code == 0

    def test_it_keeps_the_space_of_an_older_file_until_that_is_compacted(
        self, cli: Cli, account: Account, database: Settings
    ) -> None:
        _make_old()
        _ended_tasks(1_000, account, database)
        full = _size()
        assert cli("task", "cleanup", "--days", "1", "-f", "json").json["given_back_bytes"] == 0
        assert _size() == full
        told = cli("db", "compact", "-f", "json").json
        assert told["size_bytes"] == _size() < full / 2
        _ended_tasks(1_000, account, database)
        told = cli("task", "cleanup", "--days", "1", "-f", "json").json
        assert told["given_back_bytes"] > 0

    def test_a_portion_takes_as_many_rows_as_its_time_allows(self) -> None:
        quick, slow = portions.AIM / 10, portions.AIM * 4
        assert portions.next_size(50, quick) == 100  # twice as many at most
        assert portions.next_size(200, slow) == 50
        assert portions.next_size(50, 60.0) == portions.SMALLEST
        assert portions.next_size(portions.LARGEST, 0.0) == portions.LARGEST

    def test_others_write_while_much_is_removed(
        self, account: Account, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _ended_tasks(6_000, account, database)
        left: list[int] = []  # tasks, as another connection sees them that writes without waiting

        def pause(seconds: float) -> None:
            assert 0 < seconds <= portions.AIM
            with closing(sqlite3.connect(db.sqlite_path(), timeout=0)) as other, other:
                other.execute("BEGIN IMMEDIATE")
                counted = other.execute("SELECT COUNT(*) FROM generation_tasks").fetchone()
                other.execute("UPDATE leases SET term = term + 1")
                left.append(counted[0])

        monkeypatch.setattr(
            portions, "time", SimpleNamespace(monotonic=time.monotonic, sleep=pause)
        )
        assert by_hand.cleanup(clock.now()) == 6_000
        removed = [before - after for before, after in pairwise([6_000, *left, 0])]
        assert removed[0] == portions.FIRST
        assert all(0 <= portion <= portions.LARGEST for portion in removed)

    def test_what_has_to_stay_is_looked_at_once(
        self, account: Account, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _ended_tasks(200, account, database)
        db.execute(
            "UPDATE generation_tasks SET lease_owner = 'x', lease_until = completed_at"
            " WHERE id <= 150"
        )
        monkeypatch.setattr(portions, "LARGEST", 10)
        looked: list[int] = []
        original = by_hand._Cleanup._portion

        def portion(self: Any, size: int) -> int:
            looked.append(original(self, size))
            return looked[-1]

        monkeypatch.setattr(by_hand._Cleanup, "_portion", portion)
        assert by_hand.cleanup(clock.now()) == 50
        assert sum(looked) == 200


class TestCompact:
    def test_not_while_a_service_runs(self, cli: Cli, database: Settings) -> None:
        workers.beat("up", "embedded", ["line"], 1)
        answer = cli("db", "compact")
        assert (answer.code, "while a service runs" in answer.err) == (4, True)

    def test_not_while_another_program_writes(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(compacting, "_BUSY", 0.05)
        with closing(sqlite3.connect(db.sqlite_path(), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = cli("db", "compact")
        assert (answer.code, "another program" in answer.err) == (4, True)

    def test_it_says_how_much_space_is_missing(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = namedtuple("usage", "total used free")(10**9, 10**9, 3_000_000)
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
        answer = cli("db", "compact")
        assert answer.code == 4
        assert "needs" in answer.err
        assert "3 MB are free" in answer.err

    def test_killed_at_any_moment_it_loses_nothing_and_leaves_nothing(
        self, cli: Cli, account: Account, database: Settings, tmp_path: Path
    ) -> None:
        _ended_tasks(3_000, account, database)
        db.close()
        folder = db.sqlite_path().parent
        with Processes(tmp_path) as processes:
            for number in range(4):
                process = processes.contenthub("db", "compact")
                if number:  # the first is killed while it starts, the others while they write
                    wait_until(
                        lambda p=process: not p.running or _writes(p.pid, folder), 60, "a write"
                    )
                process.signal(signal.SIGKILL)
                process.wait()
                assert len(cli("task", "list", "--limit", "0", "-f", "json").json) == 3_000
                db.close()
        assert cli("db", "compact").code == 0
        assert cli("db", "check").code == 0
        db.close()
        assert sorted(p.name for p in folder.iterdir()) == ["contenthub.db"]


def _writes(pid: int, folder: Path) -> bool:
    """Whether the process has a temporary file in the folder, or a log that grows."""
    try:
        opened = [os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return True
    return any(str(folder) in name and "(deleted)" in name for name in opened)


class TestLog:
    @pytest.fixture
    def reader(self, database: Settings) -> Iterator[subprocess.Popen[str]]:
        """A second process that reads without an end; a line on its input ends it."""
        command = [sys.executable, "-c", _READER, str(db.sqlite_path())]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "reading\n"
            yield process
            process.kill()

    def test_it_is_cut_back_when_a_long_reader_has_left(
        self,
        cli: Cli,
        reader: subprocess.Popen[str],
        account: Account,
        database: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(upkeep, "LOG_LIMIT", 1_000_000)
        _ended_tasks(2_000, account, database)
        path = db.sqlite_path()
        grown = sqlite_file.log_size(path)
        assert grown > 1_000_000
        assert cli("db", "status", "-f", "json").json["log_bytes"] == grown
        assert not upkeep.cut_back_log()
        _ended_tasks(1, account, database)  # nobody is kept from writing
        reader.communicate("end\n")
        sweeper = Sweeper(database, lambda *_: None, App(database, "test", 0).spool)
        sweeper.start()  # the process that sweeps does it
        try:
            wait_until(lambda: sqlite_file.log_size(path) < 1_000_000, 60, "the cut")
        finally:
            sweeper.stop()
        assert len(cli("task", "list", "--limit", "0", "-f", "json").json) == 2_001

    def test_the_doctor_tells_of_a_long_one(
        self,
        cli: Cli,
        reader: subprocess.Popen[str],
        account: Account,
        database: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("contenthub.queries.health.MUCH_LOG", 100_000)
        _ended_tasks(200, account, database)
        lines = [r for r in cli("doctor", "-f", "json").json if "contenthub.db-wal" in r["detail"]]
        assert [line["status"] for line in lines] == ["warning"]

    def test_it_has_a_limit_of_its_own_as_well(self, database: Settings) -> None:
        assert db.execute("PRAGMA journal_size_limit").fetchone()[0] == upkeep.LOG_LIMIT


class TestUnfinishedCopies:
    @pytest.fixture
    def killed(self, submit: Any, database: Settings, tmp_path: Path) -> Path:
        """The hidden file that a backup left which was killed before its end."""
        submit()
        program = (
            "import os, signal, sys; from pathlib import Path\n"
            "from contenthub.database import backup\n"
            "backup.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
            "backup.back_up(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        )
        live = db.sqlite_path()
        copy = live.with_name("copy.db")
        done = subprocess.run([sys.executable, "-c", program, str(live), str(copy)], check=False)
        assert done.returncode == -signal.SIGKILL
        (left,) = unfinished.left_behind(live.parent)
        copy.unlink(missing_ok=True)
        return left

    def test_it_is_told_of_and_removed_by_the_next_copy(
        self, cli: Cli, killed: Path, tmp_path: Path
    ) -> None:
        told = cli("db", "status", "-f", "json").json
        assert (told["unfinished_copies"], told["unfinished_bytes"]) == (1, killed.stat().st_size)
        assert killed.name in cli("doctor", "-f", "json").out
        assert cli("db", "backup", str(killed.with_name("another.db"))).code == 0
        assert not killed.exists()
        assert cli("db", "status", "-f", "json").json["unfinished_copies"] == 0

    def test_one_that_is_being_written_is_left_alone(self, database: Settings) -> None:
        live = db.sqlite_path()
        with unfinished.beside(live) as fresh:
            fresh.write_bytes(b"half")
            assert unfinished.left_behind(live.parent) == []
            backup.back_up(live, live.with_name("other.db"))
            assert fresh.read_bytes() == b"half"
        assert not fresh.exists()

    def test_files_of_others_are_left_alone(self, database: Settings) -> None:
        folder = db.sqlite_path().parent
        for name in (".contenthub.db.12345678", "x.12345678.contenthub-unfinished", ".profile"):
            (folder / name).write_text("mine")
        backup.back_up(db.sqlite_path(), folder / "copy.db")
        assert (folder / ".contenthub.db.12345678").read_text() == "mine"
        assert (folder / "x.12345678.contenthub-unfinished").read_text() == "mine"
