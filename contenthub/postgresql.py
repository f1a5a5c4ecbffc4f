"""How a PostgreSQL database is opened, so that the same address works directly and by a pooler.

PgBouncer in transaction mode gives each transaction whichever connection is free. So nothing may
live on a connection from one transaction to the next: no prepared statements, no settings of the
session, no temporary tables, no locks but those of a transaction.
"""

from __future__ import annotations

from typing import Any

import peewee

from contenthub.database_address import PostgresServer
from contenthub.errors import SettingError

ENCODING = "UTF8"
CONNECT_TIMEOUT = "10"  # seconds, where the address names none


def database(server: PostgresServer) -> peewee.PostgresqlDatabase:
    """The database on ``server``, connected on first use. Raises SettingError.

    Each new connection is refused with SettingError where the database cannot hold every text.
    """
    try:
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise SettingError(
            "DATABASE_URL names PostgreSQL; install its driver: pip install 'contenthub[postgresql]'"
        ) from None
    import psycopg

    try:
        given = conninfo_to_dict(server.dsn)
    except psycopg.ProgrammingError:  # its text would show the password
        raise SettingError(
            f"DATABASE_URL, {server.shown}, cannot be understood; allowed:"
            " postgresql://user:password@host/database, with %40 for @ and %25 for % in user and"
            " password, and the driver's options"
        ) from None
    options: dict[str, Any] = {}
    if "connect_timeout" not in given:
        options["connect_timeout"] = CONNECT_TIMEOUT
    return _Utf8Database(
        server.dsn,
        prefer_psycopg3=True,
        encoding=ENCODING,  # whatever the role or the database says of its clients
        prepare_threshold=None,  # a prepared statement belongs to one connection of the server
        **options,
    )


class _Utf8Database(peewee.PostgresqlDatabase):
    """Looks at each connection before it is used."""

    def _connect(self) -> Any:
        connection = super()._connect()  # type: ignore[misc]  # peewee's types leave it out
        try:
            demand_utf8(_encoding(connection))
        except BaseException:
            connection.close()
            raise
        return connection


def _encoding(connection: Any) -> str:
    told: str | None = connection.info.parameter_status("server_encoding")  # costs no question
    return told or str(connection.execute("SHOW server_encoding").fetchone()[0])


def demand_utf8(encoding: str) -> None:
    """Refuse a database that would lose letters, or give bytes back in the place of text."""
    if encoding.upper().replace("-", "") != ENCODING:
        raise SettingError(
            f"DATABASE_URL names a database whose encoding is {encoding}, which cannot hold every"
            " text; make one that can and name it there: CREATE DATABASE contenthub"
            " ENCODING 'UTF8' TEMPLATE template0"
        )
