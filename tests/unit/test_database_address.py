"""Addresses of databases are read as they are written, or refused; a path stays the path."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub import boot
from contenthub.database import db
from contenthub.database_address import PostgresServer, SqliteFile, parse
from contenthub.errors import SettingError
from contenthub.settings import Settings

HERE = Path("/here")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:x.db", "/here/x.db"),
        ("sqlite:///x.db", "/here/x.db"),
        ("sqlite:///sub/x.db", "/here/sub/x.db"),
        ("sqlite:/abs/x.db", "/abs/x.db"),
        ("sqlite:////abs/x.db", "/abs/x.db"),
        ("SQLite:////abs/x.db", "/abs/x.db"),
        ("sqlite:////a%20b/c%2Fd/%41.db", "/a%20b/c%2Fd/%41.db"),
        ("sqlite:////with blank/ü@:+.db", "/with blank/ü@:+.db"),
    ],
)
def test_a_file_is_the_file_that_is_written(text: str, path: str) -> None:
    assert parse(text, HERE) == SqliteFile(Path(path))


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite://host/x.db",
        "sqlite:///:memory:",
        "sqlite::memory:",
        "sqlite:///x.db?mode=ro",
        "sqlite:///x.db#a",
        "sqlite:///~/x.db",
        "sqlite:////folder/",
        "sqlite:///a\nb",
        "mysql://h/d",
        "x.db",
        "/x.db",
        "",
        "postgresql:",
        "postgresql://",
        "postgresql:///",
        "postgresql+asyncpg://h/d",
        "postgresql://ada:hunter2%@h/d",
        "postgresql://ada:hunter%zz2@h/d",
        "postgresql://ada:hunter2 x@h/d",
        "postgresql://ada:hun/ter2@h/d",
        "postgresql://ada:hun@ter2@h/d",
        "postgresql://ada:hun#ter2@h/d",
        "postgresql://ada:hun?ter2@h/d",
    ],
)
def test_what_could_mean_another_database_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"sqlite:////folder/file\.db|%25") as refused:
        parse(text, HERE)
    assert "ter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "dsn"),
    [
        ("postgres://ada:pw@h:5433/d", "postgresql://ada:pw@h:5433/d"),
        ("postgresql+psycopg://h/d", "postgresql://h/d"),
        ("postgresql:///d?host=/var/run/postgresql", "postgresql:///d?host=/var/run/postgresql"),
        (
            "postgresql://ada:a%40b%2Fc%25@h/d?sslmode=require&application_name=x",
            "postgresql://ada:a%40b%2Fc%25@h/d?sslmode=require&application_name=x",
        ),
        ("postgresql://[::1]:5432/d", "postgresql://[::1]:5432/d"),
        ("postgresql://%2Fvar%2Frun/d", "postgresql://%2Fvar%2Frun/d"),
    ],
)
def test_a_server_is_what_its_driver_takes(text: str, dsn: str) -> None:
    server = parse(text, HERE)
    assert server == PostgresServer(dsn)
    psycopg = pytest.importorskip("psycopg")
    psycopg.conninfo.conninfo_to_dict(dsn)


def test_what_the_driver_cannot_read_is_refused_when_it_is_opened() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(SettingError, match="cannot be understood") as refused:
        db.open_database(PostgresServer("postgresql://ada:hunter2@h/d?no_such_option=hunter2"))
    assert "hunter2" not in str(refused.value)


def test_neither_repr_nor_shown_has_the_password() -> None:
    server = parse("postgresql://ada:hunter2@h/d", HERE)
    assert server.shown == "postgresql://ada:***@h/d"
    assert "hunter2" not in repr(server)


@pytest.mark.parametrize(
    "name",
    ["a%2Fb", "a%20b", "a%41b", "a?b", "a#b", "a b", "a;b", "ä", "a'b", "a:b", "%s", "a&b=c"],
)
def test_a_home_is_the_folder_of_its_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    try:
        boot.open_database(Settings(home=home))
        assert db.sqlite_path() == home / "contenthub.db"
    finally:
        db.close()
    assert [path.parent for path in tmp_path.rglob("contenthub.db")] == [home]
