"""A worker that stood still while it wrote an article's file: real processes, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.errors import TransientError
from contenthub.lifecycle import contents
from contenthub.lifecycle.unit import Unit
from contenthub.processes import embedded
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of
from tests.support.processes import REPOSITORY, environment

CREATED = datetime(2026, 1, 31, tzinfo=UTC)
PUBLICATION = Publication("entry-7", 7, "Blog", "Tea", "Body.", CREATED)

# Stops itself once, before the call argv[1] of the module os for a file of ours.
STOP_BEFORE = """
import os, signal, sys
real, stopped = getattr(os, sys.argv[1]), []

def stop_first(path, *more, **named):
    if not stopped and ".contenthub-" in str(path):
        stopped.append(path)
        os.kill(os.getpid(), signal.SIGSTOP)
    return real(path, *more, **named)

setattr(os, sys.argv[1], stop_first)
"""
PUBLISH = """
from datetime import UTC, datetime
from pathlib import Path
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files
created = datetime(2026, 1, 31, tzinfo=UTC)
Files(Path(sys.argv[2])).publish(Publication("entry-7", 7, "Blog", "Tea", "Body.", created))
"""
# The real worker's step: claim, write the file, write the outcome.
WORK = """
from contenthub import boot
from contenthub.processes import embedded
from contenthub.settings.reading import load
found = load()
boot.open_database(found)
embedded.call(found, "publish", {})
"""


class Stopped:
    """A process that stands still where the test wants it; it is gone when the test ends."""

    def __init__(self, script: str, *arguments: str, home: Path) -> None:
        command = [sys.executable, "-c", STOP_BEFORE + script, *arguments]
        self.process = subprocess.Popen(
            command,
            env=environment(home, {"CONTENTHUB_LEASE": "1"}),
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), self.process.communicate()[0]

    def resume(self) -> str:
        """Let it go on to its end; returns what it printed."""
        self.process.send_signal(signal.SIGCONT)
        return self.process.communicate(timeout=60)[0]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def started() -> Iterator[list[Stopped]]:
    processes: list[Stopped] = []
    yield processes
    for one in processes:
        if one.process.returncode is None:
            one.kill()


def articles(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


class TestLookUp:
    def test_while_a_stopped_writer_may_go_on_it_cannot_be_told(
        self, tmp_path: Path, started: list[Stopped]
    ) -> None:
        root = tmp_path / "published"
        writer = Stopped(PUBLISH, "link", str(root), home=tmp_path)
        started.append(writer)
        files = Files(root)
        for _ in range(2):  # asking does not take the lock away from it
            with pytest.raises(TransientError, match="still"):
                files.verify(PUBLICATION)
        assert writer.resume() == ""
        proof = files.verify(PUBLICATION)
        assert proof is not None
        assert articles(root) == ["blog/2026-01-31-tea-7.md"]

    def test_when_the_writer_is_dead_it_is_certainly_not_there(
        self, tmp_path: Path, started: list[Stopped]
    ) -> None:
        root = tmp_path / "published"
        writer = Stopped(PUBLISH, "link", str(root), home=tmp_path)
        started.append(writer)
        writer.kill()
        assert Files(root).verify(PUBLICATION) is None

    def test_another_publication_is_looked_up_meanwhile(
        self, tmp_path: Path, started: list[Stopped]
    ) -> None:
        root = tmp_path / "published"
        started.append(Stopped(PUBLISH, "link", str(root), home=tmp_path))
        assert Files(root).verify(replace(PUBLICATION, key="entry-8", content_id=8)) is None

    def test_a_writer_that_stopped_before_the_first_byte_may_go_on_as_well(
        self, tmp_path: Path, started: list[Stopped]
    ) -> None:
        root = tmp_path / "published"
        writer = Stopped(PUBLISH, "lstat", str(root), home=tmp_path)  # has its lock
        started.append(writer)
        with pytest.raises(TransientError, match="still"):
            Files(root).verify(PUBLICATION)


class TestWorker:
    """The whole way, with the database: who lost the row brings no file any more."""

    @pytest.fixture
    def made(self, database: Settings) -> int:
        return article(database, approved=True)

    @staticmethod
    def entry(content_id: int) -> Entry:
        return records.select(Entry, "WHERE content_id = ?", (content_id,))[0]

    def taken_over(self, content_id: int, config: Settings) -> None:
        """What the sweep and its actors do when the lease ran out, and whenever it is due."""
        past = records.moment(clock.after(-1))
        with db.transaction():
            db.execute("UPDATE publish_entries SET lease_until = ?", (past,))
        for _ in range(2):  # the first finds it in doubt, the second looks it up
            with db.transaction():
                db.execute("UPDATE publish_entries SET due_at = ? WHERE due_at > ?", (past, past))
            entry = self.entry(content_id)
            embedded.call(config, "verify", {"refs": [[entry.id, entry.attempt]]})

    @pytest.mark.parametrize("where", ["open", "link"])
    def test_a_worker_that_was_taken_over_puts_no_file_in_place(
        self, where: str, made: int, database: Settings, started: list[Stopped]
    ) -> None:
        root = database.home_folder / "published"
        writer = Stopped(WORK, where, home=database.home_folder)
        started.append(writer)
        assert self.entry(made).status == "publishing"
        self.taken_over(made, database)
        if where == "link":  # it holds the lock: nobody may say that nothing is there
            assert self.entry(made).status == "unverified"
            assert "still" in self.reason(made)
            writer.kill()
            self.taken_over(made, database)
        assert self.entry(made).status == "queued"
        embedded.call(database, "publish", {})
        assert self.entry(made).status == "published"
        (file,) = articles(root)
        (root / file).unlink()  # taken down where it was published
        if where == "open":
            writer.resume()
            assert articles(root) == []
        assert self.entry(made).status == "published"

    def test_one_that_goes_on_after_a_look_is_the_one_that_published(
        self, made: int, database: Settings, started: list[Stopped]
    ) -> None:
        root = database.home_folder / "published"
        writer = Stopped(WORK, "link", home=database.home_folder)
        started.append(writer)
        self.taken_over(made, database)
        writer.resume()
        self.taken_over(made, database)
        assert self.entry(made).status == "published"
        assert len(articles(root)) == 1

    def test_an_edit_between_the_two_makes_no_second_file(
        self, made: int, database: Settings, started: list[Stopped]
    ) -> None:
        root = database.home_folder / "published"
        writer = Stopped(WORK, "open", home=database.home_folder)
        started.append(writer)
        self.taken_over(made, database)
        with Unit("me") as unit:
            assert contents.edit(unit, content_of(made), title="Another title")
        embedded.call(database, "publish", {})
        writer.resume()
        (file,) = articles(root)
        assert 'title: "Another title"' in (root / file).read_text()

    @staticmethod
    def reason(content_id: int) -> Any:
        sql = "SELECT error_message FROM publish_entries WHERE content_id = ?"
        return db.execute(sql, (content_id,)).fetchone()[0]
