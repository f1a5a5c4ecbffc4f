"""A table of PostgreSQL that somebody else locked: said in a line, and nothing waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from contenthub.database import db, patience
from contenthub.errors import UnreachableError
from tests.support import servers

Cli = Callable[..., Any]
LOCKED = "it waits for a lock that another program holds"


@pytest.fixture(params=["direct", "pooled"])
def port(request: pytest.FixtureRequest, postgresql: servers.Postgres) -> int:
    """The port by which the server is spoken to."""
    pooled: int = (
        postgresql.port if request.param == "direct" else request.getfixturevalue("pooled")
    )
    return pooled


@pytest.fixture
def locked(
    postgresql: servers.Postgres, port: int, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Any]]:
    """Locks the tasks while its block runs."""
    import psycopg

    straight = postgresql.create_database()
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 0.3)
    monkeypatch.setenv("DATABASE_URL", straight.replace(f":{postgresql.port}/", f":{port}/"))
    assert cli("account", "add", "Tea").code == 0

    @contextmanager
    def held() -> Iterator[None]:
        with psycopg.connect(straight) as stranger:
            # so that what would wait for ever fails
            stranger.execute("SET idle_in_transaction_session_timeout = '30s'")
            stranger.execute("LOCK TABLE generation_tasks IN ACCESS EXCLUSIVE MODE")
            yield
            stranger.rollback()

    yield held
    db.close()


def test_commands_that_read_or_write_say_so(cli: Cli, locked: Callable[[], Any]) -> None:
    with locked():
        for command in (
            ("task", "list"),
            ("content", "generate", "-t", "The tea trade", "--async"),
        ):
            answer = cli(*command)
            assert (answer.code, LOCKED in answer.err) == (5, True), answer.err
            assert len(answer.err.strip().splitlines()) == 1
        answer = cli("doctor", "-f", "json")
        found = {row["check"]: row for row in answer.json}
        assert found["database"]["status"] == "failed"
        assert LOCKED in str(found["database"])
    assert cli("content", "generate", "-t", "The tea trade", "--async").code == 0


def test_a_short_wait_is_short_there_as_well(
    cli: Cli, locked: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked():
        usual = db.database.obj.wait
        monkeypatch.setattr(db.database.obj, "wait", 3600.0)
        with patience.short(), pytest.raises(UnreachableError, match=LOCKED), db.transaction():
            db.execute("SELECT COUNT(*) FROM generation_tasks")
        monkeypatch.setattr(db.database.obj, "wait", usual)
    assert db.execute("SELECT COUNT(*) FROM generation_tasks").fetchone() == (0,)
    with db.transaction():
        assert db.execute("SHOW lock_timeout").fetchone() == ("300ms",)
