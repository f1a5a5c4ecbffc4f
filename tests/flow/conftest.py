"""The command line in this process, as a test's function; a database on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle import unit
from contenthub.settings import Settings
from tests.support import servers


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


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    """A PostgreSQL for all tests of a file."""
    try:
        with servers.postgres() as found:
            yield found
    except servers.ServerUnavailableError as error:
        pytest.skip(f"NOT TESTED on PostgreSQL: {error}")


@pytest.fixture
def site(server: servers.Postgres, config: Settings) -> Iterator[Settings]:
    """The settings of a site whose database, an empty one, is there and is open."""
    used = replace(config, database_url=server.create_database())
    boot.open_database(used)
    yield used
    unit.hang_bell(None)
    db.close()
