"""The command line in this process, as a test's function; a database on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from contenthub import boot, clock
from contenthub.boot import App
from contenthub.database import db
from contenthub.lifecycle import unit
from contenthub.settings import Settings
from tests.support import servers
from tests.support.pgbouncer import pgbouncer
from tests.support.receiver import Receiver, receiving
from tests.support.told import Watch


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Answer]]:
    """Runs one command line and returns its exit code and what it printed."""
    from contenthub import cli as command_line

    def run(*arguments: str) -> Answer:
        db.close()
        capsys.readouterr()
        code = command_line.run(list(arguments))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    yield run
    unit.hang_bell(None)
    db.close()


@pytest.fixture(scope="session")
def pooled(postgresql: servers.Postgres) -> Iterator[int]:
    """The port of a PgBouncer in front of the PostgreSQL."""
    with servers.or_skipped(pgbouncer(postgresql), "PgBouncer") as port:
        yield port


@pytest.fixture(scope="session")
def migrated(postgresql: servers.Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database that was migrated, and that others are made as copies of."""
    url = postgresql.create_database()
    boot.open_database(Settings(home=tmp_path_factory.mktemp("home"), database_url=url))
    db.close()
    return url.rpartition("/")[2]


@pytest.fixture
def site(postgresql: servers.Postgres, migrated: str, config: Settings) -> Iterator[Settings]:
    """The settings of a site whose database, one without rows, is there and is open."""
    url = postgresql.create_database(f'TEMPLATE "{migrated}"')
    used = replace(config, database_url=url)
    boot.open_database(used)
    yield used
    unit.hang_bell(None)
    db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def sending(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """A process that can send, with nobody at work in it, and a clock that stands still."""
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    app = App(used, "test", 1)
    app.start()
    unit.hang_bell(None)
    watch = Watch()
    with clock.use(watch):
        yield watch
    app.leases.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running
