"""A process that works keeps its locks on the database, whatever else it does with the file.

POSIX drops all locks that a process has on a file when it closes any descriptor of it. Then a
command that ends beside the service takes itself for the last user and removes the log under the
service, which goes on writing into a file that nobody reads.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contenthub import boot
from contenthub.database import db, sqlite_file
from contenthub.database_watch import DatabaseWatch
from contenthub.settings import Settings
from tests.faults.conftest import Site, Until

LOCKS = Path("/proc/locks")
pytestmark = pytest.mark.skipif(not LOCKS.exists(), reason="NOT TESTED: no /proc/locks here")


def holds_a_lock(pid: int, path: Path) -> bool:
    """True while the process has a lock on the file, which each connection to a database has."""
    number = str(path.stat().st_ino)
    rows = [line.split() for line in LOCKS.read_text().splitlines()]
    found = [row for row in rows if "->" not in row]  # not those that wait
    return any(row[4] == str(pid) and row[5].rpartition(":")[2] == number for row in found)


def test_to_look_at_the_file_drops_no_lock(database: Settings) -> None:
    path = db.sqlite_path()
    db.execute("SELECT COUNT(*) FROM accounts").fetchone()
    assert holds_a_lock(os.getpid(), path)
    watch = DatabaseWatch()
    for _ in range(3):
        assert watch.fault() is None
    assert sqlite_file.shape(path) is sqlite_file.Shape.WHOLE
    sqlite_file.demand_whole(path)
    boot.open_database(database)  # again, as a command does that also works in its process
    watch.close()
    assert holds_a_lock(os.getpid(), path)


def test_commands_beside_a_service_leave_its_log_in_place(site: Site, until: Until) -> None:
    path = site.config.home_folder / "contenthub.db"
    service = site.service()
    (first,) = site.submit(creator="steady")
    until(lambda: site.story.published(first), "the first article")
    db.close()  # only the service has the database open now
    log = sqlite_file.log_of(path).stat().st_ino
    looks = ("content", "list"), ("doctor",), ("db", "status"), ("task", "stats")
    for words in looks * 2:  # over several looks of the service at its file
        ended = site.processes.run(*words, timeout=60)
        assert "malformed" not in ended.stdout + ended.stderr
        assert holds_a_lock(service.pid, path)
        assert sqlite_file.log_of(path).stat().st_ino == log
    (second,) = site.submit(creator="steady")
    until(lambda: site.story.published(second), "the second article")
    site.assert_sound(2)
