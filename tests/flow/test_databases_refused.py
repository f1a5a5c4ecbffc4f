"""Databases that could not do the work are refused when they are opened, with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from contenthub import boot, migrations
from contenthub.database import db
from contenthub.errors import NotAllowedError, SettingError, UnreachableError
from contenthub.lifecycle import accounts, submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.queries import health
from contenthub.settings import Settings
from tests.support import servers
from tests.support.story import Story

TOPIC = "书籍装订的安静手艺 🍵"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    unit.hang_bell(None)
    db.close()


def submit(settings: Settings) -> str:
    return submission.submit([NewTask(TOPIC, accounts.default())], settings, "test")[0].task_id


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "LATIN9", "EUC_CN", "WIN1251"])
def test_an_encoding_that_cannot_hold_every_text_is_refused(
    postgresql: servers.Postgres, config: Settings, encoding: str
) -> None:
    address = postgresql.create_database(f"ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'")
    for _ in range(2):  # also what was opened before is not used
        with pytest.raises(SettingError, match=rf"{encoding}.*ENCODING 'UTF8' TEMPLATE template0"):
            boot.open_database(replace(config, database_url=address))


def test_a_database_that_tells_its_clients_another_encoding_keeps_every_text(
    postgresql: servers.Postgres, config: Settings
) -> None:
    address = postgresql.create_database()
    name = address.rpartition("/")[2]
    postgresql.execute(f'ALTER DATABASE "{name}" SET client_encoding TO LATIN1')
    used = replace(config, database_url=address)
    boot.open_database(used)
    assert Story().task(submit(used)).topic == TOPIC


def test_an_address_that_cannot_be_understood_is_refused_without_its_password(
    config: Settings,
) -> None:
    used = replace(config, database_url="postgresql://me:hunter 2@host:port/name")
    with pytest.raises(SettingError, match="DATABASE_URL cannot be understood") as refused:
        boot.open_database(used)
    assert "hunter" not in str(refused.value)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ('ALTER DATABASE "{name}" SET default_transaction_read_only TO on', "read-only.*standby"),
        ("REVOKE DELETE ON events FROM {who}", "permission denied for table events.*rights"),
        ("REVOKE ALL ON SEQUENCE ticks_id_seq FROM {who}", "sequence ticks_id_seq.*rights"),
    ],
)
def test_a_missing_right_is_found_before_the_work_finds_it(
    postgresql: servers.Postgres, config: Settings, statement: str, why: str
) -> None:
    address = postgresql.create_database()
    name = address.rpartition("/")[2]
    boot.open_database(replace(config, database_url=address))
    who = f"writer_{name[-12:]}"
    for setup in (
        f"CREATE ROLE {who} LOGIN",
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {who}",
        f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {who}",
    ):
        postgresql.execute(setup, name)
    limited = address.replace("postgres@", f"{who}@")
    boot.open_database(replace(config, database_url=limited))
    health.demand_writable()
    db.close()
    postgresql.execute(statement.format(name=name, who=who), name)
    with pytest.raises(UnreachableError, match=why):
        health.demand_writable()


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_a_sqlite_file_in_utf_16_works_like_any_other(config: Settings, encoding: str) -> None:
    config.home_folder.mkdir()
    path = config.home_folder / "contenthub.db"
    with sqlite3.connect(path) as made:
        made.execute(f"PRAGMA encoding = '{encoding}'")
        made.execute("CREATE TABLE t (x)")
        made.execute("DROP TABLE t")
    made.close()
    boot.open_database(config)
    assert db.execute("PRAGMA encoding").fetchone()[0] == encoding
    assert Story().task(submit(config)).topic == TOPIC


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("0099_later", "newer than this program"),
        ("0001_articles", "not this program's"),  # another program's history
        ("b'0002_schedules'", "not this program's"),
        ("", "not this program's"),
        ("9" * 5000, "not this program's"),
    ],
)
def test_only_a_newer_schema_is_called_newer(database: Settings, name: str, said: str) -> None:
    db.execute(
        f"INSERT INTO {migrations.HISTORY} (name, applied) VALUES (?, '2026-01-01')", (name,)
    )
    db.close()
    with pytest.raises(NotAllowedError, match=said) as refused:
        boot.open_database(database)
    assert len(str(refused.value)) < 300
