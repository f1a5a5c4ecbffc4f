"""Fixtures of the fault tests: real processes, a real Valkey server, a database to look into."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle import submission
from contenthub.lifecycle.submission import NewTask
from contenthub.settings import Settings
from tests.support import servers
from tests.support.line_accounts import line_account
from tests.support.processes import Process, Processes
from tests.support.story import Story

QUICK = {
    "CONTENTHUB_LEASE": "1",
    "CONTENTHUB_RETRY_BACKOFF": "0.1",
    "ASYNC_POLL_INTERVAL": "0.5",
    "CONTENTHUB_SHUTDOWN_TIMEOUT": "3",
}


class Site:
    """A home with a database, seen from the test, and the real processes that work on it."""

    def __init__(self, folder: Path, processes: Processes, config: Settings) -> None:
        self.folder = folder
        self.processes = processes
        self.config = config
        self.story = Story()

    def service(self, *flags: str, **settings: str) -> Process:
        """Start the whole service in one process, with the test's creators."""
        command = [sys.executable, "-m", "tests.support.line_program", str(self.folder), *flags]
        return self.processes.start(command, settings=settings)

    def submit(self, count: int = 1, **wishes: Any) -> list[str]:
        """Commit tasks as another process would, without ringing anybody."""
        account = line_account()
        requests = [replace(NewTask(f"topic {n}", account), **wishes) for n in range(count)]
        return [done.task_id for done in submission.submit(requests, self.config, "test")]

    def lines(self, name: str) -> Counter[str]:
        """How often each line stands in a file that the creators wrote."""
        path = self.folder / name
        return Counter(path.read_text().split() if path.exists() else [])

    def published(self) -> int:
        return self.story.counts("publish_entries")["published"]

    def state(self) -> str:
        """How all rows stand, what has not ended, and the last words of the processes."""
        unended = db.execute(
            "SELECT task_id, creator, status, attempt, lease_owner, lease_until, due_at"
            " FROM generation_tasks WHERE status <> 'completed' LIMIT 10"
        ).fetchall()
        held = db.execute(
            "SELECT review_status, findings, COUNT(*) FROM contents"
            " WHERE review_status <> 'approved' GROUP BY review_status, findings LIMIT 10"
        ).fetchall()
        tables = ("generation_tasks", "publish_entries")
        counts = (f"{table}: {dict(self.story.counts(table))}" for table in tables)
        return "\n".join([*counts, *map(str, [*unended, *held]), self.processes.report()])

    def assert_sound(self, count: int) -> None:
        """All ``count`` tasks are completed and published, each once, and nothing is left."""
        assert self.story.counts() == {"completed": count}
        assert self.story.counts("publish_entries") == {"published": count}
        assert self.story.broken() == []
        files = list((self.config.home_folder / "published").rglob("*.md"))
        assert len(files) == count
        publishes = db.execute("SELECT COUNT(*) FROM events WHERE event = 'publish'").fetchone()
        assert publishes[0] == count


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """A site in this folder, whose database is open in this process as well."""
    with Processes(folder, QUICK) as processes:
        config = Settings(home=processes.home)
        boot.open_database(config)
        try:
            yield Site(folder, processes, config)
        finally:
            db.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def valkey() -> Iterator[servers.Valkey]:
    with servers.valkey() as server:
        yield server


@pytest.fixture(params=["embedded", "redis"])
def mode(request: pytest.FixtureRequest) -> dict[str, str]:
    """The setting that makes the mode: nothing, or the address of a real server."""
    if request.param == "embedded":
        return {}
    server: servers.Valkey = request.getfixturevalue("valkey")
    return {"REDIS_URL": server.url}


@pytest.fixture
def until(until: Until, request: pytest.FixtureRequest) -> Until:
    """Waits for a condition; where it does not come, the error says how the site stands."""

    def call(predicate: Callable[[], Any], what: str, timeout: float = 60.0) -> Any:
        try:
            return until(predicate, what, timeout)
        except TimeoutError as error:
            if "site" in request.fixturenames:
                error.add_note(request.getfixturevalue("site").state())
            raise

    return call


Until = Callable[..., Any]
