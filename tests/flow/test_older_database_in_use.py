"""A service of an older version that still runs is seen by the program that comes after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, clock, migrations
from contenthub.database import backup, db
from contenthub.records import moment
from contenthub.settings import Settings

Cli = Callable[..., Any]
OLDER = migrations.names()[:-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, config: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Where the database is to be; the command line looks there as well."""
    if request.param == "sqlite":
        yield config
    else:
        url = request.getfixturevalue("postgresql").create_database()
        monkeypatch.setenv("DATABASE_URL", url)
        yield Settings(home=config.home, database_url=url)
    db.close()


def _make(used: Settings, newest: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the database as the program had it whose newest migration this is."""
    folder.mkdir()
    for name in migrations.names():
        if name <= newest:
            shutil.copy(migrations.FOLDER / f"{name}.py", folder)
    with monkeypatch.context() as older:
        older.setattr(migrations, "FOLDER", folder)
        boot.open_database(used)


def _beat() -> None:
    """The heartbeat as the first version wrote it, with what later ones demand."""
    now = moment(clock.now())
    row = {
        "boot_id": "b",
        "kind": "worker",
        "host": "old-host",
        "pid": 4711,
        "version": "0.1",
        "broker": "redis",
        "queues": "[]",
        "threads": 1,
        "started_at": now,
        "seen_at": now,
    }
    with db.transaction():
        db.execute(
            f"INSERT INTO worker_heartbeats ({', '.join(row)}) VALUES"
            f" ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )


@pytest.mark.parametrize("newest", OLDER)
def test_an_older_database_is_not_migrated_while_its_service_runs(
    address: Settings, newest: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(address, newest, tmp_path / "older", monkeypatch)
    _beat()
    before = migrations.applied()
    refused = cli("db", "migrate")
    assert (refused.code, refused.out) == (4, "")
    assert "cannot be migrated while a service runs (worker, pid 4711 on old-host)" in refused.err
    db.open_database(address.database)
    assert migrations.applied() == before
    with db.transaction():
        db.execute("DELETE FROM worker_heartbeats")
    assert cli("db", "migrate").code == 0
    assert cli("db", "status", "-f", "json").json["up_to_date"] is True


@pytest.mark.parametrize("newest", OLDER)
def test_an_older_database_is_not_replaced_while_its_service_runs(
    config: Settings, newest: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(config, newest, tmp_path / "older", monkeypatch)
    copy = tmp_path / "copy.db"
    backup.back_up(db.sqlite_path(), copy)
    _beat()
    refused = cli("db", "restore", str(copy))
    assert refused.code == 4
    assert "cannot be replaced while a service runs (worker, pid 4711 on old-host)" in refused.err
